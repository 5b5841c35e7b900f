// The items of the picture in words, the strictest answers first; each opens its decision.
import type { Signal } from "@preact/signals";
import type { Pointed } from "../../parts/told";
import { Verdict, wordOf } from "../../parts/verdict";
import { link } from "../../route";
import { asking } from "../../question";
import { language, words } from "../../words/language";
import { count } from "../../words/written";
import { plainly, type Asked, type Point } from "./picture";
import { codeOf } from "./plot";

interface Props {
  readonly points: readonly Point[];
  readonly total: number;
  readonly asked: Asked;
  readonly pointed: Signal<Pointed | null>;
}

export function ItemList({ points, total, asked, pointed }: Props) {
  const groups = new Map<string, Point[]>();
  for (const one of points) {
    const key = `${wordOf(one)}|${one.certainty}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return (
    <section class="places" aria-labelledby="items-title">
      <h2 id="items-title">{w("title")}</h2>
      <p class="note" role="status">{w("found", { n: count(points.length), of: count(total) })}</p>
      <div class="place-groups">
        {[...groups].sort(([, a], [, b]) => strictness(b[0]!) - strictness(a[0]!)).map(([key, those]) => (
          <section key={key} class="place-group">
            <h3><Verdict of={those[0]!} /> <span class="note">{count(those.length)}</span></h3>
            <ul>
              {[...those].sort((a, b) => a.name.localeCompare(b.name, language.value)).map((one) => (
                <li key={codeOf(one)}>
                  <a href={link("decide", asking(plainly(one.own ? asked.own : one.name, asked)))}
                    onFocus={() => (pointed.value = at(one))} onBlur={() => (pointed.value = null)}
                    onPointerEnter={() => (pointed.value = at(one))} onPointerLeave={() => (pointed.value = null)}>
                    <bdi>{one.name || w("own")}</bdi>
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

/** The card of what the list has in focus stands in the corner, so that it covers little. */
function at(one: Point): Pointed {
  return { code: codeOf(one), x: 0.08, y: 0.12 };
}

function strictness(one: Point): number {
  return ["", "allowed", "license-required", "blocked"].indexOf(one.verdict ?? "") * 2 + (one.certainty === "conservative" ? 1 : 0);
}

const w = words({
  en: { title: "Items", found: "{n} of {of} items", own: "own item" },
  de: { title: "Waren", found: "{n} von {of} Waren", own: "eigene Ware" },
});
