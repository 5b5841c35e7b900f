// Every place in words, those with the same answer together: what the map shows, for who cannot see or point at it.
import type { Signal } from "@preact/signals";
import { Field } from "../../parts/field";
import type { Pointed } from "../../parts/told";
import { Verdict } from "../../parts/verdict";
import { asking, question } from "../../question";
import { link } from "../../route";
import { language, words } from "../../words/language";
import { count } from "../../words/written";
import { grouped, type PlaceAnswered } from "./answered";
import { named } from "./named";

interface Props {
  readonly places: readonly PlaceAnswered[];
  readonly total: number;
  readonly find: string;
  readonly onFind: (text: string) => void;
  readonly pointed: Signal<Pointed | null>;
  /** Where a place lies in the picture, in parts of it. */
  readonly where: (code: string) => Pointed | null;
}

export function PlaceList({ places, total, find, onFind, pointed, where }: Props) {
  const part = find.trim().toLocaleLowerCase();
  const fitting = places.filter((one) => `${named(one.code)} ${one.name}`.toLocaleLowerCase().includes(part));
  return (
    <section class="places" aria-labelledby="places-title">
      <h2 id="places-title">{w("title")}</h2>
      <Field label={w("find")} value={find} onInput={onFind} />
      <p class="note" role="status">{w("found", { n: count(fitting.length), of: count(total) })}</p>
      <div class="place-groups">
        {grouped(fitting).map((group) => (
          <section key={group.key} class="place-group">
            <h3><Verdict of={group.of} /> <span class="note">{count(group.places.length)}</span></h3>
            <p class="note" lang="en">{group.sentence}</p>
            <ul>
              {inOrder(group.places).map((one) => (
                <li key={one.code}>
                  <a href={link("decide", asking({ ...question.value, region: undefined, destination: one.code }))}
                    onFocus={() => (pointed.value = where(one.code))} onBlur={() => (pointed.value = null)}
                    onPointerEnter={() => (pointed.value = where(one.code))} onPointerLeave={() => (pointed.value = null)}>
                    {named(one.code)}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  );
}

function inOrder(places: readonly PlaceAnswered[]): readonly PlaceAnswered[] {
  return [...places].sort((a, b) => named(a.code).localeCompare(named(b.code), language.value));
}

const w = words({
  en: { title: "All places", find: "Find a place", found: "{n} of {of} places" },
  de: { title: "Alle Orte", find: "Ort suchen", found: "{n} von {of} Orten" },
});
