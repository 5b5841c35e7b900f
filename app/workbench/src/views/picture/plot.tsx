// The plane: regions, axes and points, as wide as there is room, zoomed by rescaling both axes.
import type { Signal } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Patterns } from "../../parts/patterns";
import type { Pointed } from "../../parts/told";
import { useZoom, ZoomFrame } from "../../parts/zoom";
import { words } from "../../words/language";
import { Axes } from "./axes";
import { boxOf } from "./declutter";
import { measureWords } from "./measures";
import type { Picture, Point } from "./picture";
import { namesOf, RegionNames, Regions } from "./regions";
import { frameFor, scalesOf } from "./scales";
import { placed, Spots, type Placed } from "./spots";

interface Props {
  readonly picture: Picture;
  readonly points: readonly Point[];
  readonly marked: (one: Point) => boolean;
  readonly pointed: Signal<Pointed | null>;
  readonly onOpen: (one: Point) => void;
}

/** How near the pointer must be to a point. */
const REACH = 18;
/** Up to this width few names fit, until one looks nearer. */
const NARROW = 560;

export function Plot({ picture, points, marked, pointed, onOpen }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const frame = useMemo(() => frameFor(width), [width]);
  const whole = useMemo(() => scalesOf(picture, frame), [picture, frame]);
  const zoomed = useZoom(frame.width, frame.height, 40);
  const now = zoomed.transform.value;
  const scales = { x: now.rescaleX(whole.x), y: now.rescaleY(whole.y) };
  const spots = placed(points, scales, frame);
  const at = pointed.value?.code ?? null;
  const names = namesOf({ regions: picture.regions, scales }, spots.map(boxOf));
  const most = frame.width < NARROW && now.k < 1.5 ? 5 : Infinity;

  const near = (event: MouseEvent): Placed | null => {
    const place = zoomed.svg.current!.getBoundingClientRect();
    const [px, py] = [event.clientX - place.left, event.clientY - place.top];
    const ranked = spots.map((one) => [(one.x - px) ** 2 + (one.y - py) ** 2, one] as const).sort(([a], [b]) => a - b);
    return ranked[0] && ranked[0][0] <= REACH ** 2 ? ranked[0][1] : null;
  };
  const point = (event: PointerEvent): void => {
    const found = near(event);
    const region = (event.target as SVGElement).dataset?.["region"];
    const place = zoomed.svg.current!.getBoundingClientRect();
    const code = found ? codeOf(found.of) : region !== undefined ? `region ${region}` : null;
    pointed.value = code === null ? null : {
      code, x: (found ? found.x : event.clientX - place.left) / place.width,
      y: (found ? found.y : event.clientY - place.top) / place.height,
    };
  };
  const open = (event: MouseEvent): void => {
    const found = near(event);
    const byFinger = (event as PointerEvent).pointerType === "touch";
    if (byFinger && !(found && pointed.peek()?.byFinger && pointed.peek()?.code === codeOf(found.of))) {
      point(event as PointerEvent);
      if (found && pointed.peek()) pointed.value = { ...pointed.peek()!, byFinger };
    } else if (found) onOpen(found.of);
  };
  return (
    <div ref={box} class="plane-box">
      <ZoomFrame zoomed={zoomed} label={w("picture")}>
        <svg ref={zoomed.svg} class="plane" width={frame.width} height={frame.height} role="img"
          aria-label={w("described", { x: measureWords(picture.x), y: measureWords(picture.y), n: points.length })}
          onPointerMove={(event) => event.pointerType !== "touch" && point(event)}
          onPointerLeave={(event) => event.pointerType !== "touch" && (pointed.value = null)} onClick={open}>
          <Patterns />
          <clipPath id="plane-clip"><rect x={frame.left} y={frame.top} width={frame.right - frame.left} height={frame.floor - frame.top} /></clipPath>
          <g clip-path="url(#plane-clip)">
            <Regions regions={picture.regions} scales={scales} />
            <RegionNames names={names} />
          </g>
          <Axes picture={picture} frame={frame} scales={scales} />
          <Spots spots={spots} frame={frame} marked={marked} standing={names.map((one) => one.box)} most={most}
            pointed={spots.find((one) => codeOf(one.of) === at)?.key ?? null} />
        </svg>
      </ZoomFrame>
    </div>
  );
}

/** By what a point is pointed at. */
export function codeOf(one: Point): string {
  return `item ${one.own ? "own" : one.name}`;
}

function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, widen] = useState(720);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => widen(Math.max(280, Math.floor(entry!.contentRect.width))));
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);
  return width;
}

const w = words({
  en: { picture: "Picture", described: "{x} across, {y} up: regions by verdict, and {n} items. The lists have the same in words." },
  de: {
    picture: "Bild",
    described: "{x} nach rechts, {y} nach oben: Bereiche nach Ergebnis und {n} Waren. Die Listen haben dasselbe in Worten.",
  },
});
