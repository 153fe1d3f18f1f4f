// The interface's own translations, so that tests look for what users read.
import en from "../../app/locales/en.json";
import fr from "../../app/locales/fr.json";

export type Words = typeof en;

/** The words of a browser whose language is `locale`, for example `fr-FR`. */
export function wordsOf(locale: string | undefined): Words {
  return locale?.startsWith("fr") ? fr : en;
}

/** `sentence` with its `{{ name }}` places filled in. */
export function filled(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/{{ (\w+) }}/g, (_, name: string) => values[name] ?? "");
}
