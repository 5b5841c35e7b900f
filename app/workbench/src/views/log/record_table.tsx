// Records as rows, each the way to its whole.
import { Verdict } from "../../parts/verdict";
import { link } from "../../route";
import { words } from "../../words/language";
import { day, moment, place } from "../../words/written";
import { kindOf, type Header } from "./record_data";

export function RecordTable({ records }: { records: readonly Header[] }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={w("title")}>
      <table class="log-records">
        <thead>
          <tr>
            <th scope="col">{w("at")}</th><th scope="col">{w("kind")}</th><th scope="col">{w("item")}</th>
            <th scope="col">{w("destination")}</th><th scope="col">{w("date")}</th><th scope="col">{w("verdict")}</th>
            <th scope="col">{w("caller")}</th>
          </tr>
        </thead>
        <tbody>
          {records.map((one) => (
            <tr key={one.record_id}>
              <td><a href={link("log", { record: one.record_id })}><time dateTime={one.at}>{moment(one.at)}</time></a></td>
              <td>{kindOf(one.kind)}</td>
              <td><bdi class="long-text">{one.item ?? "–"}</bdi></td>
              <td>{one.destination ? place(one.destination) : "–"}</td>
              <td>{day(one.date)}</td>
              <td>{one.verdict || one.outcome ? <Verdict of={one} /> : "–"}</td>
              <td><bdi class="long-text">{one.caller}</bdi></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const w = words({
  en: {
    title: "Records", at: "Answered", kind: "Kind", item: "Item", destination: "To", date: "For the day", verdict: "Verdict", caller: "Caller",
  },
  de: {
    title: "Einträge", at: "Beantwortet", kind: "Art", item: "Ware", destination: "Nach", date: "Für den Tag", verdict: "Ergebnis",
    caller: "Aufrufer",
  },
});
