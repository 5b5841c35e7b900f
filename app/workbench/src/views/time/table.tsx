// The same as a table, for who reads rather than looks.
import { Verdict } from "../../parts/verdict";
import { words } from "../../words/language";
import { stretchesOf, type Stretch, type Timelines } from "./asking";
import { named } from "./places";
import { daysOf } from "./told";

export function AsTable({ of, linkOf }: { of: Timelines; linkOf: (of: Stretch) => string }) {
  return (
    <details class="as-table">
      <summary>{w("table")}</summary>
      <div class="scroll" role="group" aria-label={w("table")} tabIndex={0}>
        <table>
          <thead>
            <tr><th scope="col">{w("place")}</th><th scope="col">{w("days")}</th><th scope="col">{w("answer")}</th><th scope="col">{w("state")}</th>
              <th scope="col">{w("brought")}</th></tr>
          </thead>
          <tbody>
            {of.timelines.flatMap((one) => stretchesOf(one, of.covered_from).map((stretch) => (
              <tr key={`${one.destination} ${stretch.from}`}>
                <th scope="row">{named(one.destination)}</th>
                <td><a href={linkOf(stretch)}>{daysOf(stretch)}</a></td>
                <td><Verdict of={stretch} /></td>
                <td lang="en">{stretch.turn ? stretch.turn.state : one.summary}</td>
                <td lang="en">{stretch.turn?.provisions.map((cause) => (cause.ends ? `end of: ${cause.title}` : cause.title)).join("; ")}</td>
              </tr>
            )))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

const w = words({
  en: { table: "As a table", place: "Destination", days: "Days", answer: "Answer", state: "State", brought: "Brought by" },
  de: { table: "Als Tabelle", place: "Bestimmungsort", days: "Tage", answer: "Antwort", state: "Stand", brought: "Ausgelöst durch" },
});
