/** The way back: versions that were left by an edit here, and those that were undone. Hashes name versions. */
export type Trail = { readonly past: readonly string[]; readonly future: readonly string[] };

export const NO_TRAIL: Trail = { past: [], future: [] };
/** As many versions as the history keeps. */
const KEPT = 50;

/** An edit led from one version to another; what was undone before is gone. */
export function edited(trail: Trail, from: string, to: string): Trail {
  if (from === to) return trail;
  return { past: [...trail.past, from].slice(-KEPT), future: [] };
}

export const undoTo = (trail: Trail): string | null => trail.past.at(-1) ?? null;
export const redoTo = (trail: Trail): string | null => trail.future.at(-1) ?? null;

/** The last edit was undone; `from` is the version that was left. */
export const undone = (trail: Trail, from: string): Trail => ({
  past: trail.past.slice(0, -1),
  future: [...trail.future, from],
});

export const redone = (trail: Trail, from: string): Trail => ({
  past: [...trail.past, from],
  future: trail.future.slice(0, -1),
});
