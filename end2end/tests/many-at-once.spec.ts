// Many people at once: everybody is answered, and in their own language.
import { expect, test } from "../support/test";
import { wordsOf } from "../support/words";

test("nobody is left without an answer or gets another's language", async ({ request }) => {
  const pages = [
    { path: "/", title: (locale: string) => wordsOf(locale).home.title },
    { path: "/jobs", title: (locale: string) => wordsOf(locale).jobs.title },
    { path: "/no/such/page", title: (locale: string) => wordsOf(locale).not_found.title },
  ];
  const ask = async (turn: number): Promise<string> => {
    const locale = turn % 2 === 0 ? "en" : "fr";
    const { path, title } = pages[turn % pages.length];
    const answer = await request.get(path, { headers: { "accept-language": locale } });
    const html = await answer.text();
    const isRight = html.includes(`<html lang="${locale}"`) && html.includes(`<title>${title(locale)} · Relieur</title>`);
    return isRight ? "right" : `${locale} ${path}: ${/<title>.*?<.title>/.exec(html)?.[0]}`;
  };
  for (let round = 0; round < 30; round += 1) {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, turn) => ask(round * 40 + turn)));
    expect(answers.filter((answer) => answer !== "right")).toEqual([]);
  }
});
