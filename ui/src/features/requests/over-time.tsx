import type { CallsOverview } from "../../ipc/bindings";
import { Histogram } from "../../kit/histogram";
import { groupDigits } from "../../lib/number";
import { strings } from "../../lib/strings";
import { unixMillis } from "../../lib/units";
import { axisTime, barsOf, shortTime } from "./model";

const words = strings.requests.bars;
const TICKS = 6;

type OverTimeProps = {
  readonly sums: CallsOverview;
  readonly until: number | null;
  readonly onPick: (since: number, until: number) => void;
};

/** The calls that fit, over the window. */
export function OverTime({ sums, until, onPick }: OverTimeProps) {
  const bars = barsOf(sums, until);
  const now = unixMillis(sums.at);
  const from = bars[0]?.from ?? now;
  const end = unixMillis(Math.min(bars.at(-1)?.until ?? now, Math.max(now, until ?? now)));
  const said = (first: number, last: number) => {
    const stretch = bars.slice(first, last + 1);
    const sum = (part: "calls" | "failed") => groupDigits(stretch.reduce((all, bar) => all + bar[part], 0));
    const begin = stretch[0]?.from ?? from;
    const close = stretch.at(-1)?.until ?? end;
    return words.bar(shortTime(begin, now), shortTime(close, now), sum("calls"), sum("failed"));
  };
  return (
    <Histogram
      label={words.label}
      sentence={words.sentence(
        groupDigits(sums.calls),
        groupDigits(sums.failed),
        shortTime(from, now),
        shortTime(end, now),
      )}
      bars={bars}
      say={said}
      ticks={Array.from({ length: TICKS + 1 }, (_, i) => ({
        at: i / TICKS,
        label: axisTime(unixMillis(from + ((end - from) * i) / TICKS), end - from, now),
      }))}
      onPick={(first, last) => onPick(bars[first]?.from ?? from, bars[last]?.until ?? end)}
    />
  );
}
