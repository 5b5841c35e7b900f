// One row of the table, and which of the answer's columns it shows.
import { memo } from "preact/compat";
import { Verdict } from "../../parts/verdict";
import { words } from "../../words/language";
import { day, place } from "../../words/written";
import type { Column, Row, Rows } from "./rows";

const SHOWN = ["item", "destination", "date", "verdict", "classification", "review_policy", "missing", "reasons"] as const;
type Shown = (typeof SHOWN)[number];
const TITLED: ReadonlySet<string> = new Set([...SHOWN, "certainty", "error", "ruleset", "figures"]);

/** The places of the columns that the table shows; what else there is, a row shown whole has. */
export function shownColumns(rows: Rows): readonly number[] {
  return SHOWN.map((name) => rows.place(name)).filter((place) => place >= 0);
}

export function titleOf({ name, title }: Column): string {
  return TITLED.has(name) ? w(name as Shown) : title;
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
    <div role="row" id={`row-${index}`} aria-rowindex={index + 2} aria-selected={active} class={`grid-row${active ? " active" : ""}`}
      style={{ transform: `translateY(${at}px)` }} onClick={onTake}>
      {columns.map((place) => {
        const name = rows.columns[place]!.name;
        return (
          <div role="gridcell" key={place} class={`column-${name}`}>
            {name === "verdict" ? <Verdict of={judged(rows, row)} />
              : name === "missing" && error ? <bdi lang="en" class="wrong">{short(error)}</bdi> : written(name, row[place] ?? "")}
          </div>
        );
      })}
    </div>
  );
}

export const GridRow = memo(GridRowOf, (one, other) =>
  one.row === other.row && one.active === other.active && one.at === other.at && one.index === other.index && one.columns.length === other.columns.length);

export function judged(rows: Rows, row: Row): { verdict: string; certainty: string } {
  return { verdict: row[rows.place("verdict")] ?? "", certainty: row[rows.place("certainty")] ?? "" };
}

function written(name: string, text: string) {
  if (name === "destination") return <bdi>{place(text)}</bdi>;
  if (name === "date") return day(text);
  if (name === "item") return <bdi>{short(text)}</bdi>;
  return text ? <span lang="en">{short(text.replaceAll(";", "; "))}</span> : "";
}

/** What a cell of one line can show; a row shown whole has the rest. */
function short(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

const w = words({
  en: {
    item: "Item", destination: "Destination", date: "Date", verdict: "Verdict", classification: "Classification",
    review_policy: "Review policy", missing: "Missing, or the error", reasons: "Reasons", certainty: "Certainty", error: "Error",
    ruleset: "Ruleset", figures: "Figures (digest)",
  },
  de: {
    item: "Ware", destination: "Bestimmungsort", date: "Tag", verdict: "Ergebnis", classification: "Einstufung",
    review_policy: "Prüfungspraxis", missing: "Fehlendes oder der Fehler", reasons: "Gründe", certainty: "Gewissheit", error: "Fehler",
    ruleset: "Regelstand", figures: "Angaben (Prüfsumme)",
  },
});
