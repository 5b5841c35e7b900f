// The question, part by part.
import { useId } from "preact/hooks";
import { faultAt } from "../../api";
import { places } from "../../known";
import { Select } from "../../parts/field";
import { DestinationChoice } from "../../parts/subject";
import { DayAndTurns } from "../../parts/turns";
import { question } from "../../question";
import { words } from "../../words/language";
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
        <DayAndTurns invalid={faultAt(error, "/date")} />
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

const w = words({
  en: {
    question: "The question", shipment: "Shipment", region: "Region", "no-region": "none that the law treats apart",
  },
  de: {
    question: "Die Frage", shipment: "Lieferung", region: "Region", "no-region": "keine mit eigenem Recht",
  },
});
