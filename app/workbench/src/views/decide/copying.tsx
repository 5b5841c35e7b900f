// Taking the question along: a link that asks exactly this, and the texts by which programs ask it. What is copied shows,
// so that it can be taken by hand where the browser keeps its clipboard closed.
import { useRef, useState } from "preact/hooks";
import { hasKey } from "../../api";
import { link } from "../../route";
import { words } from "../../words/language";
import { asCurl, asJson, asPython, type Told } from "./snippets";

const KINDS = ["link", "json", "curl", "python"] as const;
type Kind = (typeof KINDS)[number];

interface Props {
  readonly question: string;
  /** The day that was asked of: an unstated one is stated, so that the same is asked tomorrow. */
  readonly day: string;
}

export function Copying({ question, day }: Props) {
  const [open, show] = useState<Kind | null>(null);
  const [said, say] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const asked = { ...(JSON.parse(question) as Record<string, unknown>), date: day };
  const take = async (kind: Kind): Promise<void> => {
    show(kind);
    try {
      await navigator.clipboard.writeText(textOf(kind, asked));
      say(w("copied"));
    } catch {
      say(w("by-hand"));
      setTimeout(() => field.current?.select());
    }
  };
  return (
    <div class="copying no-print">
      <p class="buttons">
        {KINDS.map((kind) => (
          <button key={kind} type="button" class="quiet" aria-expanded={open === kind} onClick={() => void take(kind)}>{w(kind)}</button>
        ))}
        <button type="button" class="quiet" onClick={() => print()}>{w("print")}</button>
      </p>
      <div role="status">{open && said && <p class="note">{said} {open !== "link" && open !== "json" ? w("records") : ""}</p>}</div>
      {open && (
        <p class="taken">
          <textarea ref={field} readOnly rows={open === "link" ? 2 : 8} aria-label={w(open)} value={textOf(open, asked)} spellcheck={false} />
          <button type="button" class="quiet" onClick={() => show(null)}>{w("close")}</button>
        </p>
      )}
    </div>
  );
}

function textOf(kind: Kind, question: Record<string, unknown>): string {
  const told: Told = { question, origin: location.origin, keyed: hasKey() };
  if (kind === "link") return `${location.origin}${location.pathname}${link("decide", { q: JSON.stringify(question) })}`;
  return kind === "json" ? asJson(told) : kind === "curl" ? asCurl(told) : asPython(told);
}

const w = words({
  en: {
    link: "Copy link", json: "Copy as JSON", curl: "Copy as curl", python: "Copy as Python", print: "Print", copied: "Copied.",
    "by-hand": "This browser keeps its clipboard closed: copy it from here.", records: "It asks on record.", close: "Close",
  },
  de: {
    link: "Link kopieren", json: "Als JSON kopieren", curl: "Als curl kopieren", python: "Als Python kopieren", print: "Drucken",
    copied: "Kopiert.", "by-hand": "Dieser Browser sperrt die Zwischenablage: von hier kopieren.",
    records: "So gefragt wird protokolliert.", close: "Schließen",
  },
});
