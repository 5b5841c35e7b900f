// The rows of a check: filtered, sorted, and one of them whole.
import { useEffect, useState } from "preact/hooks";
import { Field, Select } from "../../parts/field";
import { certaintyOf, wordOf } from "../../parts/verdict";
import { language, words } from "../../words/language";
import { count } from "../../words/written";
import { came, type Check } from "./check";
import { STRICTNESS, verdictsOf } from "./counts";
import { ordered, type Wish } from "./order";
import { RowDetail } from "./row_detail";
import { MOST_HELD } from "./rows";
import { RowGrid } from "./row_grid";

export function Results({ of }: { of: Check }) {
  const [text, type] = useState("");
  const [verdict, wantVerdict] = useState("");
  const [certainty, wantCertainty] = useState("");
  const [sort, sortBy] = useState<{ by: number | null; down: boolean }>({ by: null, down: false });
  const [open, look] = useState<number | null>(null);
  const rows = of.rows;
  const fixed = ([["verdict", verdict], ["certainty", certainty]] as const)
    .filter(([, word]) => word).map(([name, word]) => [rows.place(name), word] as const);
  const ranks = sort.by === rows.place("verdict") ? STRICTNESS : [];
  const order = useOrder(of, { text, fixed, ...sort, ranks, language: language.value });
  return (
    <div class="catalog-results">
      <div class="row no-print">
        <Field label={w("text")} value={text} onInput={type} />
        <Select label={w("verdict")} value={verdict} onTake={wantVerdict}
          choices={[["", w("any")], ...verdictsOf(of).map(([name]) => [name, wordOf({ verdict: name })] as const)]} />
        <Select label={w("certainty")} value={certainty} onTake={wantCertainty}
          choices={[["", w("any")], ...["definite", "conservative"].map((one) => [one, certaintyOf({ certainty: one })] as const)]} />
      </div>
      <p class="note" role="status">
        {w("shown", { shown: count(order.length), rows: count(rows.held.length) })}
        {rows.count > MOST_HELD && ` ${w("held", { most: count(MOST_HELD) })}`}
      </p>
      <RowGrid rows={rows} order={order} sort={sort} onLook={look}
        onSort={(by) => sortBy(sort.by !== by ? { by, down: false } : sort.down ? { by: null, down: false } : { by, down: true })} />
      {open !== null && rows.held[open] && <RowDetail of={of} row={rows.held[open]} onClose={() => look(null)} />}
    </div>
  );
}

/** The numbers of the rows to show; while it works them out, those of before. */
function useOrder(of: Check, wish: Wish): Uint32Array {
  const plain = !wish.text.trim() && wish.fixed.length === 0 && wish.by === null;
  const length = of.rows.held.length;
  const [found, find] = useState(new Uint32Array());
  void came.value;
  useEffect(() => {
    const stop = new AbortController();
    if (plain) find(Uint32Array.from({ length }, (_, n) => n));
    else ordered(of.rows.held, wish, stop.signal).then((numbers) => stop.signal.aborted || find(numbers), () => undefined);
    return () => stop.abort();
  }, [plain, length, JSON.stringify(wish)]);
  return found;
}

const w = words({
  en: {
    text: "Find in all columns", verdict: "Verdict", certainty: "Certainty", any: "any", shown: "{shown} of {rows} rows",
    held: "The table holds the first {most}; counts and downloads have all.",
  },
  de: {
    text: "In allen Spalten suchen", verdict: "Ergebnis", certainty: "Gewissheit", any: "alle", shown: "{shown} von {rows} Zeilen",
    held: "Die Tabelle hält die ersten {most}; Zahlen und Dateien umfassen alle.",
  },
});
