export type ColumnRoom = {
  readonly id: string;
  /** The least width in px at which the column can be read. */
  readonly min: number;
  /** Share of the room that is left; absent keeps the column at `min`. */
  readonly grow?: number;
  /** 1 hides first, 2 next; absent never hides. Cost, outcome and aspect never do. */
  readonly hides?: number;
};

/** The columns that fit into `width`, dropping those that may hide, lowest `hides` first. */
export function columnsThatFit<C extends ColumnRoom>(columns: readonly C[], width: number): readonly C[] {
  const drop = columns.filter((c) => c.hides !== undefined).sort((a, b) => (a.hides ?? 0) - (b.hides ?? 0));
  let shown = columns;
  for (const next of drop) {
    if (shown.reduce((sum, c) => sum + c.min, 0) <= width) break;
    shown = shown.filter((c) => c !== next);
  }
  return shown;
}

/** One `grid-template-columns` for head and rows. Fixed columns share the slack when none grows. */
export function gridTracks(columns: readonly ColumnRoom[]): string {
  const someGrow = columns.some((c) => c.grow !== undefined);
  return columns
    .map((c) => (c.grow ?? (someGrow ? 0 : c.min)) || 0)
    .map((grow, i) =>
      grow > 0 ? `minmax(${columns[i]?.min ?? 0}px, ${grow}fr)` : `${columns[i]?.min ?? 0}px`,
    )
    .join(" ");
}
