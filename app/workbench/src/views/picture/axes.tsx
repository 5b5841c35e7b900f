// The scales at the foot and on the left, and the bounds at which an answer turns above and on the right.
import { words } from "../../words/language";
import { measureWords } from "./measures";
import type { Picture } from "./picture";
import { apart, boundTicks, inRows, ticksOf, type Frame, type Scales } from "./scales";

interface Props {
  readonly picture: Picture;
  readonly frame: Frame;
  readonly scales: Scales;
}

export function Axes({ picture, frame, scales }: Props) {
  const { left, right, top, floor, strip } = frame;
  const across = ticksOf(scales.x).filter(({ at }) => at >= left && at <= right);
  const up = ticksOf(scales.y).filter(({ at }) => at >= top && at <= floor);
  return (
    <g class="axes" aria-hidden="true">
      <rect class="frame" x={left} y={top} width={right - left} height={floor - top} />
      <rect class="frame strip" x={left} y={strip[0]} width={right - left} height={strip[1] - strip[0]} />
      <text class="scale end" x={left - 8} y={(strip[0] + strip[1]) / 2 + 4}>{w("none")}</text>
      {inRows(across, 1).map(({ at, words: said }) => (
        <g key={said}>
          <path class="tick" d={`M${at} ${strip[1]}v5`} />
          <text class="scale middle" x={at} y={strip[1] + 18}>{said}</text>
        </g>
      ))}
      {apart(up).map(({ at, words: said }) => (
        <g key={said}>
          <path class="tick" d={`M${left} ${at}h-5`} />
          <text class="scale end" x={left - 8} y={at + 4}>{said}</text>
        </g>
      ))}
      {inRows(boundTicks(picture.x.bounds, scales.x), 2).map(({ at, words: said, row }) => (
        <g key={said}>
          <path class="tick" d={`M${at} ${top}v${-5 - row * 14}`} />
          <text class="bound middle" x={at} y={top - 8 - row * 14}>{said}</text>
        </g>
      ))}
      {apart(boundTicks(picture.y.bounds, scales.y)).map(({ at, words: said }) => (
        <g key={said}>
          <path class="tick" d={`M${right} ${at}h5`} />
          <text class="bound" x={right + 8} y={at + 4}>{said}</text>
        </g>
      ))}
      <text class="title middle" x={(left + right) / 2} y={strip[1] + 38}>{measureWords(picture.x)}</text>
      <text class="title" x={4} y={14}>{measureWords(picture.y)}</text>
    </g>
  );
}

const w = words({ en: { none: "none" }, de: { none: "ohne" } });
