// The whole way: paste an address, watch, download three files that are what they
// say they are.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, listFrom, submitWiki, test } from "../support/test";
import { filled } from "../support/words";

test("a pasted address becomes three files", async ({ page, words, open }) => {
  await open("/");
  const job = await submitWiki(page, words, "http://127.0.0.1:3411/acme/handbook/wiki");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("acme/handbook");
  await expect(page.getByRole("heading", { name: words.job.ready })).toBeVisible({ timeout: 60_000 });
  expect(page.url(), "the page moved on in place").toBe(job);

  const files: Record<string, (content: Buffer) => boolean> = {
    "acme-handbook-wiki.zip": (content) => content.subarray(0, 4).equals(Buffer.from("PK\x03\x04")),
    "acme-handbook-wiki.pdf": (content) => content.subarray(0, 5).toString() === "%PDF-",
    "acme-handbook-wiki.epub": (content) => content.subarray(30, 58).toString() === "mimetypeapplication/epub+zip",
  };
  await expect(page.getByRole("listitem").filter({ has: page.locator("[download]") })).toHaveCount(3);
  for (const [name, isWhatItSays] of Object.entries(files)) {
    const item = page.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      item.getByRole("link", { name: words.job.download }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(name);
    const content = await readFile(await download.path());
    expect(content.length, name).toBeGreaterThan(1_000);
    expect(isWhatItSays(content), `${name} begins as its format does`).toBe(true);

    const shown = (await item.locator("code").getAttribute("title")) ?? "";
    expect(createHash("sha256").update(content).digest("hex"), name).toBe(shown);
  }
});

test("the report says in plain words what went into the books", async ({ page, words, open }) => {
  await open("/");
  await submitWiki(page, words, "acme/handbook");
  await expect(page.getByRole("heading", { name: words.report.heading })).toBeVisible({ timeout: 60_000 });

  const figure = (name: string) =>
    page.locator(".count", { has: page.getByText(name, { exact: true }) }).locator("dd");
  await expect(figure(words.report.pages)).toHaveText("11");
  expect(Number(await figure(words.report.internal).textContent())).toBeGreaterThan(0);
  const broken = Number(await figure(words.report.broken).textContent());
  expect(broken, "the sample wiki has broken links").toBeGreaterThan(0);

  const title = filled(words.report.list_of, { title: words.report.broken, count: String(broken) });
  await page.getByText(title, { exact: true }).click();
  await expect(page.getByRole("cell").first()).toBeVisible();
  await expect(page.getByRole("region", { name: words.report.broken }).getByRole("row")).toHaveCount(broken + 1);
});

test("only the ticked formats are made", async ({ page, words, open }) => {
  await open("/");
  await page.getByRole("checkbox", { name: words.form.pdf, exact: true }).uncheck();
  await page.getByRole("checkbox", { name: words.form.markdown, exact: true }).uncheck();
  await submitWiki(page, words, "acme/small");
  await expect(page.getByRole("heading", { name: words.job.ready })).toBeVisible({ timeout: 60_000 });
  await expect(page.locator("[download]")).toHaveCount(1);
  await expect(page.locator(".download-name")).toHaveText("acme-small-wiki.epub");
});

test("the finished export is listed with its downloads", async ({ page, words, open }) => {
  await open("/");
  await submitWiki(page, words, "acme/small");
  await expect(page.getByRole("heading", { name: words.job.ready })).toBeVisible({ timeout: 60_000 });

  const { path, job } = listFrom(page.url());
  await open(path);
  const row = page.getByRole("listitem").filter({ has: page.locator(`a[href="${job}"]`) });
  await expect(row.locator("[data-status=COMPLETED]")).toBeVisible();
  const href = await row.getByRole("link", { name: `${words.job.download} PDF` }).getAttribute("href");
  const answer = await page.request.get(href ?? "");
  expect(answer.status()).toBe(200);
  expect(answer.headers()["content-type"]).toBe("application/pdf");
});
