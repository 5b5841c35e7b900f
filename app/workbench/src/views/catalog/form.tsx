// Which catalog, where it goes and when.
import { useId, useState } from "preact/hooks";
import { about } from "../../about";
import { Field } from "../../parts/field";
import { words } from "../../words/language";
import { count } from "../../words/written";
import type { Asked } from "./check";
import { Destinations } from "./destinations";
import { FolderChoice } from "./folder";

interface Props {
  readonly asked: Asked;
  readonly onChange: (next: Partial<Asked>) => void;
  readonly onBegin: () => void;
}

export function CatalogForm({ asked, onChange, onBegin }: Props) {
  const told = about.value;
  const tooLarge = asked.file !== null && told !== null && asked.file.size > told.most_catalog_bytes;
  const ready = (asked.file !== null || asked.path !== "") && asked.to.length > 0 && !tooLarge;
  const begin = (event: Event): void => {
    event.preventDefault();
    if (ready) onBegin();
  };
  return (
    <form class="card catalog-form" onSubmit={begin}>
      <FileChoice file={asked.file} onTake={(file) => onChange({ file })} />
      {tooLarge && <p class="wrong" role="alert">{w("large", { most: mebibytes(told.most_catalog_bytes) })}</p>}
      {told?.catalog_folder && (
        <FolderChoice path={asked.file ? "" : asked.path} onTake={(path) => onChange({ file: null, path })} />
      )}
      <div class="row">
        <Destinations to={asked.to} onChange={(to) => onChange({ to })} />
        <Field label={w("date")} value={asked.date} placeholder={told?.today ?? "YYYY-MM-DD"} hint={w("date-hint")}
          list={(told?.boundaries ?? []).map((day) => ({ value: day, label: w("changes") }))}
          onInput={(date) => onChange({ date: date.trim() })} />
      </div>
      <Mapping text={asked.mapping} onInput={(mapping) => onChange({ mapping })} />
      <p class="buttons">
        <button type="submit" disabled={!ready}>{w("check")}</button>
        {ready ? null : <span class="note">{w("choose")}</span>}
      </p>
    </form>
  );
}

function FileChoice({ file, onTake }: { file: File | null; onTake: (file: File | null) => void }) {
  const id = useId();
  const [over, hover] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    hover(false);
    const dropped = event.dataTransfer?.files[0];
    if (dropped) onTake(dropped);
  };
  return (
    <div class={`catalog-drop${over ? " over" : ""}`} onDrop={drop} onDragLeave={() => hover(false)}
      onDragOver={(event) => {
        event.preventDefault();
        hover(true);
      }}>
      <label for={id}>{w("file")}</label>
      <input id={id} type="file" accept=".csv,.tsv,.jsonl,.ndjson,.parquet,.arrow,.xlsx,.gz,.zst" aria-describedby={`${id}-hint`}
        onChange={(event) => onTake(event.currentTarget.files?.[0] ?? null)} />
      <p id={`${id}-hint`} class="note">
        {file ? <><bdi class="catalog-name">{file.name}</bdi> ({count(file.size)} {w("bytes")})</> : w("drop")}
      </p>
    </div>
  );
}

function Mapping({ text, onInput }: { text: string; onInput: (text: string) => void }) {
  const id = useId();
  return (
    <details open={text !== ""}>
      <summary>{w("mapping")}</summary>
      <div class="field">
        <label for={id}>{w("mapping-label")}</label>
        <textarea id={id} rows={4} spellcheck={false} value={text} onInput={(event) => onInput(event.currentTarget.value)} />
      </div>
    </details>
  );
}

function mebibytes(bytes: number): string {
  return `${count(Math.floor(bytes / 1024 / 1024))} MiB`;
}

const w = words({
  en: {
    file: "Catalog file", drop: "Or drop one here: CSV, TSV, JSON Lines, Parquet, Arrow or Excel, also as .gz or .zst.",
    bytes: "bytes", large: "The service takes catalogs of at most {most}.", date: "Date", changes: "the rules change",
    "date-hint": "YYYY-MM-DD; empty: today in New York", check: "Check the catalog",
    choose: "Choose a file and at least one destination.", mapping: "Its columns have other names",
    "mapping-label": "What its columns state, in YAML, as in: \"Peak FP8\": tops.fp8",
  },
  de: {
    file: "Katalogdatei", drop: "Oder hier ablegen: CSV, TSV, JSON Lines, Parquet, Arrow oder Excel, auch als .gz oder .zst.",
    bytes: "Byte", large: "Der Dienst nimmt Kataloge bis {most}.", date: "Tag", changes: "die Regeln ändern sich",
    "date-hint": "JJJJ-MM-TT; leer: heute in New York", check: "Katalog prüfen",
    choose: "Bitte eine Datei und mindestens einen Bestimmungsort wählen.", mapping: "Die Spalten heißen anders",
    "mapping-label": "Was die Spalten bedeuten, in YAML, etwa: \"Peak FP8\": tops.fp8",
  },
});
