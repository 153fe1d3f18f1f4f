// What is behind "More choices": a private wiki, and what has not changed. And a wiki
// that git does not give.
import { expect, submit, submitWiki, test } from "../support/test";

test("what has not changed is not bound again, unless one wants it", async ({ page, words, open }) => {
  const note = page.getByText(words.job.reused);
  const ready = page.getByRole("heading", { name: words.job.ready });
  await open("/?force=true");
  await submitWiki(page, words, "acme/small");
  await expect(ready).toBeVisible({ timeout: 60_000 });
  await expect(note).toHaveCount(0);

  await open("/");
  const second = await submitWiki(page, words, "acme/small");
  await expect(ready).toBeVisible({ timeout: 60_000 });
  await expect(note).toBeVisible();
  await expect(page.locator("[download]")).toHaveCount(3);
  const href = await page.locator("[download]").first().getAttribute("href");
  expect((await page.request.get(href ?? "")).status()).toBe(200);

  await page.getByRole("link", { name: words.job.anew }).click();
  await expect(page.getByLabel(words.form.wiki)).toHaveValue("http://127.0.0.1:3411/acme/small/wiki");
  await expect(page.getByRole("checkbox", { name: words.form.force })).toBeChecked();
  await page.getByRole("button", { name: words.form.submit }).click();
  await page.waitForURL((url) => url.pathname.startsWith("/jobs/") && url.href !== second);
  await expect(ready).toBeVisible({ timeout: 60_000 });
  await expect(note).toHaveCount(0);
});

test("a token opens a private wiki and is shown nowhere", async ({ page, request, words, open }) => {
  await open("/");
  const refused = await submitWiki(page, words, "acme/private");
  await expect(page.getByRole("alert")).toContainText("acme/private", { timeout: 30_000 });

  await open("/");
  await page.getByText(words.form.more).click();
  await page.getByLabel(words.form.token).fill("open-sesame");
  const job = await submitWiki(page, words, "acme/private");
  expect(job).not.toBe(refused);
  await expect(page.getByRole("heading", { name: words.job.ready })).toBeVisible({ timeout: 60_000 });
  expect(await page.content()).not.toContain("sesame");
  const id = new URL(job).pathname.replace("/jobs/", "");
  for (const path of [`/api/v1/jobs/${id}`, `/api/v1/jobs/${id}/events`, "/api/v1/jobs"]) {
    expect(await (await request.get(path)).text(), path).not.toContain("sesame");
  }
});

test("a wiki that git does not give is read from its web pages, and that is said", async ({ page, words, open }) => {
  await open("/");
  await submitWiki(page, words, "acme/nogit");
  await expect(page.getByRole("heading", { name: words.job.ready })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(words.report.by_web, { exact: true })).toBeVisible();
  await expect(page.locator("[download]")).toHaveCount(3);
});

test("the further choices make other books, and a wrong one is named", async ({ page, request, words, open }) => {
  await open("/");
  await page.getByText(words.form.more).click();
  await page.getByLabel(words.form.title, { exact: true }).fill("My own title");
  await page.getByLabel(words.form.language, { exact: true }).fill("no language");
  await page.getByLabel(words.form.exclude, { exact: true }).fill("No-Such-*\nNeither-*");
  await page.getByLabel(words.form.paper, { exact: true }).selectOption("letter");
  await page.getByLabel(words.form.type_size, { exact: true }).selectOption("9");
  await page.getByRole("checkbox", { name: words.form.cover, exact: true }).uncheck();
  await page.getByRole("checkbox", { name: words.form.link_pages, exact: true }).check();
  await submit(page, words, "acme/small");
  await expect(page.getByText(words.problem.language)).toBeVisible();

  // With a script or without, nothing of what was filled in is lost.
  const language = page.getByLabel(words.form.language, { exact: true });
  await expect(language).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel(words.form.exclude, { exact: true })).toHaveValue("No-Such-*\nNeither-*");
  await expect(page.getByRole("checkbox", { name: words.form.cover, exact: true })).not.toBeChecked();
  await language.fill("fr");
  const job = await submitWiki(page, words, "acme/small");
  await expect(page.getByRole("heading", { name: words.job.ready })).toBeVisible({ timeout: 60_000 });

  const answer = await request.get(`/api/v1/jobs/${new URL(job).pathname.replace("/jobs/", "")}`);
  const { options } = await answer.json();
  expect(options).toMatchObject({
    title: "My own title",
    author: null,
    language: "fr",
    pages: { include: [], exclude: ["No-Such-*", "Neither-*"], order: "side_bar" },
    images: "embed",
    highlight: true,
    cover: false,
    contents_depth: null,
    theme: "serif",
    pdf: { paper: "letter", type_size: 9, link_pages: true, standard: "archive" },
  });
});
