const PAGE = 10;

/** The row that a key leads to from row `at` (−1 is none) of `count`; `null` when the key does not move. */
export function rowAfter(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  const clamp = (index: number) => Math.min(count - 1, Math.max(0, index));
  switch (key) {
    case "ArrowDown":
    case "j":
      return clamp(at + 1);
    case "ArrowUp":
    case "k":
      return clamp(at - 1);
    case "PageDown":
      return clamp(at + PAGE);
    case "PageUp":
      return clamp(at - PAGE);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
