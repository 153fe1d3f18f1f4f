// `test` with what every test needs: the words of its language, pages that are
// alive before they are used, and a console that stays silent.
import { test as base, expect, type Page } from "@playwright/test";
import { wordsOf, type Words } from "./words";

interface Fixtures {
  /** The interface's words in the language of this browser. */
  words: Words;
  /** Opens a path and, where there are scripts, waits until they work. */
  open: (path: string) => Promise<number>;
  /** Fails the test when the browser had something to complain about. */
  silentConsole: void;
}

export const test = base.extend<Fixtures>({
  words: async ({ locale }, use) => use(wordsOf(locale)),

  open: async ({ page, javaScriptEnabled }, use) => {
    await use(async (path) => {
      const response = await page.goto(path);
      if (javaScriptEnabled !== false) await hydrated(page);
      return response?.status() ?? 0;
    });
  },

  silentConsole: [
    async ({ page, javaScriptEnabled }, use) => {
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(`uncaught: ${error}`));
      page.on("console", (message) => {
        if (!["error", "warning"].includes(message.type())) return;
        // The browser says so of every page or answer that is meant to be refused.
        if (/the server responded with a status of 4(04|22)/.test(message.text())) return;
        // Scripts are loaded ahead for a script that is switched off.
        if (javaScriptEnabled === false && /was preloaded/.test(message.text())) return;
        complaints.push(`${message.type()}: ${message.text()}`);
      });
      await use();
      expect(complaints, "what the browser complained about").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Seeing a button does not mean that it works yet. */
export async function hydrated(page: Page): Promise<void> {
  await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
}

/** Fills in the form and sends it off. */
export async function submit(page: Page, words: Words, wiki: string): Promise<void> {
  await page.getByLabel(words.form.wiki).fill(wiki);
  await page.getByRole("button", { name: words.form.submit }).click();
}

/** Fills in the form, sends it off and waits for the job's page. */
export async function submitWiki(page: Page, words: Words, wiki: string): Promise<string> {
  await submit(page, words, wiki);
  await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
  return page.url();
}

/** The address of the list that begins with the job of the page `address`, however
 * many jobs other tests add meanwhile. Ids sort by creation. */
export function listFrom(address: string): { path: string; job: string } {
  const job = new URL(address).pathname;
  const id = job.replace("/jobs/", "");
  const next = (BigInt(`0x${id.replaceAll("-", "")}`) + 1n).toString(16).padStart(32, "0");
  const before = next.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { path: `/jobs?before=${before}`, job };
}
