// What is said of the place that is pointed at.
import type { ReadonlySignal } from "@preact/signals";
import { Told, type Pointed } from "../../parts/told";
import { Verdict, certaintyOf } from "../../parts/verdict";
import type { PlaceAnswered } from "./answered";
import { named } from "./named";

interface Props {
  readonly pointed: ReadonlySignal<Pointed | null>;
  readonly answers: ReadonlyMap<string, PlaceAnswered>;
}

export function PlaceTold({ pointed, answers }: Props) {
  const at = pointed.value;
  const one = at && answers.get(at.code);
  if (!at || !one) return null;
  return (
    <Told at={at}>
      <p><strong>{named(one.code)}</strong></p>
      <p><Verdict of={{ ...one, certainty: null }} /> {certaintyOf(one)}</p>
      {one.classification.length > 0 && <p class="id">{one.classification.join(", ")}</p>}
      <p lang="en">{one.sentence}</p>
    </Told>
  );
}
