/** The eight chart colours, in their fixed order. What does not fit in eight is "others". */
export type Series = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | "others";

const ORDER: readonly Series[] = [1, 2, 3, 4, 5, 6, 7, 8];

/** The colour of the n-th series, counted from 0. */
export const seriesAt = (index: number): Series => ORDER[index] ?? "others";

export const seriesColor = (series: Series): string =>
  series === "others" ? "var(--text-3)" : `var(--c-${series})`;
