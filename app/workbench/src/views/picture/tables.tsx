// The picture as tables, on demand: its regions by their bounds, its items by their figures.
import { certaintyOf, Verdict } from "../../parts/verdict";
import { words } from "../../words/language";
import { figure } from "../../words/written";
import { measureWords, titleOf } from "./measures";
import type { Picture, Point, Rectangle } from "./picture";
import { figureOf } from "./told";

export function Tables({ picture, points }: { picture: Picture; points: readonly Point[] }) {
  return (
    <>
      <details>
        <summary>{w("regions")}</summary>
        <p class="note">{w("plain")} <span lang="en">{picture.item}.</span>{picture.half_open ? ` ${w("bounds")}` : ""}</p>
        <div class="scroll" tabIndex={0} role="group" aria-label={w("regions")}>
          <table>
            <thead><tr><th>{w("answer")}</th><th>{w("classification")}</th><th>{w("where")}</th></tr></thead>
            <tbody>
              {picture.regions.map((region, n) => (
                <tr key={n}>
                  <td><Verdict of={region} /></td>
                  <td class="id">{region.classification.join(", ") || "–"}</td>
                  <td>{region.rectangles.map((one) => <p key={one.join()}>{whereIs(one, picture)}</p>)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
      <details>
        <summary>{w("items")}</summary>
        <div class="scroll" tabIndex={0} role="group" aria-label={w("items")}>
          <table>
            <thead>
              <tr><th>{w("item")}</th><th>{w("maker")}</th><th class="number">{measureWords(picture.x)}</th><th class="number">{measureWords(picture.y)}</th><th>{w("answer")}</th></tr>
            </thead>
            <tbody>
              {points.map((one, n) => (
                <tr key={n}>
                  <th scope="row"><bdi class="clipped" title={one.name}>{one.name || "–"}</bdi></th>
                  <td><bdi>{one.manufacturer ?? "–"}</bdi></td>
                  <td class="number">{figureOf(one.x, picture.x)}</td>
                  <td class="number">{figureOf(one.y, picture.y)}</td>
                  <td><Verdict of={{ ...one, certainty: null }} /> {certaintyOf(one)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

/** "TPP from 1,600 to below 4,800; performance density from 5.92". */
function whereIs(one: Rectangle, { x, y, together }: Picture): string {
  const [xLow, yLow, xHigh, yHigh, sumLow = null, sumHigh = null] = one;
  const parts = ([[x, xLow, xHigh], [y, yLow, yHigh], [together, sumLow, sumHigh]] as const)
    .flatMap(([axis, low, high]) => {
      if (!axis || (!low && !high)) return [];
      const from = low ? w("from", { low: figure(low) }) : "";
      const below = high ? w("below", { high: figure(high) }) : "";
      return [`${titleOf(axis)} ${[from, below].filter(Boolean).join(" ")} ${axis.unit}`];
    });
  return parts.join("; ") || w("everywhere");
}

const w = words({
  en: {
    regions: "The regions in words", items: "The items as a table", answer: "Answer", classification: "Classification",
    where: "Where", item: "Item", maker: "Maker", from: "from {low}", below: "below {high}", everywhere: "everywhere",
    plain: "The regions are asked of the rules in force for", bounds: "A bound belongs to the region above it.",
  },
  de: {
    regions: "Die Bereiche in Worten", items: "Die Waren als Tabelle", answer: "Ergebnis", classification: "Einstufung",
    where: "Wo", item: "Ware", maker: "Hersteller", from: "ab {low}", below: "unter {high}", everywhere: "überall",
    plain: "Die Bereiche sind den geltenden Regeln abgefragt für:", bounds: "Eine Grenze gehört zum Bereich darüber.",
  },
});
