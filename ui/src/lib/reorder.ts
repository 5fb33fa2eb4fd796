export type Span = { readonly top: number; readonly height: number };

/** Where the dragged one would stand if it were let go at `y`: below every other one whose middle is above. */
export function dropAt(spans: readonly Span[], dragged: number, y: number): number {
  return spans.filter((span, i) => i !== dragged && span.top + span.height / 2 < y).length;
}
