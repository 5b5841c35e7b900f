// The question, part by part.
import { useId } from "preact/hooks";
import { faultAt } from "../../api";
import { about } from "../../about";
import { places } from "../../known";
import { DayChoice, DestinationChoice } from "../../parts/subject";
import { Select } from "../../parts/field";
import { question } from "../../question";
import { words } from "../../words/language";
import { day } from "../../words/written";
import { state } from "./editing";
import { ItemPart } from "./item_part";
import { MoreOfShipment } from "./more_of_shipment";
import { Parties } from "./parties";

export function Form({ error }: { error: unknown }) {
  const id = useId();
  return (
    <form class="question no-print" onSubmit={(event) => event.preventDefault()} aria-label={w("question")}>
      <ItemPart error={error} />
      <section aria-labelledby={id} class="part stack">
        <h2 id={id}>{w("shipment")}</h2>
        <Where error={error} />
        <When error={error} />
      </section>
      <Parties error={error} />
      <MoreOfShipment error={error} />
    </form>
  );
}

function Where({ error }: { error: unknown }) {
  const now = question.value;
  const regions = places.value.find((one) => one.code === now.destination)?.regions ?? [];
  const wrong = faultAt(error, "/destination") ?? faultAt(error, "/region");
  return (
    <div class="stack">
      <DestinationChoice />
      {regions.length > 0 && (
        <Select label={w("region")} value={typeof now["region"] === "string" ? now["region"] : ""}
          choices={[["", w("no-region")], ...regions.map((one) => [one.code, `${one.name} (${one.code})`] as const)]}
          onTake={(region) => state("region", region)} />
      )}
      {wrong && <p class="wrong" lang="en">{wrong}</p>}
    </div>
  );
}

/** The date, and the days beside it on which the rules change. */
function When({ error }: { error: unknown }) {
  const told = about.value;
  const now = question.value.date ?? told?.today ?? "";
  const marks = told?.boundaries ?? [];
  const before = marks.findLast((one) => one < now);
  const after = marks.find((one) => one > now);
  return (
    <div>
      <DayChoice invalid={faultAt(error, "/date")} />
      <div class="turns" role="group" aria-label={w("turns")}>
        <span aria-hidden="true">{w("turns")}</span>
        <button type="button" class="quiet" disabled={!before} onClick={() => state("date", before)}
          aria-label={w("previous", { day: day(before) })}>← {before ? day(before) : ""}</button>
        <button type="button" class="quiet" disabled={!after} onClick={() => state("date", after)}
          aria-label={w("next", { day: day(after) })}>{after ? day(after) : ""} →</button>
      </div>
    </div>
  );
}

const w = words({
  en: {
    question: "The question", shipment: "Shipment", region: "Region", "no-region": "none that the law treats apart",
    turns: "Rule changes", previous: "Previous change of the rules: {day}", next: "Next change of the rules: {day}",
  },
  de: {
    question: "Die Frage", shipment: "Lieferung", region: "Region", "no-region": "keine mit eigenem Recht",
    turns: "Regeländerungen", previous: "Vorige Änderung der Regeln: {day}", next: "Nächste Änderung der Regeln: {day}",
  },
});
