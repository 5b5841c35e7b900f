// What the axes are called. A measure that this page does not know is called as the service calls it.
import { language, words } from "../../words/language";
import type { AxisTold } from "./picture";

const EN = {
  tpp: "Total processing performance", performance_density: "Performance density",
  dram_bandwidth_gb_s: "DRAM bandwidth", io_bandwidth_gb_s: "I/O bandwidth", total_bandwidth_gb_s: "DRAM and I/O bandwidth together",
};
const DE: typeof EN = {
  tpp: "Gesamtrechenleistung", performance_density: "Leistungsdichte", dram_bandwidth_gb_s: "DRAM-Bandbreite",
  io_bandwidth_gb_s: "Ein-/Ausgabebandbreite", total_bandwidth_gb_s: "DRAM- und Ein-/Ausgabebandbreite zusammen",
};

export function titleOf(axis: AxisTold): string {
  void language.value;
  return Object.hasOwn(EN, axis.measure) ? w(axis.measure as keyof typeof EN) : axis.title;
}

export function measureWords(axis: AxisTold): string {
  return `${titleOf(axis)} (${axis.unit})`;
}

const w = words({ en: EN, de: DE });
