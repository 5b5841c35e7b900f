// What is said of the point or region that is pointed at.
import type { ReadonlySignal } from "@preact/signals";
import { Told, type Pointed } from "../../parts/told";
import { certaintyOf, Verdict } from "../../parts/verdict";
import { words } from "../../words/language";
import { figure } from "../../words/written";
import { titleOf } from "./measures";
import type { Answered, AxisTold, Picture, Point } from "./picture";
import { codeOf } from "./plot";

interface Props {
  readonly pointed: ReadonlySignal<Pointed | null>;
  readonly picture: Picture;
}

export function PictureTold({ pointed, picture }: Props) {
  const at = pointed.value;
  const point = at && picture.points.find((one) => codeOf(one) === at.code);
  const region = at?.code.startsWith("region ") ? picture.regions[Number(at.code.slice(7))] : undefined;
  if (!at || !(point || region)) return null;
  return (
    <Told at={at}>
      {point ? <p><strong><bdi>{point.name || w("own")}</bdi></strong> {point.manufacturer && <bdi>({point.manufacturer})</bdi>}</p> : <p><strong>{w("region")}</strong></p>}
      <Answer of={(point ?? region)!} />
      {point && <Figures of={point} picture={picture} />}
      {region?.review_policy && <p lang="en">{region.review_policy.replaceAll("-", " ")}</p>}
    </Told>
  );
}

function Answer({ of }: { of: Answered }) {
  return (
    <>
      <p><Verdict of={{ ...of, certainty: null }} /> {certaintyOf(of)}</p>
      {of.classification.length > 0 && <p class="id">{of.classification.join(", ")}</p>}
    </>
  );
}

function Figures({ of, picture }: { of: Point; picture: Picture }) {
  return (
    <>
      {([[picture.x, of.x], [picture.y, of.y]] as const).map(([axis, value]) => (
        <p key={axis.measure} class="note">{titleOf(axis)}: {figureOf(value, axis)}</p>
      ))}
    </>
  );
}

/** A figure with its unit, rounded for reading; the exact one stands in Decide. */
export function figureOf(value: string | null, axis: AxisTold): string {
  return value === null ? w("unknown") : `${figure(value.replace(/^(\d+\.\d{3})\d+$/, "$1"))} ${axis.unit}`;
}

const w = words({
  en: { own: "own item", region: "Region of a plain item", unknown: "none known" },
  de: { own: "eigene Ware", region: "Bereich einer schlichten Ware", unknown: "keine bekannt" },
});
