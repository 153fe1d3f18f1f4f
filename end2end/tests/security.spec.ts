// What an answer says to the browser about itself.
import { expect, test } from "../support/test";

test("pages run their own scripts only", async ({ request }) => {
  for (const path of ["/", "/jobs", "/no/such/page"]) {
    const answer = await request.get(path);
    const policy = answer.headers()["content-security-policy"] ?? "";
    const nonce = /script-src 'self' 'nonce-([\w-]+)' 'wasm-unsafe-eval'/.exec(policy)?.[1];
    expect(nonce, policy).toBeTruthy();
    expect(policy).not.toContain("unsafe-inline");

    const html = await answer.text();
    expect(html, "no style attributes: style-src 'self' would drop them").not.toMatch(/<[^>]+\sstyle=/);
    for (const [script] of html.matchAll(/<script\b[^>]*>/g)) {
      expect(script, path).toContain(`nonce="${nonce}"`);
    }
    const again = (await request.get(path)).headers()["content-security-policy"];
    expect(again, "every answer has a nonce of its own").not.toBe(policy);
  }
});

test("a form on another site does nothing here", async ({ request }) => {
  const answer = await request.post("/_fn/submit_wiki_job", {
    form: { wiki: "acme/small", "formats[]": "pdf" },
    headers: { accept: "text/html", origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(403);
});
