// What is said of a thing in a picture that is pointed at: a card beside the pointer. Lists and tables say the same, so
// that it is kept from those who read by ear.
import type { ComponentChildren } from "preact";
import { words } from "../words/language";

/** What is pointed at, and where the card goes, in parts of the picture. */
export interface Pointed {
  readonly code: string;
  readonly x: number;
  readonly y: number;
  readonly byFinger?: boolean;
}

export function Told({ at, children }: { at: Pointed; children: ComponentChildren }) {
  const across = at.x > 0.5 ? { right: beside(1 - at.x) } : { left: beside(at.x) };
  const up = at.y > 0.5 ? { bottom: beside(1 - at.y) } : { top: beside(at.y) };
  return (
    <div class="told" style={{ ...across, ...up }} aria-hidden="true">
      {children}
      {at.byFinger && <p class="note">{w("again")}</p>}
    </div>
  );
}

function beside(part: number): string {
  return `calc(${(part * 100).toFixed(2)}% + 14px)`;
}

const w = words({
  en: { again: "Press again to open the decision." },
  de: { again: "Nochmals antippen öffnet die Entscheidung." },
});
