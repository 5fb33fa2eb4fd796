import type { AccountAspect } from "../ipc/bindings";
import { type Aspect, aspectOf } from "../lib/aspect";

const RANK: Record<Aspect, number> = { stop: 0, caution: 1, clear: 2, off: 3 };

/** Who is not clear comes first: the bar is cut at its end when there are many accounts. */
export function worstFirst(accounts: readonly AccountAspect[]): readonly AccountAspect[] {
  return [...accounts].sort((a, b) => RANK[aspectOf(a.aspect)] - RANK[aspectOf(b.aspect)]);
}
