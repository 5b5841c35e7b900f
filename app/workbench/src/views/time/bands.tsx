// One band for each place, cut where the answer changes. Every stretch is a link to Decide on its first day, and tells
// itself when it is reached by pointer or by key.
import { scaleLinear } from "d3-scale";
import { useEffect, useRef, useState } from "preact/hooks";
import { lookOf, SIGNS, wordOf } from "../../parts/verdict";
import { words } from "../../words/language";
import { day } from "../../words/written";
import { dayNumber, spanOf, stretchesOf, type Stretch, type Timeline, type Timelines } from "./asking";
import { Axis } from "./axis";
import { named } from "./places";
import { toldOf } from "./told";

const HIGH = 34;

interface Props {
  readonly of: Timelines;
  readonly from: string | null;
  readonly until: string | null;
  readonly chosen: Stretch | null;
  readonly onChoose: (of: Stretch) => void;
  readonly linkOf: (of: Stretch) => string;
}

export function Bands({ of, from, until, chosen, onChoose, linkOf }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [wide, setWide] = useState(0);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWide(Math.floor(entry!.contentRect.width)));
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);
  const span = spanOf(of, from, until);
  const at = scaleLinear(span, [0, wide]).clamp(true);
  return (
    <div class="bands">
      <p class="band-name axis-name" aria-hidden="true" />
      <div ref={box} class="band-marks"><Marks of={of} span={span} at={at} wide={wide} /></div>
      {of.timelines.map((one) => (
        <Band key={one.destination} of={one} all={of} span={span} wide={wide} at={at} chosen={chosen} onChoose={onChoose} linkOf={linkOf} />
      ))}
      <p class="band-name axis-name" aria-hidden="true" />
      <Axis span={span} wide={wide} at={at} />
    </div>
  );
}

interface Drawn {
  readonly span: readonly [number, number];
  readonly wide: number;
  readonly at: (day: number) => number;
}

function Band({ of, all, span, wide, at, chosen, onChoose, linkOf }: Omit<Props, "of" | "from" | "until"> & Drawn & { of: Timeline; all: Timelines }) {
  const name = named(of.destination);
  const shown = stretchesOf(of, all.covered_from).filter((one) =>
    dayNumber(one.from) < span[1] && (one.to === null || dayNumber(one.to) > span[0]));
  const checked = at(dayNumber(all.verified_through) + 1);
  const today = dayNumber(all.today);
  return (
    <>
      <p class="band-name">{name}</p>
      <svg class="band" width={wide} height={HIGH + 8} role="group" aria-label={name}>
        <defs>
          <pattern id={`unverified-${of.destination}`} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path class="hatch" d="M0 0V7" />
          </pattern>
        </defs>
        {shown.map((one) => {
          const left = at(dayNumber(one.from));
          const width = Math.max(1.5, at(one.to === null ? span[1] : dayNumber(one.to)) - left);
          const look = lookOf(one);
          const on = chosen?.destination === one.destination && chosen.from === one.from;
          return (
            <a key={one.from} href={linkOf(one)} class={`stretch${on ? " chosen" : ""}`} aria-label={toldOf(one)} data-from={one.from}
              onFocus={() => onChoose(one)} onPointerEnter={() => onChoose(one)}>
              <rect class={`fill-${look}`} x={left} y="4" width={width} height={HIGH} />
              <text class={`band-word ${look}`} x={left + 5} y={HIGH / 2 + 9}>{said(one, width)}</text>
              {one.turn && dayNumber(one.from) > today && <path class="coming" d={`M${left} -1l5 5-5 5-5-5z`} />}
            </a>
          );
        })}
        {checked < wide && <rect class="unverified" fill={`url(#unverified-${of.destination})`} x={checked} y="4" width={wide - checked} height={HIGH} />}
        <path class="today" d={`M${at(today)} 0V${HIGH + 8}`} />
      </svg>
    </>
  );
}

/** As much of the answer as there is room for. */
function said(one: Stretch, width: number): string {
  const sign = SIGNS[lookOf(one)];
  const word = `${sign} ${wordOf(one)}`;
  return word.length * 7.6 + 10 < width ? word : width > 18 ? sign : "";
}

function Marks({ of, span, at, wide }: { of: Timelines } & Drawn) {
  const inside = (iso: string): boolean => dayNumber(iso) >= span[0] && dayNumber(iso) <= span[1];
  const put = (iso: string): { x: number; "text-anchor": "start" | "end" } => {
    const x = at(dayNumber(iso));
    return x > wide / 2 ? { x: x - 4, "text-anchor": "end" } : { x: x + 4, "text-anchor": "start" };
  };
  return (
    <svg class="marks" width={wide} height="38" aria-hidden="true">
      {inside(of.today) && (
        <>
          <path class="today" d={`M${at(dayNumber(of.today))} 6V38`} />
          <text y="14" {...put(of.today)}>{w("today", { day: day(of.today) })}</text>
        </>
      )}
      {inside(of.verified_through) && (
        <>
          <path class="checked" d={`M${at(dayNumber(of.verified_through) + 1)} 22V38`} />
          <text y="32" {...put(of.verified_through)}>{w("checked", { day: day(of.verified_through) })}</text>
        </>
      )}
    </svg>
  );
}

const w = words({
  en: { today: "today, {day}", checked: "law checked through {day}" },
  de: { today: "heute, {day}", checked: "Recht geprüft bis {day}" },
});
