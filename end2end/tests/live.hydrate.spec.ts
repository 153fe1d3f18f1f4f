// What a page does by itself while it is open.
import type { Page } from "@playwright/test";
import { expect, hydrated, listFrom, submitWiki, test } from "../support/test";

/** What the bar shows; undefined where there is none. Read in one go, because it may
 * be gone the next moment. */
function percent(page: Page): Promise<number | undefined> {
  return page.evaluate(() => document.querySelector<HTMLProgressElement>("main progress")?.value);
}

test("progress moves and ends without a reload", async ({ page, words, open }) => {
  await open("/?force=true");
  // Gone if the page were loaded anew.
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await submitWiki(page, words, "acme/slow");

  const seen = new Set<number>();
  const ready = page.getByRole("heading", { name: words.job.ready });
  await expect(async () => {
    const value = await percent(page);
    if (value !== undefined) seen.add(value);
    await expect(ready).toBeVisible({ timeout: 50 });
  }).toPass({ intervals: [100], timeout: 80_000 });

  const values = [...seen];
  expect(values.length, `values seen: ${values}`).toBeGreaterThan(2);
  expect(values, "it never falls").toEqual([...values].sort((a, b) => a - b));
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
  await expect(page.locator("[data-status]")).toHaveText(words.status.completed);
});

test("a reload in the middle keeps the progress", async ({ page, words, open }) => {
  await open("/?force=true");
  await submitWiki(page, words, "acme/slow");
  await expect.poll(() => percent(page), { timeout: 60_000 }).toBeGreaterThan(0);
  const before = (await percent(page)) ?? 100;

  await page.reload();
  await hydrated(page);
  expect((await percent(page)) ?? 100).toBeGreaterThanOrEqual(before);
  await expect(page.getByRole("heading", { name: words.job.ready })).toBeVisible({ timeout: 80_000 });
});

test("a list follows the job that is at work", async ({ page, words, open }) => {
  await open("/?force=true");
  const { path, job } = listFrom(await submitWiki(page, words, "acme/slow"));
  await open(path);
  const row = page.getByRole("listitem").filter({ has: page.locator(`a[href="${job}"]`) });
  await expect(row.locator("[data-status=COMPLETED]")).toBeVisible({ timeout: 80_000 });
  await expect(row.locator("[download]")).toHaveCount(3);
});

test("the announcement changes with the phase, not with each page", async ({ page, words, open }) => {
  await open("/?force=true");
  await submitWiki(page, words, "acme/slow");
  await page.locator(".job > [role=status]").waitFor({ state: "attached" });
  const said = await page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const region = document.querySelector(".job > [role=status]");
        if (!region) return resolve([]);
        const heard = [region.textContent ?? ""];
        new MutationObserver(() => {
          heard.push(region.textContent ?? "");
          if (document.querySelector("[data-status=COMPLETED]")) resolve(heard);
        }).observe(region, { childList: true, subtree: true, characterData: true });
      }),
  );
  const allowed = [words.status.pending, ...Object.values(words.phase), words.status.completed];
  for (const sentence of said) expect(allowed).toContain(sentence);
  expect(said.at(-1)).toBe(words.status.completed);
});

test("going from page to page needs no reload", async ({ page, words, open }) => {
  await open("/");
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await page.getByRole("link", { name: words.nav.exports, exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: words.jobs.title })).toBeVisible();
  await page.getByRole("link", { name: words.jobs.start }).click();
  await expect(page.getByLabel(words.form.wiki)).toBeVisible();
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
});
