import { axisTicks } from "./axis";
import { formatDuration } from "./quantity";
import { type Millis, millis } from "./units";

/** One attempt on the call's own clock: every time is counted from the call's arrival. */
export type AttemptTimes = {
  readonly start: Millis;
  /** Connected and sent; `null` when it never connected. */
  readonly connected: Millis | null;
  /** First content; `null` when none came. */
  readonly firstToken: Millis | null;
  /** `null` while it runs. */
  readonly end: Millis | null;
  readonly failed: boolean;
};

export type Bar = {
  readonly kind: "connect" | "waiting" | "streaming" | "failed";
  /** Percent of the whole. */
  readonly left: number;
  readonly width: number;
};

/** A failed attempt ends in a bar that can be seen, however short it was. */
const FAILED_PERCENT = 0.6;

export function barsOf(times: AttemptTimes, total: Millis): readonly Bar[] {
  const percent = (at: number) => (total > 0 ? Math.min(100, Math.max(0, (at / total) * 100)) : 0);
  const end = times.end ?? total;
  const connected = times.connected ?? end;
  const first = times.firstToken ?? end;
  const span = (kind: Bar["kind"], from: number, to: number): readonly Bar[] =>
    to > from ? [{ kind, left: percent(from), width: percent(to) - percent(from) }] : [];
  const bars = [
    ...span("connect", times.start, connected),
    ...span("waiting", connected, first),
    ...span("streaming", first, end),
  ];
  if (!times.failed) return bars;
  const left = Math.max(percent(times.start), percent(end) - FAILED_PERCENT / 2);
  return [...bars, { kind: "failed", left: Math.min(left, 100 - FAILED_PERCENT), width: FAILED_PERCENT }];
}

/** Round times for the axis, none so near the end that its label would be cut. */
export function waterfallTicks(total: Millis): readonly { readonly left: number; readonly label: string }[] {
  return axisTicks(total, 6)
    .filter((at) => at <= total * 0.95)
    .map((at) => ({
      left: total > 0 ? (at / total) * 100 : 0,
      label: at === 0 ? "0" : tickLabel(millis(at)),
    }));
}

const tickLabel = (at: Millis): string => formatDuration(at).replace(/\.0+(?=\D)|(\.\d*[1-9])0+(?=\D)/, "$1");
