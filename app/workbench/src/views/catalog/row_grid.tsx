// A table of any length: only the rows in sight are in the page. One row is the active one, walked by arrows.
import { useEffect, useRef, useState } from "preact/hooks";
import { words } from "../../words/language";
import { GridRow, shownColumns, titleOf } from "./grid_row";
import type { Rows } from "./rows";

interface Props {
  readonly rows: Rows;
  readonly order: Uint32Array;
  readonly sort: { readonly by: number | null; readonly down: boolean };
  readonly onSort: (column: number) => void;
  readonly onLook: (row: number) => void;
}

const HEIGHT = 36;
const SPARE = 4;
/** Its border, and a bar to scroll sideways. */
const FRAME = 24;
/** Browsers draw no box much taller; longer tables scroll by more than one pixel for each. */
const TALLEST = 12_000_000;

export function RowGrid({ rows, order, sort, onSort, onLook }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [top, scrolled] = useState(0);
  const [room, measure] = useState(600);
  const [active, activate] = useState(0);
  const columns = shownColumns(rows);
  const tall = Math.min(order.length * HEIGHT, TALLEST);
  const scale = tall / Math.max(order.length * HEIGHT, 1);
  const first = Math.max(0, Math.floor(top / HEIGHT / scale) - SPARE);
  const shown = order.subarray(first, first + Math.ceil(room / HEIGHT) + 2 * SPARE);
  useEffect(() => {
    const watch = new ResizeObserver(() => measure(box.current?.clientHeight ?? 600));
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);
  useEffect(() => activate((now) => Math.max(0, Math.min(now, order.length - 1))), [order.length]);

  const go = (to: number): void => {
    const next = Math.max(0, Math.min(order.length - 1, to));
    activate(next);
    const [above, body] = [next * HEIGHT * scale, room - HEIGHT];
    const now = box.current!.scrollTop;
    if (above < now) box.current!.scrollTop = above;
    else if (above + HEIGHT > now + body) box.current!.scrollTop = above + HEIGHT - body;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(room / HEIGHT) - 2);
    const moves: Record<string, number> = {
      ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: order.length - 1,
    };
    if (event.target !== box.current) return; // the buttons of the head have their own keys
    if (event.key in moves) go(moves[event.key]!);
    else if ((event.key === "Enter" || event.key === " ") && order.length) onLook(order[active]!);
    else return;
    event.preventDefault();
  };
  const seen = active >= first && active < first + shown.length;
  return (
    <div ref={box} class="rows-grid" role="grid" tabIndex={0} aria-label={w("rows")} aria-rowcount={order.length + 1}
      aria-colcount={columns.length} aria-activedescendant={seen && shown.length ? `row-${active}` : undefined} onKeyDown={onKeyDown}
      style={{ height: `min(70vh, 44rem, ${(order.length + 1) * HEIGHT + FRAME}px)` }}
      onScroll={(event) => scrolled(event.currentTarget.scrollTop)}>
      <div role="row" aria-rowindex={1} class="rows-head">
        {columns.map((place) => {
          const by = sort.by === place;
          return (
            <div role="columnheader" key={place} class={`column-${rows.columns[place]!.name}`}
              aria-sort={by ? (sort.down ? "descending" : "ascending") : "none"}>
              <button type="button" onClick={() => onSort(place)}>
                {titleOf(rows.columns[place]!)} <span aria-hidden="true">{by ? (sort.down ? "▼" : "▲") : "↕"}</span>
              </button>
            </div>
          );
        })}
      </div>
      <div role="rowgroup" class="rows-body" style={{ height: `${tall}px` }}>
        {Array.from(shown, (number, n) => (
          <GridRow key={(first + n) % shown.length} index={first + n} row={rows.held[number]!} rows={rows} columns={columns}
            active={first + n === active} at={first * HEIGHT * scale + n * HEIGHT}
            onTake={() => {
              activate(first + n);
              onLook(number);
            }} />
        ))}
      </div>
    </div>
  );
}

const w = words({
  en: { rows: "Answers; arrows walk, Enter shows a row whole" },
  de: { rows: "Antworten; Pfeiltasten gehen weiter, Enter zeigt eine Zeile ganz" },
});
