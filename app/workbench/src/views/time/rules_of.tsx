// By which rules: those of now, or as they stood at a commit. What the law was known to say then, and what we say of it
// now, differ where rules were corrected.
import { askJson } from "../../api";
import { useAsked } from "../../asking";
import { Select } from "../../parts/field";
import { words } from "../../words/language";
import { day } from "../../words/written";

interface Revisions {
  readonly revisions: readonly { readonly commit: string; readonly date: string; readonly subject: string }[];
  readonly why: string | null;
}

export function RulesOf({ value, onTake }: { value: string; onTake: (revision: string) => void }) {
  const { value: found } = useAsked<Revisions>("revisions", (signal) => askJson("/v1/revisions?limit=200", { signal }));
  if (!found) return null;
  if (found.why !== null && !value) return <p class="note">{w("none")} <span lang="en">{found.why}</span></p>;
  const known = found.revisions.map(({ commit, date, subject }) => [commit, `${day(date)} · ${shortened(subject)}`] as const);
  const other = value && !found.revisions.some((one) => one.commit === value) ? [[value, value] as const] : [];
  return <Select label={w("as-of")} value={value} choices={[["", w("now")], ...other, ...known]} onTake={onTake} />;
}

function shortened(text: string): string {
  return text.length > 70 ? `${text.slice(0, 69)}…` : text;
}

const w = words({
  en: { "as-of": "As our rules stood on", now: "now", none: "No earlier state of the rules can be asked." },
  de: { "as-of": "Nach unserem Regelstand vom", now: "jetzt", none: "Ein früherer Regelstand kann nicht gefragt werden." },
});
