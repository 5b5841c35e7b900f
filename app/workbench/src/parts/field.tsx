// A labeled input of text: figures are typed plainly, days as YYYY-MM-DD, in every language.
import { useId } from "preact/hooks";

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly unit?: string;
  readonly hint?: string;
  readonly invalid?: string | undefined;
  readonly numeric?: boolean;
  readonly placeholder?: string;
  readonly list?: readonly { readonly value: string; readonly label: string }[];
}

export function Field({ label, value, onInput, unit, hint, invalid, numeric, placeholder, list }: Props) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}{unit && <span class="unit"> {unit}</span>}</label>
      <input id={id} type="text" inputMode={numeric ? "decimal" : undefined} autocomplete="off" spellcheck={false}
        value={value} placeholder={placeholder} list={list ? `${id}-list` : undefined}
        aria-invalid={invalid ? true : undefined} aria-describedby={hint || invalid ? `${id}-hint` : undefined}
        onInput={(event) => onInput(event.currentTarget.value)} />
      {list && <datalist id={`${id}-list`}>{list.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}</datalist>}
      {(hint || invalid) && <p id={`${id}-hint`} class={invalid ? "wrong" : "note"}>{invalid ?? hint}</p>}
    </div>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, label: string])[];
  readonly onTake: (value: string) => void;
}

export function Select({ label, value, choices, onTake }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onTake(event.currentTarget.value)}>
        {choices.map(([one, said]) => <option key={one} value={one}>{said}</option>)}
      </select>
    </div>
  );
}
