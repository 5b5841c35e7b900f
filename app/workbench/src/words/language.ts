// English and German. What the engine says (sentences, titles of law) stays in English, marked as such.
import { effect, signal } from "@preact/signals";
import { keep, kept } from "../kept";

export type Language = "en" | "de";

const stored = kept("language");
export const language = signal<Language>(
  stored === "de" || stored === "en" ? stored : navigator.language.toLowerCase().startsWith("de") ? "de" : "en",
);

effect(() => {
  document.documentElement.lang = language.value;
  keep("language", language.value);
});

type Values = Readonly<Record<string, string | number>>;

/** A part's own words in both languages: `w("key")`, or with values for what stands in braces. */
export function words<K extends string>(tables: Record<Language, Record<K, string>>): (key: K, values?: Values) => string {
  return (key, values = {}) =>
    tables[language.value][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
