import { useSyncExternalStore } from "react";
import { announce } from "./announce";

/** A way back from something that was taken away. One at a time: a later one takes its place. */
export type WayBack = {
  /** What was done: "Key …x7Qd was revoked." */
  readonly what: string;
  readonly undo: () => Promise<unknown>;
  /** What is said when it is undone. */
  readonly undone: string;
  /** What is said when it could not be. */
  readonly failed: string;
};

let current: WayBack | null = null;
const listeners = new Set<() => void>();

function set(next: WayBack | null): void {
  current = next;
  for (const listener of listeners) listener();
}

/** Offers a way back, on whatever page one is. */
export function offerUndo(way: WayBack): void {
  set(way);
  announce(way.what);
}

/** Takes the offer away, unless another has taken its place. */
export function withdrawUndo(way: WayBack): void {
  if (current === way) set(null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useWayBack = (): WayBack | null => useSyncExternalStore(subscribe, () => current);
