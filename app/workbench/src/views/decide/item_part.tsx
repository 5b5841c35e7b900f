// Which item: by its name from the catalog, or by figures, which begin as those of the item that was named.
import { useId } from "preact/hooks";
import { faultAt } from "../../api";
import { items } from "../../known";
import { ItemChoice, nameOf } from "../../parts/subject";
import { change, question } from "../../question";
import { words } from "../../words/language";
import { edit, itemOf } from "./editing";
import { Figures } from "./figures";
import { OwnFile } from "./own_file";

export function ItemPart({ error }: { error: unknown }) {
  const now = question.value;
  const id = useId();
  const byHand = itemOf(now) !== null;
  const wrong = faultAt(error, "/item");
  return (
    <section aria-labelledby={id} class="part">
      <h2 id={id}>{w("item")}</h2>
      <div class="either" role="group" aria-label={w("how")}>
        <button type="button" aria-pressed={!byHand} onClick={byHand ? named : undefined}>{w("by-name")}</button>
        <button type="button" aria-pressed={byHand} onClick={byHand ? undefined : edit}>{w("by-hand")}</button>
      </div>
      {byHand ? <Figures error={error} /> : (
        <>
          <ItemChoice />
          {wrong && <p class="wrong" lang="en">{wrong}</p>}
          <p class="buttons">
            <button type="button" class="quiet" onClick={edit}>{w("edit")}</button>
          </p>
        </>
      )}
      <OwnFile />
    </section>
  );
}

/** Back to a name: that of the stated item where the catalog has it, else the first of the catalog. */
function named(): void {
  const now = question.peek();
  const known = items.peek();
  const found = known.find((one) => one["name"] === nameOf(now)) ?? known[0];
  if (found) change({ ...now, item: String(found["name"]) });
}

const w = words({
  en: {
    item: "Item", how: "How the item is given", "by-name": "From the catalog", "by-hand": "Figures by hand",
    edit: "Edit its figures",
  },
  de: {
    item: "Ware", how: "Wie die Ware angegeben wird", "by-name": "Aus dem Katalog", "by-hand": "Angaben von Hand",
    edit: "Ihre Angaben bearbeiten",
  },
});
