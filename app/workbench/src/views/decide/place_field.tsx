// A place, or none stated.
import { Combobox } from "../../parts/combobox";
import { destinationChoices } from "../../known";
import { words } from "../../words/language";

interface Props {
  readonly label: string;
  readonly value: unknown;
  readonly onTake: (value: string) => void;
  readonly invalid?: string | undefined;
}

export function PlaceField({ label, value, onTake, invalid }: Props) {
  const choices = [{ value: "", label: w("unstated"), note: "" }, ...destinationChoices.value];
  return <Combobox label={label} value={typeof value === "string" ? value : ""} choices={choices} onTake={onTake} invalid={invalid} />;
}

const w = words({ en: { unstated: "not stated" }, de: { unstated: "keine Angabe" } });
