// Language and theme: chosen by the browser's settings, changed by two small forms.
import { expect, test } from "../support/test";
import { wordsOf } from "../support/words";

test("the language is the browser's until another is chosen", async ({ page, locale, words, open }) => {
  await open("/jobs?before=0193a000-0000-7000-8000-000000000000");
  const own = locale?.startsWith("fr") ? "fr" : "en";
  const other = own === "fr" ? "en" : "fr";
  await expect(page.locator("html")).toHaveAttribute("lang", own);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(words.jobs.title);

  const otherName = other === "fr" ? "Français" : "English";
  await page.getByRole("button", { name: otherName }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", other);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(wordsOf(other).jobs.title);
  expect(page.url(), "the page is kept").toContain("/jobs?before=0193a000-0000-7000-8000-000000000000");
  await expect(page.getByRole("button", { name: otherName })).toHaveAttribute("aria-pressed", "true");

  await open("/");
  await expect(page.locator("html"), "the choice is remembered").toHaveAttribute("lang", other);
});

test("the theme is the device's until another is chosen", async ({ page, colorScheme, words, open }) => {
  await open("/");
  const ground = () => page.locator("html").evaluate((root) => getComputedStyle(root).backgroundColor);
  const paper = "rgb(246, 241, 230)";
  const lamplight = "rgb(27, 22, 19)";
  await expect.poll(ground).toBe(colorScheme === "dark" ? lamplight : paper);

  await page.getByRole("button", { name: words.preferences.dark }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "lamplight");
  await expect.poll(ground).toBe(lamplight);

  await page.getByRole("button", { name: words.preferences.light }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "paper");
  await expect.poll(ground).toBe(paper);
  await open("/jobs");
  await expect.poll(ground, { message: "the choice is remembered" }).toBe(paper);

  await page.getByRole("button", { name: words.preferences.system }).click();
  await expect(page.locator("html")).not.toHaveAttribute("data-theme");
  expect(page.url(), "the page is kept").toContain("/jobs");
});

test("a form leads back to our own pages only", async ({ page, open }) => {
  await open("/");
  for (const back of ["https://evil.example/", "//evil.example/", "/\\evil.example"]) {
    const answer = await page.request.post("/_fn/set_theme", {
      form: { theme: "dark", back },
      headers: { accept: "text/html" },
      maxRedirects: 0,
    });
    expect(answer.status()).toBe(302);
    expect(answer.headers().location, back).toBe("/");
  }
});
