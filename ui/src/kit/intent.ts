import { useEffect, useRef } from "react";

/**
 * What a person wants of a page that may not stand yet: the palette says it and goes there, and the page does it as
 * soon as it can. One wish at a time; a later one replaces it.
 */
export type Intent = "add-account" | "new-key" | "new-chain";

let pending: Intent | null = null;
const listeners = new Set<() => void>();

/** Says what is wanted. Who can do it is told at once, or when it comes. */
export function intend(intent: Intent): void {
  pending = intent;
  for (const listener of [...listeners]) listener();
}

/** Does what is wanted, once, as long as the component stands and `ready` holds. */
export function useIntent(intent: Intent, act: () => void, ready = true): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (!ready) return;
    const look = () => {
      if (pending !== intent) return;
      pending = null;
      latest.current();
    };
    look();
    listeners.add(look);
    return () => void listeners.delete(look);
  }, [intent, ready]);
}
