// Zooming and panning a picture: by wheel, by fingers, by buttons and by keys. A picture draws itself by the transform.
import { type ReadonlySignal, useSignal } from "@preact/signals";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type ZoomBehavior, type ZoomTransform } from "d3-zoom";
import { type ComponentChildren, type RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../words/language";

export interface Zoomed {
  readonly svg: RefObject<SVGSVGElement | null>;
  readonly transform: ReadonlySignal<ZoomTransform>;
  by(factor: number): void;
  along(x: number, y: number): void;
  reset(): void;
}

const STEP = 1.6;

/** A picture of this size in its own units may be looked at from as near as `most` times. */
export function useZoom(width: number, height: number, most: number): Zoomed {
  const svg = useRef<SVGSVGElement>(null);
  const transform = useSignal<ZoomTransform>(zoomIdentity);
  const held = useRef<ZoomBehavior<SVGSVGElement, unknown> | null>(null);
  useEffect(() => {
    const on = select(svg.current!);
    const one = zoom<SVGSVGElement, unknown>()
      .scaleExtent([1, most]).extent([[0, 0], [width, height]]).translateExtent([[0, 0], [width, height]])
      // One finger scrolls the page, until one has zoomed in.
      .filter((event: Event) => !("button" in event && event.button) && !(alone(event) && transform.peek().k === 1))
      .on("zoom", (event: { transform: ZoomTransform }) => {
        transform.value = event.transform;
        svg.current!.style.touchAction = event.transform.k > 1 ? "none" : "pan-x pan-y";
      });
    held.current = one;
    on.call(one).on("dblclick.zoom", null);
    svg.current!.style.touchAction = "pan-x pan-y";
    return () => void on.on(".zoom", null);
  }, [width, height, most]);
  return {
    svg, transform,
    by: (factor) => held.current?.scaleBy(select(svg.current!), factor),
    along: (x, y) => held.current?.translateBy(select(svg.current!), x / transform.peek().k, y / transform.peek().k),
    reset: () => held.current?.transform(select(svg.current!), zoomIdentity),
  };
}

function alone(event: Event): boolean {
  return "touches" in event && (event as TouchEvent).touches.length < 2;
}

interface FrameProps {
  readonly zoomed: Zoomed;
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Around a picture: what takes the keys, and the buttons. */
export function ZoomFrame({ zoomed, label, children }: FrameProps) {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    if (move) zoomed.along(...move);
    else if (event.key === "+" || event.key === "=") zoomed.by(STEP);
    else if (event.key === "-") zoomed.by(1 / STEP);
    else if (event.key === "0" || event.key === "Home") zoomed.reset();
    else return;
    event.preventDefault();
  };
  return (
    <div class="zoomed">
      <div class="zoom-frame" tabIndex={0} role="group" aria-label={`${label}. ${w("keys")}`} onKeyDown={onKeyDown}>{children}</div>
      <div class="zoom-buttons no-print">
        <button type="button" class="quiet" aria-label={w("nearer")} title={w("nearer")} onClick={() => zoomed.by(STEP)}>+</button>
        <button type="button" class="quiet" aria-label={w("farther")} title={w("farther")} onClick={() => zoomed.by(1 / STEP)}>−</button>
        <button type="button" class="quiet" aria-label={w("whole")} title={w("whole")} onClick={() => zoomed.reset()}>⤢</button>
      </div>
    </div>
  );
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60],
};

const w = words({
  en: { nearer: "Zoom in", farther: "Zoom out", whole: "Show all", keys: "Plus and minus zoom, arrows move, 0 shows all" },
  de: {
    nearer: "Vergrößern", farther: "Verkleinern", whole: "Alles zeigen",
    keys: "Plus und Minus vergrößern und verkleinern, Pfeile verschieben, 0 zeigt alles",
  },
});
