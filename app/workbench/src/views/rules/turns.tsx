// Items that get another answer on a day.
import { Verdict } from "../../parts/verdict";
import { asking } from "../../question";
import { link } from "../../route";
import { words } from "../../words/language";
import { day, place } from "../../words/written";

export interface Turn {
  readonly day: string;
  readonly item: string;
  readonly destinations: readonly string[];
  readonly before: string;
  readonly after: string;
  readonly because: readonly string[];
  readonly verdict_changed: boolean;
}

export function Turns({ turns, old }: { turns: readonly Turn[]; old: boolean }) {
  return (
    <div class={`scroll${old ? " old" : ""}`} tabIndex={0} role="group" aria-label={w("title")}>
      <table class="rule-table">
        <thead>
          <tr>
            <th scope="col">{w("day")}</th><th scope="col">{w("item")}</th><th scope="col">{w("to")}</th>
            <th scope="col">{w("before")}</th><th scope="col">{w("after")}</th><th scope="col">{w("because")}</th>
          </tr>
        </thead>
        <tbody>
          {turns.map((one) => (
            <tr key={`${one.day} ${one.item} ${one.destinations.join()}`}>
              <td>{day(one.day)}</td>
              <td><a href={link("decide", asking({ item: one.item, destination: one.destinations[0]!, date: one.day }))}><bdi>{one.item}</bdi></a></td>
              <td>{one.destinations.map(place).join(", ")}</td>
              <td><Verdict of={{ verdict: one.before }} /></td>
              <td><Verdict of={{ verdict: one.after }} />{one.verdict_changed ? null : <small> {w("reasons")}</small>}</td>
              <td lang="en"><small>{one.because.join(", ")}</small></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const w = words({
  en: {
    title: "Items with another answer", day: "Day", item: "Item", to: "To", before: "Before", after: "After", because: "By",
    reasons: "(other reasons alone)",
  },
  de: {
    title: "Waren mit anderer Antwort", day: "Tag", item: "Ware", to: "Nach", before: "Vorher", after: "Nachher", because: "Durch",
    reasons: "(nur andere Gründe)",
  },
});
