// Several destinations: each can be taken away, and another added.
import { destinationChoices } from "../../known";
import { Combobox } from "../../parts/combobox";
import { words } from "../../words/language";
import { place } from "../../words/written";

export function Destinations({ to, onChange }: { to: readonly string[]; onChange: (to: readonly string[]) => void }) {
  return (
    <div class="field">
      <Combobox label={w("add")} value="" choices={destinationChoices.value.filter((one) => !to.includes(one.value))}
        onTake={(code) => onChange([...to, code])} />
      <ul class="word-chips" aria-label={w("chosen")}>
        {to.map((code) => (
          <li key={code}>
            <bdi>{place(code)}</bdi> <small>{code}</small>
            <button type="button" class="quiet" aria-label={w("remove", { name: place(code) })}
              onClick={() => onChange(to.filter((one) => one !== code))}>×</button>
          </li>
        ))}
      </ul>
    </div>
  );
}

const w = words({
  en: { add: "Add a destination", chosen: "Destinations", remove: "Remove {name}" },
  de: { add: "Bestimmungsort hinzufügen", chosen: "Bestimmungsorte", remove: "{name} entfernen" },
});
