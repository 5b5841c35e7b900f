// Licenses in hand, as the JSON that the service takes: a license has many terms, and none may be left out by a short form.
import { useId, useState } from "preact/hooks";
import { faultAt } from "../../api";
import { readExactly } from "../../exact_json";
import { question } from "../../question";
import { words } from "../../words/language";
import { state } from "./editing";

export function LicensesInHand({ error }: { error: unknown }) {
  const id = useId();
  const given = question.value["licenses"];
  const [draft, write] = useState<string | null>(null);
  const text = draft ?? (given === undefined ? "" : JSON.stringify(given, null, 2));
  const broken = draft !== null && read(draft) === undefined;
  const wrong = broken ? w("no-list") : faultAt(error, "/licenses");
  return (
    <div class="field">
      <label for={id}>{w("licenses")}</label>
      <textarea id={id} rows={text ? 8 : 2} spellcheck={false} value={text} aria-invalid={wrong ? true : undefined}
        aria-describedby={`${id}-hint`} placeholder='[{"license": {"number": "D1234567", …}, "drawn_units": 0}]'
        onInput={(event) => {
          write(event.currentTarget.value);
          // What cannot be read frees nothing: the question is without it until it can be.
          state("licenses", read(event.currentTarget.value) ?? null);
        }}
        onBlur={() => broken || write(null)} />
      <p id={`${id}-hint`} class={wrong ? "wrong" : "note"}>{wrong ?? w("hint")}</p>
    </div>
  );
}

/** The list that is written; undefined where it is none. */
function read(text: string): unknown[] | undefined {
  if (!text.trim()) return [];
  try {
    const found = readExactly(text);
    return Array.isArray(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

const w = words({
  en: {
    licenses: "Licenses in hand", hint: "A JSON list, as in /openapi.json (LicenseInHand).",
    "no-list": "This is not a JSON list yet; the answer is without it.",
  },
  de: {
    licenses: "Vorhandene Genehmigungen", hint: "Eine JSON-Liste wie in /openapi.json (LicenseInHand).",
    "no-list": "Das ist noch keine JSON-Liste; die Antwort ist ohne sie.",
  },
});
