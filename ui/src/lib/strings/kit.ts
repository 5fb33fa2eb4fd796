import type { Aspect } from "../aspect";

/** What the kit itself says. */
export const kit = {
  aspect: { clear: "Clear", caution: "Caution", stop: "Stop", off: "Off" } satisfies Record<Aspect, string>,
  unpriced: "unpriced",
  unpricedWhy: "No price is known for this. It is not counted as zero.",
  now: "now",
  ago: (span: string) => `${span} ago`,
  ahead: (span: string) => `in ${span}`,
  notApplicable: "not applicable",
  copy: "Copy",
  copied: "Copied",
  copyOf: (what: string) => `Copy ${what}`,
  close: "Close",
  remove: (what: string) => `Remove ${what}`,
  retry: "Try again",
  loading: "Loading",
  more: "More actions",
  showKey: "Show the key",
  hideKey: "Hide the key",
  asTable: "As a table (T)",
  asChart: "As a chart (T)",
  total: "Total",
  day: "Day",
  forecast: "forecast",
  connect: "connect",
  waiting: "waiting",
  streaming: "streaming",
  failed: "failed",
  increase: "up",
  decrease: "down",
  unchanged: "unchanged",
  attempt: (n: number, target: string, verdict: string, spent: string) =>
    `Attempt ${n}, ${target}: ${verdict}, ${spent}`,
  hour: (clear: number, caution: number, stop: number) =>
    `Last hour in two-minute steps: ${clear} clear, ${caution} caution, ${stop} stop`,
  percentOf: (percent: string) => `${percent} used`,
} as const;
