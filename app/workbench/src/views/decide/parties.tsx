// Who takes part. None stated: one party at the destination is assumed, and the answer says so.
import { useId } from "preact/hooks";
import { faultAt } from "../../api";
import { Field, Select } from "../../parts/field";
import { question } from "../../question";
import { words } from "../../words/language";
import { state, stated, textOf } from "./editing";
import { OpenFact } from "./open_fact";
import { PlaceField } from "./place_field";

type Party = Readonly<Record<string, unknown>>;
const ROLES = ["ultimate-consignee", "end-user", "purchaser", "intermediate-consignee"] as const;
const PLACES = ["location", "headquarters", "ultimate_parent", "majority_owner"] as const;

export function Parties({ error }: { error: unknown }) {
  const id = useId();
  const given = question.value["parties"];
  const parties: readonly Party[] = Array.isArray(given) ? given : [];
  const put = (n: number, party: Party | null): void =>
    state("parties", party ? parties.with(n, party) : parties.filter((_, m) => m !== n));
  return (
    <section aria-labelledby={id} class="part stack">
      <h2 id={id}>{w("parties")}</h2>
      {parties.length === 0 && <p class="note">{w("none")}</p>}
      {parties.map((party, n) => (
        <fieldset key={n}>
          <legend>{w("party", { n: n + 1 })}</legend>
          <OneParty party={party} put={(next) => put(n, next)} wrong={(field) => faultAt(error, `/parties/${n}/${field}`)} />
          <button type="button" class="quiet" onClick={() => put(n, null)} aria-label={w("remove-n", { n: n + 1 })}>{w("remove")}</button>
        </fieldset>
      ))}
      <p class="buttons">
        <button type="button" class="quiet" onClick={() => state("parties", [...parties, { role: "ultimate-consignee" }])}>{w("add")}</button>
      </p>
    </section>
  );
}

interface OneProps {
  readonly party: Party;
  readonly put: (party: Party) => void;
  readonly wrong: (field: string) => string | undefined;
}

function OneParty({ party, put, wrong }: OneProps) {
  const set = (field: string, value: unknown): void => put(stated(party, field, value));
  return (
    <div class="pair">
      <Select label={w("role")} value={textOf(party["role"]) || "ultimate-consignee"} onTake={(role) => set("role", role)}
        choices={ROLES.map((role) => [role, w(role)] as const)} />
      <Field label={w("name")} value={textOf(party["name"])} invalid={wrong("name")} onInput={(text) => set("name", text)} />
      {PLACES.map((field) => (
        <PlaceField key={field} label={w(field)} value={party[field]} invalid={wrong(field)} onTake={(place) => set(field, place)} />
      ))}
      <Field label={w("parent-name")} value={textOf(party["ultimate_parent_name"])} invalid={wrong("ultimate_parent_name")}
        onInput={(text) => set("ultimate_parent_name", text)} />
      <OpenFact label={w("agency")} value={party["government_agency"]} onTake={(fact) => set("government_agency", fact)} />
    </div>
  );
}

const w = words({
  en: {
    parties: "Parties", none: "None stated: one party at the destination is assumed.", party: "Party {n}", remove: "Remove",
    "remove-n": "Remove party {n}", add: "Add a party", role: "Role", name: "Name", location: "Located in",
    headquarters: "Headquarters", ultimate_parent: "Ultimate parent", majority_owner: "Majority owner",
    "parent-name": "Name of the ultimate parent", agency: "Government agency?", "ultimate-consignee": "ultimate consignee",
    "end-user": "end user", purchaser: "purchaser", "intermediate-consignee": "intermediate consignee",
  },
  de: {
    parties: "Beteiligte", none: "Keine angegeben: ein Beteiligter am Bestimmungsort wird angenommen.", party: "Beteiligter {n}",
    remove: "Entfernen", "remove-n": "Beteiligten {n} entfernen", add: "Beteiligten hinzufügen", role: "Rolle", name: "Name",
    location: "Ansässig in", headquarters: "Hauptsitz", ultimate_parent: "Konzernspitze", majority_owner: "Mehrheitseigner",
    "parent-name": "Name der Konzernspitze", agency: "Behörde?", "ultimate-consignee": "Endempfänger", "end-user": "Endverwender",
    purchaser: "Käufer", "intermediate-consignee": "Zwischenempfänger",
  },
});
