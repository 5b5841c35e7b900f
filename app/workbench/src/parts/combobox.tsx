// A text field that offers what it knows: typed to narrow, arrows to walk, Enter to take, Escape to close.
import { useId, useRef, useState } from "preact/hooks";

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly note?: string;
}

interface Props {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onTake: (value: string) => void;
  /** What is typed may be taken although it is no choice, on Enter or on leaving. */
  readonly free?: boolean;
  readonly hint?: string;
  readonly invalid?: string | undefined;
}

const MOST_SHOWN = 60;

export function Combobox({ label, value, choices, onTake, free = false, hint, invalid }: Props) {
  const id = useId();
  const [typed, type] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [active, activate] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const shown = choices.find((one) => one.value === value)?.label ?? value;
  const part = (typed ?? "").trim().toLocaleLowerCase();
  const fitting = part ? choices.filter((one) => `${one.label} ${one.value} ${one.note ?? ""}`.toLocaleLowerCase().includes(part)) : choices;
  const offered = rank(fitting, part).slice(0, MOST_SHOWN);

  const take = (one: string): void => {
    type(null);
    setOpen(false);
    if (one !== value) onTake(one);
  };
  const leave = (): void => {
    if (free && typed !== null && typed.trim()) take(exact(choices, typed) ?? typed.trim());
    else {
      const found = typed === null ? undefined : exact(choices, typed);
      if (found !== undefined) take(found);
    }
    type(null);
    setOpen(false);
  };
  const move = (to: number): void => {
    const next = Math.max(0, Math.min(offered.length - 1, to));
    setOpen(true);
    activate(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown") move(open ? active + 1 : 0);
    else if (event.key === "ArrowUp") move(active - 1);
    else if (event.key === "Home" && open) move(0);
    else if (event.key === "End" && open) move(offered.length - 1);
    else if (event.key === "Escape") {
      type(null);
      setOpen(false);
    } else if (event.key === "Enter" && open && (offered[active] || free)) {
      const found = typed === null ? undefined : exact(choices, typed);
      take(found ?? offered[active]?.value ?? typed!.trim());
    } else return;
    event.preventDefault();
  };
  return (
    <div class="field combobox">
      <label for={id}>{label}</label>
      <input id={id} role="combobox" aria-expanded={open} aria-controls={`${id}-list`} aria-autocomplete="list"
        aria-activedescendant={open && offered[active] ? `${id}-${active}` : undefined}
        aria-describedby={hint || invalid ? `${id}-hint` : undefined} aria-invalid={invalid ? true : undefined}
        autocomplete="off" spellcheck={false} value={typed ?? shown}
        onInput={(event) => {
          type(event.currentTarget.value);
          setOpen(true);
          activate(0);
        }}
        onFocus={(event) => event.currentTarget.select()} onClick={() => setOpen(true)} onKeyDown={onKeyDown} onBlur={leave} />
      <ul id={`${id}-list`} role="listbox" aria-label={label} ref={list} hidden={!open || offered.length === 0}>
        {open && offered.map((one, n) => (
          <li key={one.value} id={`${id}-${n}`} role="option" aria-selected={n === active}
            onMouseDown={(event) => {
              event.preventDefault(); // the field keeps the focus
              take(one.value);
            }}>
            <span>{one.label}</span>
            {one.note && <small>{one.note}</small>}
          </li>
        ))}
      </ul>
      {(hint || invalid) && <p id={`${id}-hint`} class={invalid ? "wrong" : "note"}>{invalid ?? hint}</p>}
    </div>
  );
}

/** Those that begin with what is typed, or are it, come first. */
function rank(choices: readonly Choice[], part: string): readonly Choice[] {
  if (!part) return choices;
  const score = (one: Choice): number =>
    one.value.toLocaleLowerCase() === part ? 0 : one.label.toLocaleLowerCase().startsWith(part) ? 1 : 2;
  return choices.map((one) => [score(one), one] as const).sort(([a], [b]) => a - b).map(([, one]) => one);
}

function exact(choices: readonly Choice[], typed: string): string | undefined {
  const wanted = typed.trim().toLocaleLowerCase();
  return choices.find((one) => one.value.toLocaleLowerCase() === wanted || one.label.toLocaleLowerCase() === wanted)?.value;
}
