// The places whose bands are shown, up to as many as one question takes.
import { Combobox } from "../../parts/combobox";
import { destinationChoices } from "../../known";
import { words } from "../../words/language";
import { place } from "../../words/written";

export const MOST = 12;

interface Props {
  readonly of: readonly string[];
  readonly onTake: (places: readonly string[]) => void;
  readonly invalid?: string | undefined;
}

export function Places({ of, onTake, invalid }: Props) {
  return (
    <div>
      <ul class="taken-places" aria-label={w("shown")}>
        {of.map((code) => (
          <li key={code}>
            {named(code)}{" "}
            <button type="button" class="plain" disabled={of.length === 1} aria-label={w("remove", { place: named(code) })}
              onClick={() => onTake(of.filter((one) => one !== code))}>✕</button>
          </li>
        ))}
      </ul>
      {of.length < MOST && (
        <Combobox label={w("add")} value="" choices={destinationChoices.value.filter((one) => !of.includes(one.value))} invalid={invalid}
          onTake={(code) => onTake([...of, code])} />
      )}
    </div>
  );
}

export function named(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? place(code) : code;
}

const w = words({
  en: { shown: "Destinations shown", remove: "Remove {place}", add: "Add a destination" },
  de: { shown: "Gezeigte Bestimmungsorte", remove: "{place} entfernen", add: "Bestimmungsort hinzufügen" },
});
