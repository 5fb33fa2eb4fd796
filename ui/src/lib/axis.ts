/** Round axis steps: 1, 2 or 5 times a power of ten, so that at most `count` steps cover `max`. */
export function axisTicks(max: number, count = 4): readonly number[] {
  if (!(max > 0)) return [0];
  const rough = max / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= rough * 0.999) ?? 10 * power;
  const steps = Math.ceil((max * 0.999) / step);
  return Array.from({ length: steps + 1 }, (_, i) => i * step);
}
