// The world by verdict. The shapes are drawn once for an answer; zooming and pointing change nothing but their own marks.
import { type ReadonlySignal, type Signal, useComputed } from "@preact/signals";
import { memo } from "preact/compat";
import { Patterns, patternsOf } from "../../parts/patterns";
import type { Pointed } from "../../parts/told";
import { lookOf } from "../../parts/verdict";
import { ZoomFrame, useZoom } from "../../parts/zoom";
import { words } from "../../words/language";
import type { PlaceAnswered } from "./answered";
import { HEIGHT, WIDTH, type Land, type Shape } from "./land";

interface Props {
  readonly land: Land;
  readonly answers: ReadonlyMap<string, PlaceAnswered>;
  readonly dimmed: (one: PlaceAnswered) => boolean;
  readonly pointed: Signal<Pointed | null>;
  readonly onOpen: (code: string) => void;
}

export function WorldMap({ land, answers, dimmed, pointed, onOpen }: Props) {
  const zoomed = useZoom(WIDTH, HEIGHT, 24);
  const moved = useComputed(() => zoomed.transform.value.toString());
  const nearness = useComputed(() => zoomed.transform.value.k);
  const point = (event: PointerEvent): void => {
    const code = codeOf(event.target);
    const box = zoomed.svg.current!.getBoundingClientRect();
    const known = code !== null && answers.has(code);
    pointed.value = known
      ? { code, x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height }
      : null;
  };
  const open = (event: MouseEvent): void => {
    const code = codeOf(event.target);
    if (code === null || !answers.has(code)) return;
    const byFinger = (event as PointerEvent).pointerType === "touch";
    // A finger cannot point without pressing: its first press shows, its second opens.
    if (byFinger && !(pointed.peek()?.byFinger && pointed.peek()?.code === code)) {
      point(event as PointerEvent);
      pointed.value = { ...pointed.peek()!, byFinger };
    } else onOpen(code);
  };
  return (
    <ZoomFrame zoomed={zoomed} label={w("map")}>
      <svg ref={zoomed.svg} class="world" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={w("described")}
        onPointerMove={(event) => event.pointerType !== "touch" && point(event)}
        onPointerLeave={(event) => event.pointerType !== "touch" && (pointed.value = null)} onClick={open}>
        <Patterns nearness={nearness} />
        <g transform={moved}>
          <path class="sea" d={land.sphere} />
          <Shapes land={land} answers={answers} dimmed={dimmed} nearness={nearness} />
          <Marked shapes={land.shapes} pointed={pointed} nearness={nearness} />
        </g>
      </svg>
    </ZoomFrame>
  );
}

function codeOf(target: EventTarget | null): string | null {
  return (target as SVGElement | null)?.dataset?.["code"] ?? null;
}

interface ShapesProps {
  readonly land: Land;
  readonly answers: Props["answers"];
  readonly dimmed: Props["dimmed"];
  readonly nearness: ReadonlySignal<number>;
}

const Shapes = memo(function Shapes({ land, answers, dimmed, nearness }: ShapesProps) {
  const patterned = new Map<string, string>();
  for (const { code, path } of land.shapes) {
    const one = answers.get(code);
    if (one && !dimmed(one)) for (const fill of patternsOf(one)) patterned.set(fill, `${patterned.get(fill) ?? ""}${path}`);
  }
  const classOf = (code: string): string => {
    const one = answers.get(code);
    return one ? `land fill-${lookOf(one)}${dimmed(one) ? " dimmed" : ""}` : "land unanswered";
  };
  return (
    <>
      {land.shapes.map((one) => <path key={one.code} class={classOf(one.code)} d={one.path} data-code={one.code} />)}
      {[...patterned].map(([fill, path]) => <path key={fill} class="over" fill={fill} d={path} />)}
      {land.shapes.filter((one) => one.small && answers.has(one.code)).map((one) => (
        <Circle key={one.code} of={one} look={classOf(one.code)} answered={answers.get(one.code)!} nearness={nearness} />
      ))}
    </>
  );
});

interface CircleProps {
  readonly of: Shape;
  readonly look: string;
  readonly answered: PlaceAnswered;
  readonly nearness: ReadonlySignal<number>;
}

/** A circle of one size however near one looks, until the place itself can be seen. */
function Circle({ of, look, answered, nearness }: CircleProps) {
  const r = useComputed(() => radius(of, nearness.value));
  const [cx, cy] = of.middle;
  return (
    <>
      <circle class={look} cx={cx} cy={cy} r={r} data-code={of.code} />
      {!look.includes("dimmed") && patternsOf(answered).map((fill) => <circle key={fill} class="over" cx={cx} cy={cy} r={r} fill={fill} />)}
    </>
  );
}

function radius(of: Shape, nearness: number): number {
  return of.area * nearness ** 2 > 60 ? 0 : (2.6 + 0.6 * Math.min(nearness, 4)) / nearness;
}

interface MarkedProps {
  readonly shapes: readonly Shape[];
  readonly pointed: ReadonlySignal<Pointed | null>;
  readonly nearness: ReadonlySignal<number>;
}

/** The outline of what is pointed at, or of what the list has in focus. */
function Marked({ shapes, pointed, nearness }: MarkedProps) {
  const one = pointed.value && shapes.find(({ code }) => code === pointed.value!.code);
  if (!one) return null;
  const r = one.small ? radius(one, nearness.value) : 0;
  return (
    <g class="marked">
      <path d={one.path} />
      {r > 0 && <circle cx={one.middle[0]} cy={one.middle[1]} r={r} />}
    </g>
  );
}

const w = words({
  en: { map: "World map", described: "World map colored by verdict. The list has the same answers in words." },
  de: { map: "Weltkarte", described: "Weltkarte, gefärbt nach dem Ergebnis. Die Liste hat dieselben Antworten in Worten." },
});
