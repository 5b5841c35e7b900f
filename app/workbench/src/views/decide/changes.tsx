// What would change the verdict; what hangs over every shipment is kept apart.
import { useId } from "preact/hooks";
import { Verdict } from "../../parts/verdict";
import { words } from "../../words/language";
import type { Change } from "./decision";

export function Changes({ of }: { of: readonly Change[] }) {
  const id = useId();
  if (of.length === 0) return null;
  const general = of.filter((one) => one.kind === "general-assumption");
  const own = of.filter((one) => one.kind !== "general-assumption");
  return (
    <section aria-labelledby={id} class="card">
      <h2 id={id}>{w("changes")}</h2>
      <Listed of={own} />
      {general.length > 0 && (
        <details>
          <summary>{w("general", { n: general.length })}</summary>
          <Listed of={general} />
        </details>
      )}
    </section>
  );
}

function Listed({ of }: { of: readonly Change[] }) {
  if (of.length === 0) return null;
  return (
    <ul class="changes">
      {of.map((one) => (
        <li key={one.shown}><Verdict of={one} /> <span lang="en" data-says="change">{one.shown}</span></li>
      ))}
    </ul>
  );
}

const w = words({
  en: { changes: "What would change it", general: "What hangs over every shipment ({n})" },
  de: { changes: "Was daran etwas änderte", general: "Was über jeder Lieferung schwebt ({n})" },
});
