// Every page of an EPUB, by day and by night, against the rules of axe. (It runs in the
// page, so where scripts are switched off there is nothing to test.)
import { AxeBuilder } from "@axe-core/playwright";
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "../support/test";
import { unzipped } from "../support/zip";

/** Where the pages seem to be; nothing of it leaves the browser. */
const reader = "http://reader.test/";

const types: Record<string, string> = {
  xhtml: "application/xhtml+xml",
  css: "text/css",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
};

/** What readers lay over a book at night: the style sheet leaves both to them. */
const night = ":root { background: #000; color: #fff }";

async function bound(request: APIRequestContext, wiki: string): Promise<Map<string, Buffer>> {
  const asked = await request.post("/api/v1/jobs", { data: { wiki, formats: ["pdf", "epub"], history: true } });
  expect(asked.status(), await asked.text()).toBe(201);
  const { id } = await asked.json();
  let job = await asked.json();
  await expect
    .poll(async () => (job = await (await request.get(`/api/v1/jobs/${id}`)).json()).status, { timeout: 60_000 })
    .toBe("COMPLETED");
  const epub = job.files.find((file: { format: string }) => file.format === "EPUB");
  const file = await request.get(`/api/v1/files/${epub.id}/download`);
  return unzipped(await file.body());
}

/** Opens a book's pages to the browser; gives the list of files that were asked for and are not there. */
async function shelve(page: Page, book: Map<string, Buffer>): Promise<string[]> {
  const missing: string[] = [];
  await page.route(`${reader}**`, async (route) => {
    const path = decodeURIComponent(new URL(route.request().url()).pathname.slice(1));
    const body = book.get(path);
    if (!body) missing.push(path);
    await route.fulfill(body ? { body, contentType: types[path.split(".").at(-1) ?? ""] } : { status: 404 });
  });
  return missing;
}

async function complaints(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
}

for (const wiki of ["acme/handbook", "acme/pictures"]) {
  test(`every page of the EPUB of ${wiki}`, async ({ page, request }) => {
    test.slow();
    const book = await bound(request, wiki);
    const missing = await shelve(page, book);
    const pages = [...book.keys()].filter((path) => path.endsWith(".xhtml"));
    expect(pages.length).toBeGreaterThan(10);
    for (const path of pages) {
      await page.emulateMedia({ colorScheme: "light" });
      await page.goto(reader + path);
      expect.soft(await complaints(new AxeBuilder({ page })), `${path} by day`).toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      await page.addStyleTag({ content: night });
      // Nothing else changes with the light.
      const contrast = new AxeBuilder({ page }).withRules(["color-contrast"]);
      expect.soft(await complaints(contrast), `${path} by night`).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect.soft(overflow, `${path} has to be scrolled sideways`).toBeLessThanOrEqual(0);
    }
    expect(missing).toEqual([]);
  });
}
