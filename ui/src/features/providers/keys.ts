import type { AccountView, KeyView, RoomView, TargetHealth } from "../../ipc/bindings";
import type { Aspect } from "../../lib/aspect";
import { groupDigits } from "../../lib/number";
import { compactTokens } from "../../lib/quantity";
import { strings } from "../../lib/strings";
import { tokens } from "../../lib/units";

const { keys: words, room } = strings.providers;

/** Where a key is, without the key: its name in the keychain, or the variable that holds it. */
export function placeOf(key: KeyView): {
  readonly name: string;
  readonly where: string;
  readonly kept: boolean;
} {
  const [kind = "", ...rest] = key.place.split(":");
  const name = rest.join(":");
  if (kind === "env") return { name: `$${name}`, where: words.inVariable(name), kept: false };
  return { name, where: words.inKeychain(name), kept: true };
}

export type KeyMark = {
  readonly tone: "caution" | "stop";
  readonly word: string;
  readonly why: string | null;
};

/** What keeps a key from signing; `null` when it signs. That it is not there comes first. */
export function markOf(key: KeyView): KeyMark | null {
  if (key.status === "missing" || key.status === "no_keychain")
    return { tone: "stop", word: words.missing, why: null };
  if (key.status === "locked") return { tone: "caution", word: words.locked, why: null };
  switch (key.health) {
    case "ok":
      return null;
    case "cooling":
      return { tone: "caution", word: words.cooling, why: words.coolingWhy(key.why ?? words.noReason) };
    case "retired":
      return { tone: "stop", word: words.retired, why: words.retiredWhy(key.why ?? words.noReason) };
  }
}

export type RoomLine = {
  readonly name: string;
  /** Used share, 0 to 1. */
  readonly used: number;
  readonly text: string;
  readonly why: string;
  readonly aspect: Extract<Aspect, "caution" | "stop"> | null;
};

/** As many as fit beside the other facts. */
const MOST_LINES = 4;
const NEAR = 0.85;

const aspectAt = (used: number): RoomLine["aspect"] => (used >= 1 ? "stop" : used >= NEAR ? "caution" : null);
const short = (count: number): string => {
  const parts = compactTokens(tokens(count));
  return parts.unit === "" ? groupDigits(count) : `${parts.value}${parts.unit}`;
};

/** The account's own limits, then what providers told: of each kind the tightest. A window that has passed is full. */
export function roomLines(account: AccountView, now: number): readonly RoomLine[] {
  const { limits, used } = account;
  const own = (
    [
      [room.own.requests, limits.requests_per_minute, used.requests],
      [room.own.tokens, limits.tokens_per_minute, used.tokens],
      [room.own.concurrent, limits.concurrent, used.concurrent],
    ] as const
  ).flatMap(([name, limit, taken]) =>
    limit === null ? [] : [line(name, Math.max(0, limit - taken), limit, room.set)],
  );
  const told = new Map<string, RoomLine>();
  for (const one of [...account.keys.flatMap((key) => key.room), ...account.room]) {
    const next = toldLine(one, now);
    const kept = next && told.get(next.name);
    if (next && (!kept || kept.used < next.used)) told.set(next.name, next);
  }
  return [...own, ...told.values()].slice(0, MOST_LINES);
}

function toldLine(one: RoomView, now: number): RoomLine | null {
  if (one.limit === null || one.limit === 0 || one.remaining === null) return null;
  const full = one.resets !== null && one.resets <= now;
  return line(room.of[one.of] ?? one.of, full ? one.limit : one.remaining, one.limit, room.told(one.model));
}

function line(name: string, left: number, limit: number, why: string): RoomLine {
  const used = Math.min(1, Math.max(0, 1 - left / limit));
  return { name, used, text: room.left(short(left), short(limit)), why, aspect: aspectAt(used) };
}

/** A breaker that does not let calls through as usual. */
export function breakerOf(
  target: TargetHealth | null,
): { readonly aspect: Aspect; readonly word: string } | null {
  if (target?.breaker === "open") return { aspect: "stop", word: strings.providers.breaker.open };
  if (target?.breaker === "half_open")
    return { aspect: "caution", word: strings.providers.breaker.half_open };
  return null;
}
