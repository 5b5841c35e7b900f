// A fact that is yes, no or unknown. Never a box to tick: an empty box would say "no" of what nobody said.
import { Select } from "../../parts/field";
import { words } from "../../words/language";

interface Props {
  readonly label: string;
  readonly value: unknown;
  readonly onTake: (value: boolean | null) => void;
  /** The word for what is not stated, where it is not "unknown". */
  readonly open?: string;
}

export function OpenFact({ label, value, onTake, open }: Props) {
  return (
    <Select label={label} value={value === true ? "yes" : value === false ? "no" : ""}
      choices={[["", open ?? w("unknown")], ["yes", w("yes")], ["no", w("no")]]}
      onTake={(taken) => onTake(taken === "" ? null : taken === "yes")} />
  );
}

const w = words({
  en: { unknown: "unknown", yes: "yes", no: "no" },
  de: { unknown: "unbekannt", yes: "ja", no: "nein" },
});
