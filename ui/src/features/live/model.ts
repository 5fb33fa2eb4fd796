import { answering, failureWords, fallen, headline, isMoved, modelName } from "../../calls/model";
import type { CallView } from "../../ipc/bindings";
import { strings } from "../../lib/strings";

const words = strings.live;

export type Which = "all" | "moved" | "failed";

export type Filter = {
  readonly which: Which;
  /** `null` is every project. */
  readonly project: string | null;
};

const matchesWhich = (call: CallView, which: Which): boolean =>
  which === "all" || (which === "moved" ? isMoved(call) : call.state === "failed");

export function filtered(calls: readonly CallView[], { which, project }: Filter): readonly CallView[] {
  if (which === "all" && project === null) return calls;
  return calls.filter((call) => matchesWhich(call, which) && (project === null || call.project === project));
}

export type Counts = { readonly all: number; readonly moved: number; readonly failed: number };

/** How many each filter would show, within the project. */
export function countsOf(calls: readonly CallView[], project: string | null): Counts {
  const counts = { all: 0, moved: 0, failed: 0 };
  for (const call of calls) {
    if (project !== null && call.project !== project) continue;
    counts.all += 1;
    if (isMoved(call)) counts.moved += 1;
    if (call.state === "failed") counts.failed += 1;
  }
  return counts;
}

/** The projects that called, by name. */
export function projectsOf(calls: readonly CallView[]): readonly string[] {
  return [...new Set(calls.map((call) => call.project))].sort((a, b) => a.localeCompare(b));
}

/** How many of `calls` arrived after the picture was frozen. */
export function newerThan(calls: readonly CallView[], frozen: readonly CallView[]): number {
  const newest = frozen[0]?.id ?? "";
  const at = calls.findIndex((call) => call.id <= newest);
  return at < 0 ? calls.length : at;
}

/** What a first call showed, in a sentence: the fallback, or that there was none. */
export function whatHappened(call: CallView): string {
  const { fell, straight, runs } = words.first;
  const by = answering(call);
  const failed = fallen(call).at(-1);
  if (call.state === "failed") return `${headline(call)}.`;
  if (call.state !== "answered" || by === null) return runs;
  return failed === undefined
    ? straight(modelName(by))
    : fell(modelName(failed), failureWords(failed.failure), modelName(by));
}
