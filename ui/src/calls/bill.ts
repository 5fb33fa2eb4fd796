import type { AttemptView, BillLine, CallView } from "../ipc/bindings";
import { isRunning } from "../ipc/patch";
import type { Attempt } from "../kit/waterfall";
import { formatMoney } from "../lib/money";
import { formatTokens } from "../lib/quantity";
import { strings } from "../lib/strings";
import { type Millis, millis, type NanoUsd, nanoUsd, tokens } from "../lib/units";
import { failureWords, modelName } from "./model";

const words = strings.story;

/** A rate in pico-dollars per token as dollars per million, with as many places as it has and at least cents. */
export function perMillion(rate: number): string {
  const micros = BigInt(Math.round(rate));
  const fraction = String(micros % 1_000_000n)
    .padStart(6, "0")
    .replace(/0+$/, "")
    .padEnd(2, "0");
  return `$${micros / 1_000_000n}.${fraction}`;
}

/** "18,204 × $5.00/M" */
export const billTimes = (line: BillLine): string =>
  words.times(formatTokens(tokens(line.tokens)), perMillion(line.rate));

/** The part in words, and whose attempt it was when several were billed. */
export function billPart(line: BillLine, bill: readonly BillLine[]): string {
  const known: Readonly<Record<string, string>> = words.part;
  const part = known[line.part] ?? line.part.replaceAll("_", " ");
  return bill.some((other) => other.attempt !== line.attempt) ? words.partOf(part, line.attempt) : part;
}

/** What the attempts that failed cost together; `null` when it is not known of one. */
export function lostCost(call: CallView): NanoUsd | null {
  let sum = 0;
  for (const attempt of call.attempts) {
    if (attempt.state !== "failed" || attempt.subscription) continue;
    if (attempt.cost === null) return null;
    sum += attempt.cost;
  }
  return nanoUsd(sum);
}

/** Why an attempt was made, where its place in the list does not tell. */
function madeFor(attempt: AttemptView): string | null {
  const made: Readonly<Record<string, (why: string) => string>> = words.made;
  return made[attempt.reason]?.(failureWords(attempt.after)) ?? null;
}

/** What an attempt's failure meant: had the client seen anything, was it billed. */
function harmOf(attempt: AttemptView): string | null {
  if (attempt.state !== "failed") return null;
  const seen = attempt.first_content === null ? words.nothingSeen : words.somethingSeen;
  const billed = attempt.subscription
    ? words.bySubscription
    : attempt.cost === null
      ? words.unpriced
      : attempt.cost === 0
        ? words.notBilled
        : words.billed(formatMoney(nanoUsd(attempt.cost), 4));
  return `${seen} ${billed}`;
}

/** Which way an attempt took between the dialects, where that was not the plain one. */
function laneOf(attempt: AttemptView): string | null {
  if (attempt.translated === null) return null;
  const things = attempt.losses.map((loss) => `${loss.feature} (${loss.path})`).join(", ");
  const crossed = words.translated(attempt.translated);
  return things ? `${crossed} ${words.losses(things)}` : crossed;
}

/** What is to be said of an attempt beside its times. */
function noteOf(attempt: AttemptView): string | null {
  const said = [madeFor(attempt), laneOf(attempt), attempt.message, harmOf(attempt)].filter(Boolean);
  return said.length === 0 ? null : said.join("\n");
}

function verdictOf(attempt: AttemptView): Pick<Attempt, "verdict" | "tone"> {
  switch (attempt.state) {
    case "waiting":
      return { verdict: words.waiting, tone: "plain" };
    case "streaming":
      return { verdict: words.streaming, tone: "plain" };
    case "answered":
      return { verdict: words.complete, tone: "clear" };
    case "failed": {
      const why = failureWords(attempt.failure);
      return { verdict: words.verdict(capital(why), attempt.status), tone: "stop" };
    }
    case "cancelled":
      return { verdict: words.cutShort, tone: "caution" };
    case "interrupted":
      return { verdict: words.interruptedAttempt, tone: "caution" };
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The attempts on the call's own clock, for the waterfall. */
export function waterfallOf(call: CallView, nameOf: (account: string) => string): readonly Attempt[] {
  return call.attempts.map((attempt) => {
    const start = Math.max(0, attempt.at - call.at);
    const after = (span: number | null): Millis | null => (span === null ? null : millis(start + span));
    const note = noteOf(attempt);
    return {
      provider: nameOf(attempt.account),
      target: modelName(attempt),
      start: millis(start),
      connected: after(attempt.head ?? attempt.first_content),
      firstToken: after(attempt.first_content),
      end: after(attempt.total),
      failed: attempt.state === "failed",
      ...verdictOf(attempt),
      ...(note === null ? {} : { note }),
    };
  });
}

/** From arrival to the end; of a running call to `now`. */
export function spanOf(call: CallView, now: number): Millis {
  if (!isRunning(call.state) && call.total !== null) return millis(call.total);
  const ends = call.attempts.map((attempt) => attempt.at - call.at + (attempt.total ?? 0));
  return millis(Math.max(1, isRunning(call.state) ? now - call.at : 0, ...ends));
}

/** Tokens a second while the answer streamed. */
export function streamRate(call: CallView): string | null {
  const last = call.attempts.at(-1);
  if (!last || last.output === null || last.first_content === null || last.total === null) return null;
  const span = last.total - last.first_content;
  if (span < 50 || last.output < 2) return null;
  return words.rate(formatTokens(tokens(Math.round((last.output * 1000) / span))));
}
