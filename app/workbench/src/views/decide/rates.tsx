// Peak rates by number format: dense ones, and apart from them those that count a sparsity.
import { useState } from "preact/hooks";
import { faultAt } from "../../api";
import { FORMATS } from "../../item_fields";
import type { Item } from "../../question";
import { words } from "../../words/language";
import { stateRate, tableIn, textOf } from "./editing";

const COMMON = 9;

export function Rates({ item, error }: { item: Item; error: unknown }) {
  const [all, showAll] = useState(false);
  const dense = tableIn(item, "tops");
  const sparse = tableIn(item, "sparse_tops");
  const shown = FORMATS.filter((format, n) => all || n < COMMON || format in dense || format in sparse);
  const cell = (table: "tops" | "sparse_tops", format: string) => {
    const wrong = faultAt(error, `/item/${table}/${format}`);
    return (
      <td>
        <input type="text" inputMode="decimal" autocomplete="off" spellcheck={false}
          aria-label={w(table === "tops" ? "dense-of" : "sparse-of", { format: format.toUpperCase() })}
          value={textOf((table === "tops" ? dense : sparse)[format])} aria-invalid={wrong ? true : undefined} title={wrong}
          onInput={(event) => stateRate(table, format, event.currentTarget.value.trim())} />
        {wrong && <p class="wrong" lang="en">{wrong}</p>}
      </td>
    );
  };
  return (
    <div>
      <table class="rates">
        <caption>{w("caption")} <span class="unit">TOPS, TFLOPS</span></caption>
        <thead>
          <tr><th scope="col">{w("format")}</th><th scope="col">{w("dense")}</th><th scope="col">{w("sparse")}</th></tr>
        </thead>
        <tbody>
          {shown.map((format) => (
            <tr key={format}><th scope="row">{format.toUpperCase()}</th>{cell("tops", format)}{cell("sparse_tops", format)}</tr>
          ))}
        </tbody>
      </table>
      <p class="note">
        {w("halved")}{" "}
        {shown.length < FORMATS.length && <button type="button" class="plain" onClick={() => showAll(true)}>{w("all")}</button>}
      </p>
    </div>
  );
}

const w = words({
  en: {
    caption: "Peak rates", format: "Format", dense: "Dense", sparse: "Sparse", "dense-of": "{format}, dense",
    "sparse-of": "{format}, sparse", halved: "Sparse rates are halved; dense ones are better.", all: "All formats",
  },
  de: {
    caption: "Spitzenraten", format: "Format", dense: "Dicht", sparse: "Dünn besetzt", "dense-of": "{format}, dicht",
    "sparse-of": "{format}, dünn besetzt", halved: "Raten mit Dünnbesetzung werden halbiert; dichte sind besser.",
    all: "Alle Formate",
  },
});
