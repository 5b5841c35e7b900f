// Items from a file of the reader's own: it is read here, and only the item that is asked about goes to the service.
import { useId, useState } from "preact/hooks";
import { ownItems, readItems } from "../../own_items";
import { Combobox } from "../../parts/combobox";
import { change, question, type Item } from "../../question";
import { words } from "../../words/language";
import { count } from "../../words/written";

export function OwnFile() {
  const id = useId();
  const [said, say] = useState<{ readonly wrong: boolean; readonly text: string } | null>(null);
  const own = ownItems.value;
  const read = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    try {
      const found = readItems(file.name, await file.text());
      if (found.items.length === 0) throw new Error(w("none"));
      ownItems.value = found.items;
      take(found.items[0]!);
      say({ wrong: false, text: found.ignored.length ? w("ignored", { columns: found.ignored.join(", ") }) : "" });
    } catch (error) {
      say({ wrong: true, text: w("failed", { why: error instanceof Error ? error.message : String(error) }) });
    }
  };
  return (
    <details class="own" open={own.length > 0}>
      <summary>{w("own")}</summary>
      <div class="stack">
        <div class="field">
          <label for={id}>{w("file")}</label>
          <input id={id} type="file" accept=".csv,.json,.jsonl,.ndjson"
            onChange={(event) => void read(event.currentTarget.files?.[0])} />
        </div>
        <div role="status">{said?.text && <p class={said.wrong ? "wrong" : "note clipped"}>{said.text}</p>}</div>
        {own.length > 0 && (
          <Combobox label={w("from-file", { n: count(own.length) })} value="" hint={w("copied")}
            choices={own.map((one, n) => ({ value: String(n), label: String(one["name"] ?? n + 1), note: String(one["manufacturer"] ?? "") }))}
            onTake={(n) => take(own[Number(n)])} />
        )}
      </div>
    </details>
  );
}

function take(item: Item | undefined): void {
  if (item) change({ ...question.peek(), item });
}

const w = words({
  en: {
    own: "From a file of your own", file: "CSV, JSON or JSON Lines; it stays in this browser",
    "from-file": "Item of the file ({n})", copied: "Its figures are copied into the fields.",
    ignored: "Passed over: {columns}", none: "it has no item", failed: "The file was not read: {why}.",
  },
  de: {
    own: "Aus einer eigenen Datei", file: "CSV, JSON oder JSON Lines; sie bleibt in diesem Browser",
    "from-file": "Ware der Datei ({n})", copied: "Ihre Angaben werden in die Felder übernommen.",
    ignored: "Übergangen: {columns}", none: "sie enthält keine Ware", failed: "Die Datei wurde nicht gelesen: {why}.",
  },
});
