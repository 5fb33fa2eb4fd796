import type { AttemptView, CallView } from "../ipc/bindings";
import { strings } from "../lib/strings";

const words = strings.live;

/** A failure's code in words; a code from a newer backend as it is. */
export function failureWords(code: string | null): string {
  if (code === null) return words.noAnswer;
  const known: Readonly<Record<string, string>> = words.failure;
  return known[code] ?? code.replaceAll("_", " ");
}

/** What people call the model; one that the catalogue does not know goes by its id. */
export const modelName = (attempt: Pick<AttemptView, "model" | "model_name">): string =>
  attempt.model_name ?? attempt.model;

/** The attempt that answers, or may still: the last one that did not fail. */
export function answering(call: CallView): AttemptView | null {
  const last = call.attempts.at(-1);
  return last && last.state !== "failed" ? last : null;
}

/** Those that failed before it, or all of them. */
export function fallen(call: CallView): readonly AttemptView[] {
  return call.attempts.filter((attempt) => attempt.state === "failed");
}

/** Moved for good, or about to be: a target that is not the first one tried has the call. */
export function isMoved(call: CallView): boolean {
  if (call.moved !== null) return true;
  const [first] = call.attempts;
  const now = answering(call);
  return first !== undefined && now !== null && targetOf(now) !== targetOf(first);
}

export const targetOf = (attempt: Pick<AttemptView, "account" | "model">): string =>
  `${attempt.account}/${attempt.model}`;

/** Each reason why the answer is not from the first target: `sim/sim-flaky answered 503`, without the code before it. */
export function movedReasons(moved: string): readonly string[] {
  return moved
    .split("; ")
    .map((part) => part.replace(/^[a-z_]+: /, ""))
    .filter(Boolean);
}

/** The place of the answering target in the chain, as far as the call met it: 1 is the first choice. */
export function choiceOf(call: CallView): number {
  if (call.moved !== null) return movedReasons(call.moved).length + 1;
  const now = answering(call);
  const met = [...new Set(call.attempts.map(targetOf))];
  return now === null ? 1 : met.indexOf(targetOf(now)) + 1;
}

/** "Answered by sim-steady, second choice": the first thing a story says. */
export function headline(call: CallView): string {
  const by = answering(call);
  const model = by === null ? undefined : modelName(by);
  switch (call.state) {
    case "waiting":
      return model === undefined ? strings.story.plans : strings.story.waits(model);
    case "streaming":
      return model === undefined ? strings.story.plans : strings.story.streams(model);
    case "answered": {
      const choice = choiceOf(call);
      if (model === undefined) return strings.story.answeredBy(call.chain);
      return choice > 1 ? strings.story.choice(model, choice) : strings.story.answeredBy(model);
    }
    case "failed":
      return strings.story.failed(failureWords(call.failure));
    case "cancelled":
      return strings.story.cancelled;
    case "interrupted":
      return strings.story.interrupted;
  }
}

/** The name the chain goes by; a direct target has a slash that no chain has. */
export const isDirect = (call: CallView): boolean => call.chain.includes("/");
