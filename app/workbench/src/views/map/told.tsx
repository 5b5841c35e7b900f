// What is said of the place that is pointed at.
import type { ReadonlySignal } from "@preact/signals";
import { Verdict, certaintyOf } from "../../parts/verdict";
import { words } from "../../words/language";
import type { PlaceAnswered } from "./answered";
import { named } from "./named";
import type { Pointed } from "./world_map";

interface Props {
  readonly pointed: ReadonlySignal<Pointed | null>;
  readonly answers: ReadonlyMap<string, PlaceAnswered>;
}

export function Told({ pointed, answers }: Props) {
  const at = pointed.value;
  const one = at && answers.get(at.code);
  if (!at || !one) return null;
  const side = { [at.x > 0.5 ? "right" : "left"]: share(at.x > 0.5 ? 1 - at.x : at.x), [at.y > 0.5 ? "bottom" : "top"]: share(at.y > 0.5 ? 1 - at.y : at.y) };
  return (
    <div class="told" style={side} aria-hidden="true">
      <p><strong>{named(one.code)}</strong></p>
      <p><Verdict of={{ ...one, certainty: null }} /> {certaintyOf(one)}</p>
      {one.classification.length > 0 && <p class="id">{one.classification.join(", ")}</p>}
      <p lang="en">{one.sentence}</p>
      {at.byFinger && <p class="note">{w("again")}</p>}
    </div>
  );
}

function share(part: number): string {
  return `calc(${(part * 100).toFixed(2)}% + 14px)`;
}

const w = words({
  en: { again: "Press again to open the decision." },
  de: { again: "Nochmals antippen öffnet die Entscheidung." },
});
