// Every provision, found by kind and by words.
import { askJson } from "../../api";
import { useAsked } from "../../asking";
import { Field, Select } from "../../parts/field";
import { Trouble } from "../../parts/trouble";
import { link, restate, route } from "../../route";
import { words } from "../../words/language";
import { count, day } from "../../words/written";
import { kindOf, type ProvisionBrief } from "./provision_data";

/** What people come for stands first. */
const KIND_ORDER: readonly string[] = [
  "items", "requirements", "policies", "exceptions", "letters", "prohibitions", "announcements", "reported", "groups",
];

export function ProvisionList() {
  const params = route.value.params;
  const [kind, text] = [params.get("kind") ?? "", params.get("text") ?? ""];
  const { value, error, busy } = useAsked("provisions", (signal) =>
    askJson<{ provisions: readonly ProvisionBrief[] }>("/v1/provisions", { signal }));
  const all = value?.provisions ?? [];
  const first = (one: ProvisionBrief): number => (one.id.startsWith("us/") ? 0 : 100) + (KIND_ORDER.includes(one.kind) ? KIND_ORDER.indexOf(one.kind) : KIND_ORDER.length);
  const kinds = [...new Set(all.map((one) => one.kind))].sort((a, b) => kindOf(a).localeCompare(kindOf(b)));
  const part = text.trim().toLocaleLowerCase();
  const found = all.filter((one) => (!kind || one.kind === kind) && `${one.id} ${one.title}`.toLocaleLowerCase().includes(part))
    .sort((a, b) => first(a) - first(b));
  const want = (next: Record<string, string>): void => {
    const told = { part: "provisions", kind, text, ...next };
    restate("rules", Object.fromEntries(Object.entries(told).filter(([, one]) => one)));
  };
  return (
    <section aria-labelledby="provisions" aria-busy={busy}>
      <h2 id="provisions">{w("title")}</h2>
      <div class="row">
        <Field label={w("text")} value={text} onInput={(one) => want({ text: one })} />
        <Select label={w("kind")} value={kind} onTake={(one) => want({ kind: one })}
          choices={[["", w("any")], ...kinds.map((one) => [one, kindOf(one)] as const)]} />
      </div>
      <Trouble error={error} />
      <p class="note" role="status">{value && w("found", { found: count(found.length), all: count(all.length) })}</p>
      <ul class="provision-list">
        {found.map((one) => <Brief key={one.id} of={one} />)}
      </ul>
    </section>
  );
}

function Brief({ of }: { of: ProvisionBrief }) {
  const days = of.versions.map((one) => one.effective);
  return (
    <li>
      <a href={link("rules", { part: "provisions", id: of.id })}><bdi lang="en">{of.title}</bdi></a>
      <span class="id"><bdi>{of.id}</bdi></span>
      <small>
        {kindOf(of.kind)} · {days.length === 1 ? day(days[0]) : w("versions", { n: count(days.length), first: day(days[0]), last: day(days.at(-1)) })}
      </small>
    </li>
  );
}

const w = words({
  en: {
    title: "Provisions", text: "Find by words or id", kind: "Kind", any: "all", found: "{found} of {all} provisions",
    versions: "{n} versions, {first} to {last}",
  },
  de: {
    title: "Vorschriften", text: "Nach Wörtern oder Kennung suchen", kind: "Art", any: "alle", found: "{found} von {all} Vorschriften",
    versions: "{n} Fassungen, {first} bis {last}",
  },
});
