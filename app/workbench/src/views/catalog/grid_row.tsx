// One row of the table, and which of the answer's columns it shows.
import { memo } from "preact/compat";
import { Verdict } from "../../parts/verdict";
import { words } from "../../words/language";
import { place } from "../../words/written";
import type { Column, Row, Rows } from "./rows";

const SHOWN = ["item", "verdict", "destination", "classification", "review_policy", "missing", "reasons"] as const;
const BEFORE_ERROR = 3;

/** The places of the columns that the table shows; what else there is, a row shown whole has. */
export function shownColumns(rows: Rows): readonly number[] {
  return SHOWN.map((name) => rows.place(name)).filter((place) => place >= 0);
}

export function titleOf({ name, title }: Column): string {
  return Object.hasOwn(EN, name) ? w(name as keyof typeof EN) : title;
}

interface Props {
  readonly index: number;
  readonly row: Row;
  readonly rows: Rows;
  readonly columns: readonly number[];
  readonly active: boolean;
  readonly at: number;
  readonly onTake: () => void;
}

function GridRowOf({ index, row, rows, columns, active, at, onTake }: Props) {
  const error = row[rows.place("error")] ?? "";
  return (
    <div role="row" id={`row-${index}`} aria-rowindex={index + 2} aria-selected={active} class={`rows-row${active ? " active" : ""}`}
      style={{ transform: `translateY(${at}px)` }} onClick={onTake}>
      {(error ? columns.slice(0, BEFORE_ERROR) : columns).map((place) => {
        const name = rows.columns[place]!.name;
        return (
          <div role="gridcell" key={place} class={`column-${name}`}>
            {name === "verdict" ? <Verdict of={judged(rows, row)} /> : written(name, row[place] ?? "")}
          </div>
        );
      })}
      {error && (
        <div role="gridcell" class="rows-error" aria-colspan={columns.length - BEFORE_ERROR}><bdi lang="en" class="wrong">{short(error)}</bdi></div>
      )}
    </div>
  );
}

export const GridRow = memo(GridRowOf, (one, other) =>
  one.row === other.row && one.active === other.active && one.at === other.at && one.index === other.index && one.columns.length === other.columns.length);

export function judged(rows: Rows, row: Row): { verdict: string; certainty: string } {
  return { verdict: row[rows.place("verdict")] ?? "", certainty: row[rows.place("certainty")] ?? "" };
}

/** A cell as a reader has it. */
function written(name: string, text: string) {
  if (name === "destination") return <bdi>{place(text)}</bdi>;
  if (name === "item") return <bdi>{short(text)}</bdi>;
  return text ? <span lang="en">{short(text.replaceAll(";", "; "))}</span> : "";
}

/** What a cell of one line can show; a row shown whole has the rest. */
function short(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

const EN = {
  item: "Item", destination: "Destination", date: "Date", verdict: "Verdict", classification: "Classification",
  review_policy: "Review policy", missing: "Missing facts", reasons: "Reasons", certainty: "Certainty", error: "Error",
};
const DE: typeof EN = {
  item: "Ware", destination: "Bestimmungsort", date: "Tag", verdict: "Ergebnis", classification: "Einstufung",
  review_policy: "Prüfungspraxis", missing: "Fehlende Angaben", reasons: "Gründe", certainty: "Gewissheit", error: "Fehler",
};
const w = words({ en: EN, de: DE });
