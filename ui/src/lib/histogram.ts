/** A stretch of bars: where it was begun, and where it has come to. */
export type Stretch = { readonly anchor: number; readonly at: number };

/** The bar below a point of the axis. */
export function barAt(x: number, width: number, bars: number): number {
  if (width <= 0 || bars <= 0) return 0;
  return Math.min(bars - 1, Math.max(0, Math.floor((x / width) * bars)));
}

/** First and last bar of a stretch, in their order. */
export const endsOf = ({ anchor, at }: Stretch): readonly [number, number] => [
  Math.min(anchor, at),
  Math.max(anchor, at),
];

/** Where a key leads the cursor; `null` when the key does not move it. With `extend` its anchor stays. */
export function stepStretch(now: Stretch | null, key: string, extend: boolean, bars: number): Stretch | null {
  const last = bars - 1;
  const from = now?.at ?? null;
  const target =
    key === "ArrowRight"
      ? (from ?? -1) + 1
      : key === "ArrowLeft"
        ? (from ?? bars) - 1
        : key === "Home"
          ? 0
          : key === "End"
            ? last
            : null;
  if (target === null || bars === 0) return null;
  const at = Math.min(last, Math.max(0, target));
  return { anchor: extend && now !== null ? now.anchor : at, at };
}
