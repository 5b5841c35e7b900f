// What is asked, as the views beside Decide let it be changed: the item by name, the destination, the day.
import { about } from "../about";
import { destinationChoices, itemChoices } from "../known";
import { change, question, type Question } from "../question";
import { words } from "../words/language";
import { Combobox } from "./combobox";
import { Field } from "./field";

export function nameOf(one: Question): string {
  return typeof one.item === "string" ? one.item : String(one.item["name"] ?? "");
}

export function ItemChoice() {
  const now = question.value;
  return <Combobox label={w("item")} value={nameOf(now)} choices={itemChoices.value} onTake={(item) => change({ ...now, item })} />;
}

export function DestinationChoice() {
  const now = question.value;
  return (
    <Combobox label={w("destination")} value={now.destination} choices={destinationChoices.value}
      onTake={(destination) => change({ ...now, destination })} />
  );
}

export function DayChoice({ invalid }: { invalid?: string | undefined }) {
  const now = question.value;
  const marks = about.value?.boundaries ?? [];
  return (
    <Field label={w("date")} value={now.date ?? ""} placeholder={about.value?.today ?? "YYYY-MM-DD"} hint={w("date-hint")}
      invalid={invalid} list={marks.map((day) => ({ value: day, label: w("changes") }))}
      onInput={(date) => {
        const { date: _, ...rest } = now;
        change(date ? ({ ...rest, date } as Question) : (rest as Question));
      }} />
  );
}

const w = words({
  en: {
    item: "Item", destination: "Destination", date: "Date", changes: "the rules change",
    "date-hint": "YYYY-MM-DD; empty: today in New York",
  },
  de: {
    item: "Ware", destination: "Bestimmungsort", date: "Tag", changes: "die Regeln ändern sich",
    "date-hint": "JJJJ-MM-TT; leer: heute in New York",
  },
});
