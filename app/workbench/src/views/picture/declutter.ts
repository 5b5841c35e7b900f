// Which points get their names beside them: as many as fit without one covering another.
export interface Spot {
  readonly key: string;
  readonly words: string;
  readonly x: number;
  readonly y: number;
  /** Its name stands in any case. */
  readonly sure?: boolean;
}

export interface Label extends Spot {
  readonly at: readonly [number, number];
  readonly anchor: "start" | "end" | "middle";
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const HEIGHT = 13;
const LETTER = 6.6;
const SIDES = [["start", 0], ["end", 0], ["middle", -1], ["middle", 1]] as const;

export function boxOf({ x, y }: Spot): Box {
  return { left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 };
}

/** The first spots are served first, `most` at most; nothing covers what stands already. */
export function labels(spots: readonly Spot[], inside: Box, standing: readonly Box[], most: number): readonly Label[] {
  const taken: Box[] = [...spots.map(boxOf), ...standing];
  let served = 0;
  return spots.flatMap((spot, n) => {
    if (served >= most || !within({ left: spot.x, right: spot.x, top: spot.y, bottom: spot.y }, inside)) return [];
    const width = spot.words.length * LETTER;
    const free = (box: Box): boolean => within(box, inside) && !taken.some((one, m) => m !== n && meet(one, box));
    for (const fits of spot.sure ? [free, (box: Box) => within(box, inside)] : [free]) {
      for (const [anchor, side] of SIDES) {
        const x = anchor === "start" ? spot.x + 9 : anchor === "end" ? spot.x - 9 : spot.x;
        const middle = spot.y + side * 15;
        const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
        const box = { left, right: left + width, top: middle - HEIGHT / 2, bottom: middle + HEIGHT / 2 };
        if (!fits(box)) continue;
        taken.push(box);
        served += 1;
        return [{ ...spot, at: [x, middle + 4] as const, anchor }];
      }
    }
    return [];
  });
}

export function within(one: Box, other: Box): boolean {
  return one.left >= other.left && one.right <= other.right && one.top >= other.top && one.bottom <= other.bottom;
}

export function meet(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
