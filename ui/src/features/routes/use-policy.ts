import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { api } from "../../ipc/api";
import type { PolicyEdit, PolicyView } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import type { Failure } from "../../kit/use-task";
import { edited, NO_TRAIL, redone, redoTo, type Trail, undone, undoTo } from "./trail";

/** Draws an edit up from the policy as it is when the edit's turn comes; `null` when there is nothing to do. */
export type MakeEdit = (view: PolicyView) => PolicyEdit | null;

export type PolicyEditor = ReturnType<typeof usePolicy>;

/**
 * The policy, and changes to it. Each holds as soon as it is made; there is a way back for every one. Changes wait for
 * each other, because each names the version that it was made against.
 */
export function usePolicy() {
  const cache = useQueryClient();
  const query = useQuery({ queryKey: queryKeys.policy, queryFn: api.routes.read });
  const [failure, setFailure] = useState<Failure | null>(null);
  const [trail, setTrail] = useState<Trail>(NO_TRAIL);
  const way = useRef(trail);
  const queue = useRef<Promise<unknown>>(Promise.resolve());

  /** Answers whether it was done. */
  const inTurn = useCallback(
    (work: (view: PolicyView) => Promise<PolicyView> | null, leads: (from: string, to: string) => Trail) => {
      const turn = queue.current.then(async () => {
        const before = cache.getQueryData<PolicyView>(queryKeys.policy);
        const asked = before && work(before);
        if (!before || !asked) return false;
        try {
          const after = await asked;
          way.current = leads(before.hash, after.hash);
          setTrail(way.current);
          setFailure(null);
          await cache.cancelQueries({ queryKey: queryKeys.policy });
          cache.setQueryData(queryKeys.policy, after);
          void cache.invalidateQueries({ queryKey: queryKeys.history });
          return true;
        } catch (error) {
          setFailure(error instanceof Error ? error : new Error(String(error)));
          return false;
        }
      });
      queue.current = turn;
      return turn;
    },
    [cache],
  );

  const change = useCallback(
    (make: MakeEdit) =>
      inTurn(
        (view) => {
          const edit = make(view);
          return edit && api.routes.change({ base: view.hash, edits: [edit] });
        },
        (from, to) => edited(way.current, from, to),
      ),
    [inTurn],
  );
  const saveText = useCallback(
    (text: string, base: string) =>
      inTurn(
        () => api.routes.change({ base, edits: [{ edit: "set_text", text }] }),
        (from, to) => edited(way.current, from, to),
      ),
    [inTurn],
  );
  const restore = useCallback(
    (hash: string) =>
      inTurn(
        (view) => (view.hash === hash ? null : api.routes.restore({ hash, base: view.hash })),
        (from, to) => edited(way.current, from, to),
      ),
    [inTurn],
  );
  const walk = useCallback(
    (to: (trail: Trail) => string | null, leads: (trail: Trail, from: string) => Trail) =>
      inTurn(
        (view) => {
          const hash = to(way.current);
          return hash === null ? null : api.routes.restore({ hash, base: view.hash });
        },
        (from) => leads(way.current, from),
      ),
    [inTurn],
  );
  const reload = useCallback(async () => {
    setFailure(null);
    await cache.invalidateQueries({ queryKey: ["routes"] });
  }, [cache]);

  return {
    query,
    failure,
    canUndo: undoTo(trail) !== null,
    canRedo: redoTo(trail) !== null,
    change,
    saveText,
    restore,
    undo: useCallback(() => walk(undoTo, undone), [walk]),
    redo: useCallback(() => walk(redoTo, redone), [walk]),
    reload,
    forget: useCallback(() => setFailure(null), []),
  };
}
