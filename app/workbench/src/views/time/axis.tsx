// The days along the foot of the bands: years, or quarters where few years are shown.
import { language } from "../../words/language";
import { dayNumber } from "./asking";

export const AXIS = 26;

export function Axis({ span, wide, at }: { span: readonly [number, number]; wide: number; at: (day: number) => number }) {
  return (
    <svg class="axis" width={wide} height={AXIS} aria-hidden="true">
      {marks(span, wide).map(([day, said]) => (
        <g key={day} transform={`translate(${at(day)} 0)`}>
          <path d="M0 0V6" />
          <text y="19" text-anchor={at(day) < 18 ? "start" : at(day) > wide - 18 ? "end" : "middle"}>{said}</text>
        </g>
      ))}
    </svg>
  );
}

function marks([first, last]: readonly [number, number], wide: number): readonly (readonly [number, string])[] {
  const room = Math.max(2, Math.floor(wide / 70));
  const years = (last - first) / 365;
  const step = [1, 3, 6, 12, 24, 60].find((months) => (years * 12) / months <= room) ?? 60;
  const format = new Intl.DateTimeFormat(language.value, step < 12 ? { month: "short", year: "numeric", timeZone: "UTC" } : { year: "numeric", timeZone: "UTC" });
  const found: (readonly [number, string])[] = [];
  const start = new Date(first * 86_400_000);
  for (let month = start.getUTCFullYear() * 12; ; month += step) {
    const iso = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}-01`;
    const day = dayNumber(iso);
    if (day > last) return found;
    if (day >= first) found.push([day, format.format(new Date(`${iso}T00:00:00Z`))]);
  }
}
