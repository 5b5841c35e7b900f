// The log, newest first, by what was asked and answered. The search stands in the link.
import { useState } from "preact/hooks";
import { askJson } from "../../api";
import { useAsked } from "../../asking";
import { destinationChoices, itemChoices } from "../../known";
import { Combobox } from "../../parts/combobox";
import { Field, Select } from "../../parts/field";
import { Trouble } from "../../parts/trouble";
import { certaintyOf, wordOf } from "../../parts/verdict";
import { restate, route } from "../../route";
import { words } from "../../words/language";
import { count } from "../../words/written";
import { KINDS, kindOf, type Header } from "./record_data";
import { RecordTable } from "./record_table";

interface Page {
  readonly records: readonly Header[];
  readonly next: string | null;
}

const FIELDS = ["item", "destination", "verdict", "certainty", "kind", "caller", "since", "until"] as const;
const NONE = { value: "", label: "–" };
const WAIT = 200;

export function SearchPart() {
  const params = route.value.params;
  const at = (name: (typeof FIELDS)[number]): string => params.get(name) ?? "";
  const want = (name: (typeof FIELDS)[number]) => (value: string): void => {
    const now = new URLSearchParams(params);
    if (value) now.set(name, value);
    else now.delete(name);
    restate("log", now);
  };
  const query = new URLSearchParams(FIELDS.flatMap((name) => (at(name).trim() ? [[name, at(name).trim()]] : []))).toString();
  const any = ["", w("any")] as const;
  return (
    <section aria-labelledby="search">
      <h2 id="search" class="unseen">{w("title")}</h2>
      <div class="card row log-filter">
        <Combobox label={w("item")} value={at("item")} choices={[NONE, ...itemChoices.value]} onTake={want("item")} free hint={w("exact")} />
        <Combobox label={w("destination")} value={at("destination")} choices={[NONE, ...destinationChoices.value]}
          onTake={want("destination")} />
        <Select label={w("verdict")} value={at("verdict")} onTake={want("verdict")}
          choices={[any, ...["allowed", "license-required", "blocked"].map((one) => [one, wordOf({ verdict: one })] as const)]} />
        <Select label={w("certainty")} value={at("certainty")} onTake={want("certainty")}
          choices={[any, ...["definite", "conservative"].map((one) => [one, certaintyOf({ certainty: one })] as const)]} />
        <Select label={w("kind")} value={at("kind")} onTake={want("kind")} choices={[any, ...KINDS.map((one) => [one, kindOf(one)] as const)]} />
        <Field label={w("caller")} value={at("caller")} onInput={want("caller")} />
        <Field label={w("since")} value={at("since")} onInput={want("since")} placeholder="YYYY-MM-DD" />
        <Field label={w("until")} value={at("until")} onInput={want("until")} placeholder="YYYY-MM-DD" />
      </div>
      <Pages query={query} />
    </section>
  );
}

function Pages({ query }: { query: string }) {
  const first = useAsked(query, (signal) => askJson<Page>(`/v1/decisions?${query}`, { signal }), WAIT);
  const [older, add] = useState<{ of: unknown; pages: readonly Page[]; error: unknown; busy: boolean }>({ of: null, pages: [], error: null, busy: false });
  const mine = older.of === first.value ? older : { of: first.value, pages: [], error: null, busy: false };
  const pages = first.value ? [first.value, ...mine.pages] : [];
  const cursor = pages.at(-1)?.next ?? null;
  const more = async (): Promise<void> => {
    add({ ...mine, busy: true });
    const part = new URLSearchParams(query);
    part.set("cursor", cursor!);
    try {
      const page = await askJson<Page>(`/v1/decisions?${part}`);
      add({ of: first.value, pages: [...mine.pages, page], error: null, busy: false });
    } catch (error) {
      add({ ...mine, error, busy: false });
    }
  };
  const records = pages.flatMap((one) => one.records);
  return (
    <div aria-busy={first.busy} class={first.busy || first.error ? "log-old" : ""}>
      <Trouble error={first.error} />
      <p class="note" role="status">{first.value && !first.busy && w(cursor ? "some" : "found", { n: count(records.length) })}</p>
      {records.length > 0 && <RecordTable records={records} />}
      <Trouble error={mine.error} />
      {cursor && <button type="button" class="quiet" disabled={mine.busy || first.busy} onClick={() => void more()}>{w("older")}</button>}
    </div>
  );
}

const w = words({
  en: {
    title: "Search", any: "any", item: "Item", exact: "Its whole name", destination: "Destination", verdict: "Verdict",
    certainty: "Certainty", kind: "Kind", caller: "Caller", since: "Since (UTC)", until: "Until, not included (UTC)", older: "Older",
    found: "Records: {n}", some: "Records, the newest: {n}",
  },
  de: {
    title: "Suchen", any: "alle", item: "Ware", exact: "Ihr ganzer Name", destination: "Bestimmungsort", verdict: "Ergebnis",
    certainty: "Gewissheit", kind: "Art", caller: "Aufrufer", since: "Seit (UTC)", until: "Bis, ausschließlich (UTC)", older: "Ältere",
    found: "Einträge: {n}", some: "Einträge, die neuesten: {n}",
  },
});
