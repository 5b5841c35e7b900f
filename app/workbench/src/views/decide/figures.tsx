// The figures of an item, by hand. A field left empty is unknown, never zero.
import { faultAt } from "../../api";
import { Field, Select } from "../../parts/field";
import { question } from "../../question";
import { words } from "../../words/language";
import { itemOf, stateItem, textOf } from "./editing";
import { MoreFigures } from "./more_figures";
import { OpenFact } from "./open_fact";
import { Rates } from "./rates";

export function Figures({ error }: { error: unknown }) {
  const item = itemOf(question.value) ?? {};
  const figure = (field: FigureName, unit: string, hint?: string) => (
    <div key={field} data-field={field}>
      <Field label={w(field)} unit={unit} numeric hint={hint} value={textOf(item[field])}
        invalid={faultAt(error, `/item/${field}`)} onInput={(text) => stateItem(field, text.trim())} />
    </div>
  );
  return (
    <div class="stack figures">
      <p class="note">{w("empty")}</p>
      <div class="pair">
        <Field label={w("name")} value={textOf(item["name"])} invalid={faultAt(error, "/item/name")}
          onInput={(text) => stateItem("name", text)} />
        <Field label={w("manufacturer")} value={textOf(item["manufacturer"])} invalid={faultAt(error, "/item/manufacturer")}
          onInput={(text) => stateItem("manufacturer", text)} />
        <Select label={w("kind")} value={textOf(item["kind"])} onTake={(kind) => stateItem("kind", kind)}
          choices={[["", w("kind-open")], ["ic", w("ic")], ["assembly", w("assembly")], ["computer", w("computer")],
            ["hbm", w("hbm")], ["model-weights", w("model-weights")]]} />
        <div data-field="designed_or_marketed_for_datacenter">
          <OpenFact label={w("datacenter")} value={item["designed_or_marketed_for_datacenter"]}
            onTake={(fact) => stateItem("designed_or_marketed_for_datacenter", fact)} />
        </div>
      </div>
      <Rates item={item} error={error} />
      <div class="pair">
        {figure("tpp", "TPP", w("tpp-hint"))}
        {figure("die_area_mm2", "mm²")}
        {figure("dram_bandwidth_gb_s", "GB/s")}
        {figure("link_bandwidth_gb_s", "GB/s", w("link-hint"))}
        {figure("host_bandwidth_gb_s", "GB/s")}
        <Select label={w("transistor")} value={textOf(item["transistor"])} onTake={(one) => stateItem("transistor", one)}
          choices={[["", w("transistor-open")], ["non-planar", w("non-planar")], ["planar", w("planar")]]} />
      </div>
      <MoreFigures item={item} error={error} />
    </div>
  );
}

type FigureName = "tpp" | "die_area_mm2" | "dram_bandwidth_gb_s" | "link_bandwidth_gb_s" | "host_bandwidth_gb_s";

const w = words({
  en: {
    empty: "An empty field is unknown, never zero. Write figures plainly: 1979.5", name: "Name", manufacturer: "Manufacturer",
    kind: "What it is", "kind-open": "not stated: one circuit", ic: "integrated circuit", assembly: "board or assembly",
    computer: "computer", hbm: "HBM stack on its own", "model-weights": "model weights",
    datacenter: "Designed or marketed for datacenters?", tpp: "TPP as the maker states it", "tpp-hint": "Overrides the rates.",
    die_area_mm2: "Die area", dram_bandwidth_gb_s: "DRAM bandwidth", link_bandwidth_gb_s: "Chip-to-chip link",
    "link-hint": "Both directions; 0 where there is none.", host_bandwidth_gb_s: "Host link (PCIe), both directions",
    transistor: "Transistors", "transistor-open": "not stated: non-planar", "non-planar": "non-planar", planar: "planar",
  },
  de: {
    empty: "Ein leeres Feld ist unbekannt, nie null. Zahlen schlicht schreiben: 1979.5", name: "Name", manufacturer: "Hersteller",
    kind: "Was es ist", "kind-open": "keine Angabe: ein Schaltkreis", ic: "integrierter Schaltkreis", assembly: "Platine oder Baugruppe",
    computer: "Rechner", hbm: "einzelner HBM-Stapel", "model-weights": "Modellgewichte",
    datacenter: "Für Rechenzentren entworfen oder vermarktet?", tpp: "TPP nach Angabe des Herstellers", "tpp-hint": "Geht den Raten vor.",
    die_area_mm2: "Chipfläche", dram_bandwidth_gb_s: "DRAM-Bandbreite", link_bandwidth_gb_s: "Chip-zu-Chip-Verbindung",
    "link-hint": "Beide Richtungen; 0, wo es keine gibt.", host_bandwidth_gb_s: "Host-Anbindung (PCIe), beide Richtungen",
    transistor: "Transistoren", "transistor-open": "keine Angabe: nicht planar", "non-planar": "nicht planar", planar: "planar",
  },
});
