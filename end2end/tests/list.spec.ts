// The list of exports, stretch by stretch.
import { expect, test } from "../support/test";

test("older exports are one link away, and each is listed once", async ({ page, request, words, open }) => {
  // More than one page of jobs that end at once.
  for (let job = 0; job < 25; job += 1) {
    const answer = await request.post("/api/v1/jobs", { data: { wiki: "acme/nowiki", formats: ["epub"] } });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
  await open("/jobs");
  const links = page.locator("main li a[href^='/jobs/']");
  const addresses = () => links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  await expect(links).toHaveCount(20);
  const first = await addresses();

  await page.getByRole("link", { name: words.jobs.older }).click();
  await expect(page).toHaveURL(/\/jobs\?before=[0-9a-f-]{36}$/);
  await expect(links.first()).not.toHaveAttribute("href", first[0] ?? "");
  const second = await addresses();
  expect(second.length).toBeGreaterThanOrEqual(5);
  expect(first.filter((address) => second.includes(address))).toEqual([]);

  await page.getByRole("link", { name: words.jobs.newest }).click();
  await expect(page).toHaveURL(/\/jobs$/);
  await expect(links).toHaveCount(20);
});

test("a stretch that does not make sense is the first one", async ({ page, words, open }) => {
  expect(await open("/jobs?before=nonsense")).toBe(200);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(words.jobs.title);
});
