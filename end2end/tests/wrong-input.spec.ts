// What goes wrong is said in a sentence, with what to do about it, and nothing
// keeps turning.
import { expect, submit, submitWiki, test } from "../support/test";

test("what is no address is refused beside the field, and kept", async ({ page, words, open }) => {
  await open("/");
  await page.getByRole("checkbox", { name: words.form.epub, exact: true }).uncheck();
  await submit(page, words, "hello wörld & co");
  await expect(page.getByText(words.problem.not_a_wiki)).toBeVisible();
  const field = page.getByLabel(words.form.wiki);
  await expect(field).toHaveValue("hello wörld & co");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("checkbox", { name: words.form.epub, exact: true })).not.toBeChecked();
  await expect(page.getByRole("checkbox", { name: words.form.pdf, exact: true })).toBeChecked();
  await expect(page.getByRole("button", { name: words.form.submit })).toBeEnabled();
});

test("each kind of wrong address has its own sentence", async ({ page, words, open }) => {
  const cases = [
    ["", words.problem.empty],
    ["https://github.com/microsoft", words.problem.no_repository],
    ["file:///etc/passwd", words.problem.scheme],
    ["https://user:secret@example.org/a.git", words.problem.credentials],
    ["/etc", words.problem.not_a_wiki],
  ];
  await open("/");
  for (const [typed, sentence] of cases) {
    await submit(page, words, typed);
    await expect(page.getByText(sentence, { exact: true }), typed).toBeVisible();
  }
});

test("no format at all is refused", async ({ page, words, open }) => {
  await open("/");
  for (const format of [words.form.markdown, words.form.pdf, words.form.epub]) {
    await page.getByRole("checkbox", { name: format, exact: true }).uncheck();
  }
  await submit(page, words, "acme/small");
  await expect(page.getByText(words.problem.no_format)).toBeVisible();
  await expect(page.getByLabel(words.form.wiki)).toHaveValue("acme/small");
});

const failures = [
  { wiki: "acme/missing", code: "no_such_repository" },
  { wiki: "acme/nowiki", code: "no_wiki" },
  { wiki: "acme/empty", code: "no_wiki" },
] as const;
for (const { wiki, code } of failures) {
  test(`${wiki} fails with a sentence and a hint`, async ({ page, words, open }) => {
    await open("/");
    await submitWiki(page, words, wiki);
    const alert = page.getByRole("alert");
    await expect(alert).toBeVisible({ timeout: 60_000 });
    const [before] = words.failure[code].message.split("{{ subject }}");
    await expect(alert).toContainText(before.trim());
    await expect(alert).toContainText(wiki);
    await expect(alert).toContainText(words.failure[code].hint);
    await expect(page.locator("[data-status]")).toHaveText(words.status.failed);
    await expect(page.locator("main progress")).toHaveCount(0);

    await page.getByRole("link", { name: words.job.again }).click();
    await expect(page.getByLabel(words.form.wiki)).toHaveValue(`http://127.0.0.1:3411/${wiki}/wiki`);
    await expect(page.getByRole("checkbox", { name: words.form.pdf, exact: true })).toBeChecked();
  });
}

test("a job that is not there is answered with 404 and a way on", async ({ page, words, open }) => {
  for (const id of ["0193a000-0000-7000-8000-000000000000", "nonsense"]) {
    expect(await open(`/jobs/${id}`)).toBe(404);
    await expect(page.getByRole("heading", { name: words.job.missing_title })).toBeVisible();
  }
  await page.getByRole("main").getByRole("link", { name: words.job.back }).click();
  await expect(page.getByRole("heading", { level: 1, name: words.jobs.title })).toBeVisible();
});

test("an unknown page is answered with 404 and a way on", async ({ page, words, open }) => {
  expect(await open("/no/such/page")).toBe(404);
  await expect(page.getByRole("heading", { name: words.not_found.title })).toBeVisible();
  await expect(page).toHaveTitle(`${words.not_found.title} · Relieur`);
  await page.getByRole("link", { name: words.not_found.home }).click();
  await expect(page.getByLabel(words.form.wiki)).toBeVisible();
});

test("text in the address is text", async ({ page, words, open }) => {
  const typed = '"><script>alert(1)</script>';
  const status = await open(`/?wiki=${encodeURIComponent(typed)}&formats=pdf&problem=not_a_wiki`);
  expect(status).toBe(422);
  await expect(page.getByLabel(words.form.wiki)).toHaveValue(typed);
  await expect(page.getByRole("checkbox", { name: words.form.epub, exact: true })).not.toBeChecked();
  await expect(page.getByText(words.problem.not_a_wiki)).toBeVisible();
});
