import { useSyncExternalStore } from "react";
import { type UnixMillis, unixMillis } from "../lib/units";

/** One timer for every relative time on screen; it stands still while nobody looks or nothing listens. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let now = Date.now();

function tick() {
  now = Date.now();
  for (const listener of listeners) listener();
}

function run() {
  const wanted = listeners.size > 0 && !document.hidden;
  if (wanted && timer === null) {
    tick();
    timer = setInterval(tick, 1000);
  } else if (!wanted && timer !== null) {
    clearInterval(timer);
    timer = null;
  }
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) document.addEventListener("visibilitychange", run);
  listeners.add(listener);
  run();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) document.removeEventListener("visibilitychange", run);
    run();
  };
}

/** What `read` makes of the present second. The component draws again only when the result differs. */
export function useClock<T extends string | number | boolean>(read: (now: UnixMillis) => T): T {
  return useSyncExternalStore(subscribe, () => read(unixMillis(now)));
}
