// What has a usual value, or is seldom asked, of a shipment.
import { faultAt } from "../../api";
import { Field, Select } from "../../parts/field";
import { question } from "../../question";
import { words } from "../../words/language";
import { countOf, state, textOf } from "./editing";
import { KnownOfUse } from "./known_of_use";
import { LicensesInHand } from "./licenses_in_hand";
import { OpenFact } from "./open_fact";
import { PlaceField } from "./place_field";

const FIELDS = [
  "exporter", "exporter_role", "transfer", "origin", "subject_to_the_ear", "knowledge", "quantity", "licenses", "strict", "scope",
];

export function MoreOfShipment({ error }: { error: unknown }) {
  const now = question.value;
  const stated = FIELDS.filter((field) => field in now).length;
  const wrong = (field: string): string | undefined => faultAt(error, `/${field}`);
  return (
    <section class="part">
      <details open={stated > 0}>
        <summary><h2>{w("more")}{stated > 0 && ` (${stated})`}</h2></summary>
        <div class="stack">
          <div class="pair">
            <Field label={w("exporter")} value={textOf(now["exporter"])} hint={w("exporter-hint")} invalid={wrong("exporter")}
              onInput={(text) => state("exporter", text)} />
            <Select label={w("role")} value={textOf(now["exporter_role"])} onTake={(role) => state("exporter_role", role)}
              choices={[["", w("role-open")], ["front-end-fabricator", w("front-end-fabricator")], ["osat", w("osat")], ["other", w("other")]]} />
            <Select label={w("transfer")} value={textOf(now["transfer"])} onTake={(one) => state("transfer", one)}
              choices={[["", w("transfer-open")], ["export", w("export")], ["reexport", w("reexport")], ["in-country", w("in-country")],
                ["deemed-export", w("deemed-export")], ["deemed-reexport", w("deemed-reexport")]]} />
            <PlaceField label={w("origin")} value={now["origin"]} invalid={wrong("origin")} onTake={(place) => state("origin", place)} />
            <OpenFact label={w("subject")} value={now["subject_to_the_ear"]} open={w("subject-open")}
              onTake={(fact) => state("subject_to_the_ear", fact)} />
            <Field label={w("quantity")} numeric value={textOf(now["quantity"])} invalid={wrong("quantity")}
              onInput={(text) => state("quantity", countOf(text.trim()))} />
            <Select label={w("strict")} value={now["strict"] === true ? "strict" : ""} onTake={(one) => state("strict", one ? true : null)}
              choices={[["", w("usual")], ["strict", w("nothing")]]} />
            <Select label={w("scope")} value={textOf(now["scope"]) === "text" ? "text" : ""} onTake={(one) => state("scope", one)}
              choices={[["", w("enforced")], ["text", w("printed")]]} />
          </div>
          <KnownOfUse wrong={wrong("knowledge")} />
          <LicensesInHand error={error} />
        </div>
      </details>
    </section>
  );
}

const w = words({
  en: {
    more: "More details", exporter: "Exporter", "exporter-hint": "Not stated: the manufacturer.", role: "Exporter's role",
    "role-open": "not stated: neither of them", "front-end-fabricator": "front-end fabricator", osat: "OSAT company", other: "other",
    transfer: "Transfer", "transfer-open": "not stated: export", export: "export", reexport: "reexport", "in-country": "transfer in country",
    "deemed-export": "deemed export", "deemed-reexport": "deemed reexport", origin: "Ships from", subject: "Subject to the EAR?",
    "subject-open": "not stated: yes", quantity: "Quantity", strict: "What is unstated", usual: "takes its usual value",
    nothing: "is unknown (strict)", scope: "What counts", enforced: "what is enforced", printed: "the printed text too",
  },
  de: {
    more: "Weitere Angaben", exporter: "Ausführer", "exporter-hint": "Keine Angabe: der Hersteller.", role: "Rolle des Ausführers",
    "role-open": "keine Angabe: keines von beiden", "front-end-fabricator": "Front-End-Fertiger", osat: "OSAT-Unternehmen", other: "andere",
    transfer: "Art der Lieferung", "transfer-open": "keine Angabe: Ausfuhr", export: "Ausfuhr", reexport: "Wiederausfuhr",
    "in-country": "Weitergabe im Land", "deemed-export": "„deemed export“", "deemed-reexport": "„deemed reexport“", origin: "Versand aus",
    subject: "Den EAR unterworfen?", "subject-open": "keine Angabe: ja", quantity: "Stückzahl", strict: "Was nicht angegeben ist",
    usual: "gilt wie üblich", nothing: "ist unbekannt (streng)", scope: "Was zählt", enforced: "was angewandt wird", printed: "auch der gedruckte Text",
  },
});
