// Every page, in both themes, against the rules of axe (WCAG 2.2 A and AA among
// them), and usable by keyboard.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, submit, submitWiki, test } from "../support/test";

async function isAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" | ")}`);
    expect(found, `${page.url()} in ${colorScheme}`).toEqual([]);
  }
}

async function fitsTheScreen(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, "nothing has to be scrolled sideways").toBeLessThanOrEqual(0);
}

test("the start page, empty and refused", async ({ page, words, open }) => {
  await open("/");
  await isAccessible(page);
  await submit(page, words, "hello world");
  await expect(page.getByText(words.problem.not_a_wiki)).toBeVisible();
  await isAccessible(page);
  await fitsTheScreen(page);
});

test("an export at work and finished", async ({ page, words, open }) => {
  await open("/?force=true");
  await submitWiki(page, words, "acme/slow");
  await expect(page.locator("main progress")).toBeVisible();
  await isAccessible(page);
  await fitsTheScreen(page);
});

test("a finished export with all its lists open", async ({ page, words, open }) => {
  await open("/");
  await submitWiki(page, words, "acme/handbook");
  await expect(page.getByRole("heading", { name: words.job.ready })).toBeVisible({ timeout: 60_000 });
  for (const fold of await page.locator("details > summary").all()) await fold.click();
  await isAccessible(page);
  await fitsTheScreen(page);
});

test("a failed export", async ({ page, words, open }) => {
  await open("/");
  await submitWiki(page, words, "acme/nowiki");
  await expect(page.getByRole("alert")).toBeVisible({ timeout: 60_000 });
  await isAccessible(page);
  await fitsTheScreen(page);
});

test("the list", async ({ page, words, open }) => {
  await open("/");
  await submitWiki(page, words, "acme/nowiki");
  await expect(page.getByRole("alert")).toBeVisible({ timeout: 60_000 });
  await open("/jobs");
  await isAccessible(page);
  await fitsTheScreen(page);
});

test("a page that is not there", async ({ page, open }) => {
  await open("/no/such/page");
  await isAccessible(page);
  await fitsTheScreen(page);
});

test("the keyboard gets everywhere, and focus is seen", async ({ page, words, open }) => {
  await open("/jobs");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: words.site.skip })).toBeFocused();
  await expect(page.getByRole("link", { name: words.site.skip })).toBeInViewport();

  await open("/");
  const field = page.getByLabel(words.form.wiki);
  await field.focus();
  await page.keyboard.type("acme/small");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
});
