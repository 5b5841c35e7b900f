// What the exporter knows of the end use. Three states: nothing said, nothing known after inquiry, or something known.
import { Select } from "../../parts/field";
import { change, question } from "../../question";
import { words } from "../../words/language";
import { state } from "./editing";

const KINDS = [
  "supercomputer-end-use", "military-end-use", "military-intelligence-end-use", "weapons-end-use",
  "ai-model-training-for-such-uses", "majority-owned-by-listed-parties", "technical-analysis-only",
] as const;

export function KnownOfUse({ wrong }: { wrong: string | undefined }) {
  const now = question.value;
  const known = Array.isArray(now["knowledge"]) ? (now["knowledge"] as readonly string[]) : null;
  return (
    <fieldset>
      <legend>{w("known")}</legend>
      <Select label={w("inquiry")} value={known === null ? "" : "said"}
        onTake={(one) => (one ? change({ ...question.peek(), knowledge: [] }) : state("knowledge", null))}
        choices={[["", w("unsaid")], ["said", w("said")]]} />
      {known !== null && (
        <ul class="ticks">
          {KINDS.map((kind) => (
            <li key={kind}>
              <label>
                <input type="checkbox" checked={known.includes(kind)}
                  onChange={(event) => {
                    const rest = known.filter((one) => one !== kind);
                    change({ ...question.peek(), knowledge: event.currentTarget.checked ? [...rest, kind] : rest });
                  }} /> {w(kind)}
              </label>
            </li>
          ))}
        </ul>
      )}
      {wrong && <p class="wrong" lang="en">{wrong}</p>}
    </fieldset>
  );
}

const w = words({
  en: {
    known: "Knowledge of end use and parties", inquiry: "Inquiry", unsaid: "not stated: nothing is assumed to be known",
    said: "inquired; what is ticked is known, nothing else", "supercomputer-end-use": "supercomputer end use",
    "military-end-use": "military end use", "military-intelligence-end-use": "military intelligence end use",
    "weapons-end-use": "weapons end use", "ai-model-training-for-such-uses": "training of AI models for such uses",
    "majority-owned-by-listed-parties": "majority owned by listed parties", "technical-analysis-only": "technical analysis only",
  },
  de: {
    known: "Kenntnis von Endverwendung und Beteiligten", inquiry: "Nachforschung", unsaid: "keine Angabe: nichts gilt als bekannt",
    said: "nachgeforscht; bekannt ist, was angekreuzt ist, sonst nichts", "supercomputer-end-use": "Endverwendung in Supercomputern",
    "military-end-use": "militärische Endverwendung", "military-intelligence-end-use": "Endverwendung im Militärgeheimdienst",
    "weapons-end-use": "Endverwendung für Waffen", "ai-model-training-for-such-uses": "Training von KI-Modellen dafür",
    "majority-owned-by-listed-parties": "mehrheitlich im Besitz Gelisteter", "technical-analysis-only": "nur technische Untersuchung",
  },
});
