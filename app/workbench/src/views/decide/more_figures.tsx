// What is seldom asked of an item: HBM stacks, how and where it was made, other entries that describe it.
import { faultAt } from "../../api";
import { Field } from "../../parts/field";
import type { Item } from "../../question";
import { words } from "../../words/language";
import { countOf, stateItem, textOf } from "./editing";
import { OpenFact } from "./open_fact";
import { PlaceField } from "./place_field";

const FIGURES = [
  ["hbm_bandwidth_gb_s", "GB/s"], ["hbm_area_mm2", "mm²"], ["process_node_nm", "nm"], ["transistor_count_bn", "10⁹"],
  ["us_content_percent", "%"], ["training_operations", ""], ["completion_year", ""],
] as const;
const TEXTS = ["base_classification", "designer", "packager"] as const;
const PLACES = ["designer_headquarters", "designer_ultimate_parent", "made_in", "packaged_in"] as const;
const FACTS = ["contains_hbm", "packaged_by_fabricator", "us_origin", "direct_product"] as const;
const ALL: readonly string[] = [...FIGURES.map(([field]) => field), ...TEXTS, ...PLACES, ...FACTS];

export function MoreFigures({ item, error }: { item: Item; error: unknown }) {
  const stated = ALL.filter((field) => field in item).length;
  const wrong = (field: string): string | undefined => faultAt(error, `/item/${field}`);
  return (
    <details open={stated > 0}>
      <summary>{w("more")}{stated > 0 && ` (${stated})`}</summary>
      <div class="pair">
        {FIGURES.map(([field, unit]) => (
          <div key={field} data-field={field}>
            <Field label={w(field)} unit={unit} numeric value={textOf(item[field])} invalid={wrong(field)}
            onInput={(text) => stateItem(field, field === "completion_year" ? countOf(text.trim()) : text.trim())} />
          </div>
        ))}
        {TEXTS.map((field) => (
          <Field key={field} label={w(field)} value={textOf(item[field])} invalid={wrong(field)}
            placeholder={field === "base_classification" ? "5A002, EAR99, none" : undefined}
            onInput={(text) => stateItem(field, text)} />
        ))}
        {PLACES.map((field) => (
          <PlaceField key={field} label={w(field)} value={item[field]} invalid={wrong(field)}
            onTake={(place) => stateItem(field, place)} />
        ))}
        {FACTS.map((field) => (
          <div key={field} data-field={field}>
            <OpenFact label={w(field)} value={item[field]} onTake={(fact) => stateItem(field, fact)} />
          </div>
        ))}
      </div>
    </details>
  );
}

const w = words({
  en: {
    more: "More about the item", hbm_bandwidth_gb_s: "Bandwidth of an HBM stack", hbm_area_mm2: "Area of an HBM stack",
    process_node_nm: "Process node", transistor_count_bn: "Transistor count", us_content_percent: "Controlled US content, by value",
    training_operations: "Training operations (model weights)", completion_year: "Year of packaging",
    base_classification: "Other entry that describes it", designer: "Designer", packager: "Packager",
    designer_headquarters: "Designer's headquarters", designer_ultimate_parent: "Designer's ultimate parent", made_in: "Made in",
    packaged_in: "Packaged in", contains_hbm: "Contains HBM?", packaged_by_fabricator: "Packaged by its fabricator?",
    us_origin: "Of US origin?", direct_product: "Direct product of US technology?",
  },
  de: {
    more: "Mehr zur Ware", hbm_bandwidth_gb_s: "Bandbreite eines HBM-Stapels", hbm_area_mm2: "Fläche eines HBM-Stapels",
    process_node_nm: "Strukturgröße", transistor_count_bn: "Zahl der Transistoren", us_content_percent: "Kontrollierter US-Anteil am Wert",
    training_operations: "Trainingsoperationen (Modellgewichte)", completion_year: "Jahr der Gehäusung",
    base_classification: "Andere zutreffende Listenposition", designer: "Entwerfer", packager: "Gehäusung durch",
    designer_headquarters: "Hauptsitz des Entwerfers", designer_ultimate_parent: "Konzernspitze des Entwerfers", made_in: "Gefertigt in",
    packaged_in: "Gehäust in", contains_hbm: "Enthält HBM?", packaged_by_fabricator: "Vom Fertiger selbst gehäust?",
    us_origin: "Mit Ursprung in den USA?", direct_product: "Unmittelbares Produkt von US-Technologie?",
  },
});
