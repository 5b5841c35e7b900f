// The answers as a file. The catalog is sent again and the service writes the file, as its command line does.
import { useEffect, useRef, useState } from "preact/hooks";
import { about } from "../../about";
import { Trouble } from "../../parts/trouble";
import { words } from "../../words/language";
import { nameOf, sent, type Check } from "./check";

const FORMATS = [
  ["csv", "CSV", "csv"], ["xlsx", "Excel", "xlsx"], ["parquet", "Parquet", "parquet"], ["jsonl", "JSON Lines", "jsonl"],
  ["markdown", "Markdown", "md"], ["html", "HTML", "html"],
] as const;

export function Downloads({ of }: { of: Check }) {
  const [busy, occupy] = useState("");
  const [error, fail] = useState<unknown>(null);
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const take = async (format: string, ending: string): Promise<void> => {
    stop.current = new AbortController();
    occupy(format);
    fail(null);
    try {
      save(await (await sent(of.asked, format, stop.current.signal)).blob(), fileName(of, ending));
    } catch (found) {
      if (!stop.current.signal.aborted) fail(found);
    }
    occupy("");
  };
  return (
    <div class="catalog-downloads" role="group" aria-label={w("download")}>
      <p class="buttons">
        <span>{w("download")}</span>
        {FORMATS.map(([format, title, ending]) => (
          <button key={format} type="button" class="quiet" disabled={busy !== ""} aria-busy={busy === format}
            onClick={() => void take(format, ending)}>{title}</button>
        ))}
        {busy && <button type="button" class="quiet" onClick={() => stop.current.abort()}>{w("cancel")}</button>}
      </p>
      <p class="note" role="status">{busy && w("busy")}</p>
      <Trouble error={error} />
    </div>
  );
}

/** "chips.csv" to China and Singapore is chips-CN-SG-2026-01-15.xlsx. */
function fileName(of: Check, ending: string): string {
  const stem = nameOf(of.asked).split(/[/\\]/).at(-1)!.replace(/(\.(csv|tsv|jsonl|ndjson|parquet|arrow|xlsx|gz|zst))+$/i, "");
  const plain = stem.replace(/[^\p{L}\p{N}._ -]+/gu, "_").replace(/^[.\s-]+/, "").slice(0, 80) || "catalog";
  return `${[plain, ...of.asked.to.slice(0, 4), of.asked.date || about.peek()?.today].filter(Boolean).join("-")}.${ending}`;
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // browsers read it in their own time
}

const w = words({
  en: { download: "Download:", busy: "The service decides the catalog again and writes the file …", cancel: "Cancel" },
  de: { download: "Herunterladen:", busy: "Der Dienst entscheidet den Katalog neu und schreibt die Datei …", cancel: "Abbrechen" },
});
