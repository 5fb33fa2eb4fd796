/** What a float may be off, and no more: a bar must not rise above the last step. */
const SLACK = 1e-9;

/** Round axis steps: 1, 2 or 5 times a power of ten; at most `count` of them, the last never below `max`. */
export function axisTicks(max: number, count = 4): readonly number[] {
  if (!(max > 0)) return [0];
  const rough = max / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= rough * (1 - SLACK)) ?? 10 * power;
  const steps = Math.ceil((max / step) * (1 - SLACK));
  return Array.from({ length: steps + 1 }, (_, i) => i * step);
}
