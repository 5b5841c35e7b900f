// One row whole, with the way to ask it again.
import { useLayoutEffect, useRef } from "preact/hooks";
import { items } from "../../known";
import { ownItems } from "../../own_items";
import { certaintyOf, Verdict } from "../../parts/verdict";
import { asking, type Question } from "../../question";
import { link } from "../../route";
import { words } from "../../words/language";
import { day, place } from "../../words/written";
import type { Check } from "./check";
import { judged, titleOf } from "./grid_row";
import type { Row } from "./rows";

interface Props {
  readonly of: Check;
  readonly row: Row;
  readonly onClose: () => void;
}

export function RowDetail({ of, row, onClose }: Props) {
  const box = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    box.current?.focus();
    box.current?.scrollIntoView({ block: "nearest" });
  }, [row]);
  const rows = of.rows;
  const again = questionOf(of, row);
  return (
    <section ref={box} class="row-detail" tabIndex={-1} aria-label={w("row")}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}>
      <dl>
        {rows.columns.map((column, at) => (row[at] ?? "") !== "" && (
          <div key={column.name}>
            <dt>{titleOf(column)}</dt>
            <dd>{column.name === "verdict" ? <Verdict of={judged(rows, row)} /> : <bdi class="long-text">{told(column.name, row[at]!)}</bdi>}</dd>
          </div>
        ))}
      </dl>
      <p class="buttons">
        {again ? <a class="link-button" href={link("decide", asking(again))}>{w("again")}</a> : <span class="note">{w("alone")}</span>}
        <button type="button" class="quiet" onClick={onClose}>{w("close")}</button>
      </p>
    </section>
  );
}

function told(name: string, text: string): string {
  if (name === "destination") return `${place(text)} (${text})`;
  if (name === "certainty") return certaintyOf({ certainty: text }) || text;
  return name === "date" ? day(text) : text.replaceAll(";", "; ");
}

/** The question of a row, where its item is known by name or was read from the file by this page too. */
export function questionOf(of: Check, row: Row): Question | null {
  const at = (name: string): string => row[of.rows.place(name)] ?? "";
  if (at("verdict") === "error") return null;
  const own = of.asked.file ? ownItems.value.filter((one) => one["name"] === at("item")) : [];
  const item = own.length === 1 ? own[0]! : own.length === 0 && items.value.some((one) => one["name"] === at("item")) ? at("item") : null;
  if (item === null) return null;
  const [destination, date] = [at("destination") || of.asked.to[0]!, at("date") || of.asked.date];
  return date ? { item, destination, date } : { item, destination };
}

const w = words({
  en: {
    row: "The row", again: "Ask again in Decide", close: "Close",
    alone: "This row cannot be asked alone by its name: its figures are in the catalog only.",
  },
  de: {
    row: "Die Zeile", again: "In „Entscheiden“ neu fragen", close: "Schließen",
    alone: "Diese Zeile lässt sich nicht mit ihrem Namen allein fragen: Ihre Angaben stehen nur im Katalog.",
  },
});
