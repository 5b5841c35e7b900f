// Which picture is shown, and which of its items.
import { Field, Select } from "../../parts/field";
import { DestinationChoice } from "../../parts/subject";
import { DayAndTurns } from "../../parts/turns";
import { lookOf, wordOf } from "../../parts/verdict";
import { words } from "../../words/language";
import { PLANES, type Picture, type Plane, type Point } from "./picture";

export interface Filter {
  readonly maker: string;
  readonly only: string;
  readonly find: string;
}

export function fits(one: Point, { maker, only, find }: Filter): boolean {
  return (!maker || one.manufacturer === maker) && (!only || lookOf(one) === only)
    && `${one.name} ${one.manufacturer ?? ""}`.toLocaleLowerCase().includes(find.trim().toLocaleLowerCase());
}

interface Props {
  readonly plane: Plane;
  readonly exporter: string;
  readonly filter: Filter;
  readonly picture: Picture | null;
  readonly invalid: string | undefined;
  readonly onTake: (name: string, value: string) => void;
}

export function Filters({ plane, exporter, filter, picture, invalid, onTake }: Props) {
  const makers = [...new Set(picture?.points.map((one) => one.manufacturer ?? "").filter(Boolean))].sort();
  const companies = [...new Set([...(picture?.informed ?? []), ...makers, exporter].filter(Boolean))];
  return (
    <>
      <div class="row subject">
        <Select label={w("plane")} value={plane} choices={PLANES.map((one) => [one, w(one)] as const)} onTake={(one) => onTake("plane", one)} />
        <DestinationChoice />
        <DayAndTurns invalid={invalid} />
        {plane === "memory" && (
          <Select label={w("exporter")} value={exporter} onTake={(one) => onTake("exporter", one)}
            choices={[["", w("each-maker")], ...companies.map((one) => [one, picture?.informed.includes(one) ? w("informed", { one }) : one] as const)]} />
        )}
      </div>
      <div class="row subject">
        <Select label={w("maker")} value={filter.maker} choices={[["", w("all")], ...makers.map((one) => [one, one] as const)]} onTake={(one) => onTake("maker", one)} />
        <Select label={w("verdict")} value={filter.only} onTake={(one) => onTake("only", one)}
          choices={[["", w("all")], ...VERDICTS.map((one) => [lookOf({ verdict: one }), wordOf({ verdict: one })] as const), ["other", w("none")]]} />
        <Field label={w("find")} value={filter.find} onInput={(text) => onTake("find", text)} />
      </div>
    </>
  );
}

const VERDICTS = ["blocked", "license-required", "allowed"] as const;

const w = words({
  en: {
    plane: "Picture", density: "TPP × performance density", "tpp-memory": "TPP × DRAM bandwidth (limits of January 2026)",
    memory: "DRAM × I/O bandwidth (the letters)", exporter: "Exporter", "each-maker": "each item's maker", informed: "{one} (was informed)",
    maker: "Maker", all: "all", verdict: "Verdict", none: "no verdict", find: "Find an item",
  },
  de: {
    plane: "Bild", density: "TPP × Leistungsdichte", "tpp-memory": "TPP × DRAM-Bandbreite (Grenzen vom Januar 2026)",
    memory: "DRAM- × Ein-/Ausgabebandbreite (die Schreiben)", exporter: "Ausführer", "each-maker": "jeweils der Hersteller",
    informed: "{one} (wurde unterrichtet)", maker: "Hersteller", all: "alle", verdict: "Ergebnis", none: "kein Ergebnis",
    find: "Ware suchen",
  },
});
