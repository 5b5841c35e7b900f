// Where an item may go: the world by verdict on one day, and every place in words beside it.
import { useSignal } from "@preact/signals";
import { useCallback, useEffect, useMemo } from "preact/hooks";
import { again, faultAt } from "../../api";
import { useAsked } from "../../asking";
import { ItemChoice, nameOf } from "../../parts/subject";
import type { Pointed } from "../../parts/told";
import { Trouble } from "../../parts/trouble";
import { DayAndTurns } from "../../parts/turns";
import { lookOf, SIGNS, wordOf } from "../../parts/verdict";
import { asking, question } from "../../question";
import { link, restate, route } from "../../route";
import { words } from "../../words/language";
import { count, day } from "../../words/written";
import { placeless, worldOf, type PlaceAnswered } from "./answered";
import { HEIGHT, land, WIDTH } from "./land";
import { PlaceList } from "./place_list";
import { PlaceTold } from "./told";
import { WorldMap } from "./world_map";

export default function MapView() {
  const pointed = useSignal<Pointed | null>(null);
  const asked = placeless(question.value);
  const { value, error, busy } = useAsked(JSON.stringify(asked), (signal) => worldOf(asked, signal), 40);
  const drawn = useAsked(`land ${again.value}`, () => land());
  const { params } = route.value;
  const only = params.get("only") ?? "";
  const answers = useMemo(() => new Map(value?.destinations.map((one) => [one.code, one]) ?? []), [value]);
  const dimmed = useCallback((one: PlaceAnswered) => only !== "" && lookOf(one) !== only, [only]);
  useEffect(() => {
    pointed.value = null;
  }, [value]);

  const say = (name: string, said: string): void => {
    const now = new URLSearchParams(params);
    if (said) now.set(name, said);
    else now.delete(name);
    restate("map", now);
  };
  const open = (destination: string): void => {
    location.hash = link("decide", asking({ ...question.peek(), region: undefined, destination }));
  };
  const where = (code: string): Pointed | null => {
    const one = drawn.value?.shapes.find((shape) => shape.code === code);
    return one ? { code, x: one.middle[0] / WIDTH, y: one.middle[1] / HEIGHT } : null;
  };
  const old = value !== null && (busy || error !== null);
  return (
    <>
      <h1>{w("title")} <bdi title={nameOf(question.value)}>{short(nameOf(question.value)) || w("it")}</bdi>{w("end")}</h1>
      <div class="row subject">
        <ItemChoice />
        <DayAndTurns invalid={faultAt(error, "/date")} />
      </div>
      <Trouble error={error ?? drawn.error} />
      <p class="note" role="status">{busy ? w("busy") : old ? w("old") : value ? w("asked", { day: day(value.date) }) : ""}</p>
      {value && (
        <div class={`map-view${old ? " old" : ""}`} aria-busy={busy}>
          <div class="map-main">
            <Counts places={value.destinations} only={only} onTake={(look) => say("only", look === only ? "" : look)} />
            <div class="map-box card">
              {drawn.value && <WorldMap land={drawn.value} answers={answers} dimmed={dimmed} pointed={pointed} onOpen={open} />}
              <PlaceTold pointed={pointed} answers={answers} />
            </div>
            <p class="note">{w("regions")}</p>
          </div>
          <PlaceList places={value.destinations.filter((one) => !dimmed(one))} total={value.destinations.length}
            find={params.get("find") ?? ""} onFind={(text) => say("find", text)} pointed={pointed} where={where} />
        </div>
      )}
    </>
  );
}

interface CountsProps {
  readonly places: readonly PlaceAnswered[];
  readonly only: string;
  readonly onTake: (look: string) => void;
}

/** How many places of each verdict; pressed, one of them shows alone. */
function Counts({ places, only, onTake }: CountsProps) {
  return (
    <div class="counts" role="group" aria-label={w("counts")}>
      {SHOWN.map((one) => {
        const look = lookOf({ verdict: one });
        const found = places.filter((place) => lookOf(place) === look).length;
        return (
          <button key={look} type="button" class={`count ${look}`} aria-pressed={look === only} onClick={() => onTake(look)}>
            <span class={`sample ${look}`} aria-hidden="true">{SIGNS[look]}</span>
            <strong>{count(found)}</strong> {one ? wordOf({ verdict: one }) : w("none")}
          </button>
        );
      })}
    </div>
  );
}

const SHOWN = ["blocked", "license-required", "allowed", null] as const;

function short(name: string): string {
  return name.length > 80 ? `${name.slice(0, 79)}…` : name;
}

const w = words({
  en: {
    title: "Where may", it: "this item", end: " go?", busy: "Being decided anew …", old: "What is shown is an older answer.",
    asked: "{day}. A click on a place opens its decision.", counts: "Places by verdict", none: "no verdict",
    regions: "Regions of a country can have answers of their own. Of Ukraine's, the map shows Crimea; ask for the others in Decide.",
  },
  de: {
    title: "Wohin darf", it: "diese Ware", end: "?", busy: "Wird neu entschieden …", old: "Gezeigt wird eine ältere Antwort.",
    asked: "{day}. Ein Klick auf einen Ort öffnet seine Entscheidung.", counts: "Orte nach Ergebnis", none: "kein Ergebnis",
    regions: "Teile eines Landes können eigene Antworten haben. Von denen der Ukraine zeigt die Karte die Krim; nach den übrigen fragt man unter „Entscheiden“.",
  },
});
