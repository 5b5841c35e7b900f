// The rules of a day as a picture, with the catalog's items on it: where the bounds lie, and who lies close to them.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { faultAt } from "../../api";
import { useAsked } from "../../asking";
import { Swatch } from "../../parts/patterns";
import { nameOf } from "../../parts/subject";
import type { Pointed } from "../../parts/told";
import { Trouble } from "../../parts/trouble";
import { lookOf, SHAPES, wordOf } from "../../parts/verdict";
import { asking, question } from "../../question";
import { link, restate, route } from "../../route";
import { words } from "../../words/language";
import { count, day, place } from "../../words/written";
import { Filters, fits } from "./filters";
import { ItemList } from "./item_list";
import { pictureOf, plainly, PLANES, type Asked, type Point } from "./picture";
import { Plot } from "./plot";
import { Tables } from "./tables";
import { PictureTold } from "./told";

export default function PictureView() {
  const pointed = useSignal<Pointed | null>(null);
  const { params } = route.value;
  const now = question.value;
  const asked: Asked = {
    plane: PLANES.find((one) => one === params.get("plane")) ?? "density",
    destination: String(now["region"] ?? now.destination), date: now.date, exporter: params.get("exporter") ?? "",
    own: typeof now.item === "string" ? null : now.item,
  };
  const { value, error, busy } = useAsked(JSON.stringify(asked), (signal) => pictureOf(asked, signal), 40);
  useEffect(() => {
    pointed.value = null;
  }, [value]);
  const filter = { maker: params.get("maker") ?? "", only: params.get("only") ?? "", find: params.get("find") ?? "" };
  const take = (name: string, said: string): void => {
    const next = new URLSearchParams(params);
    if (said) next.set(name, said);
    else next.delete(name);
    restate("picture", next);
  };
  const open = (one: Point): void => {
    location.hash = link("decide", asking(plainly(one.own ? asked.own : one.name, asked)));
  };
  const marked = (one: Point): boolean => one.own === true || (asked.own === null && one.name === nameOf(now));
  const shown = value?.points.filter((one) => one.own || fits(one, filter)) ?? [];
  const old = value !== null && (busy || error !== null);
  return (
    <>
      <h1>{w("title")}</h1>
      <Filters plane={asked.plane} exporter={asked.exporter} filter={filter} picture={value}
        invalid={faultAt(error, "/date")} onTake={take} />
      <Trouble error={error} />
      <p class="note" role="status">
        {busy ? w("busy") : old ? w("old") : value ? w("asked", { day: day(value.date), place: place(value.destination) }) : ""}
      </p>
      {value && (
        <div class={`map-view${old ? " old" : ""}`} aria-busy={busy}>
          <div class="map-main">
            <div class="map-box card">
              <Plot picture={value} points={shown} marked={marked} pointed={pointed} onOpen={open} />
              <PictureTold pointed={pointed} picture={value} />
            </div>
            <Legend />
            {asked.plane === "memory" && value.exporter && <p class="note">{w("whose")} <bdi>{value.exporter}</bdi></p>}
            <Undrawn points={shown} />
            {asked.own && !value.points.some((one) => one.own) && <p class="note">{w("refused")}</p>}
            <Tables picture={value} points={shown} />
          </div>
          <ItemList points={shown} total={value.points.length} asked={asked} pointed={pointed} />
        </div>
      )}
    </>
  );
}

function Undrawn({ points }: { points: readonly Point[] }) {
  const without = points.filter((one) => one.x === null).length;
  return without > 0 ? <p class="note">{w("undrawn", { n: count(without) })}</p> : null;
}

function Legend() {
  return (
    <ul class="legend">
      {VERDICTS.map((verdict) => (
        <li key={verdict}>
          <Swatch of={{ verdict }} />
          <svg class="sample-point" width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true"><path class={`point ${lookOf({ verdict })}`} d={SHAPES[lookOf({ verdict })]} /></svg>
          {wordOf({ verdict })}
        </li>
      ))}
      <li>
        <svg class="sample-point" width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true"><path class="point license conservative" d={SHAPES.license} /></svg>
        {w("hollow")}
      </li>
    </ul>
  );
}

const VERDICTS = ["blocked", "license-required", "allowed"] as const;

const w = words({
  en: {
    title: "The rules as a picture", busy: "Being decided anew …", old: "What is shown is an older answer.",
    asked: "{day}, to {place}. Regions are those of a plain item; points have their own answers. A click on a point opens its decision.",
    hollow: "hollow: conservative, a missing fact matters", whose: "Letters bind who was informed. The regions are those for the exporter", refused: "Your own item cannot be asked as it stands: Decide says why.", undrawn: "Not drawn, since the figure across is unknown: {n}.",
  },
  de: {
    title: "Die Regeln als Bild", busy: "Wird neu entschieden …", old: "Gezeigt wird eine ältere Antwort.",
    asked: "{day}, nach {place}. Bereiche gelten für eine schlichte Ware, Punkte haben ihre eigene Antwort. Ein Klick auf einen Punkt öffnet seine Entscheidung.",
    hollow: "hohl: vorsichtig, eine fehlende Angabe zählt", whose: "Schreiben binden, wer unterrichtet wurde. Die Bereiche gelten für den Ausführer", refused: "Die eigene Ware kann so nicht gefragt werden: „Entscheiden“ sagt, warum.", undrawn: "Nicht gezeichnet, weil die Angabe nach rechts fehlt: {n}.",
  },
});
