import { useCallback, useEffect, useRef, useState } from "react";

/** What went wrong: an `Error`, with a hint where the house knows how to mend it. */
export type Failure = { readonly message: string; readonly hint?: string | null; readonly code?: string };

export type Task = {
  readonly busy: boolean;
  readonly failure: Failure | null;
  /** Runs `work` unless it runs already; answers what it gave, or nothing when it failed. */
  readonly run: <T>(work: () => Promise<T>) => Promise<T | undefined>;
  readonly forget: () => void;
};

const asFailure = (error: unknown): Failure => (error instanceof Error ? error : new Error(String(error)));

/**
 * Something that is done once, at a press. Unlike a mutation it remembers nothing of what it was given, so a key can
 * go through it.
 */
export function useTask(): Task {
  const [state, setState] = useState<Pick<Task, "busy" | "failure">>({ busy: false, failure: null });
  const busy = useRef(false);
  const stands = useRef(true);
  useEffect(() => {
    stands.current = true;
    return () => {
      stands.current = false;
    };
  }, []);
  const run = useCallback(async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    if (busy.current) return undefined;
    busy.current = true;
    setState({ busy: true, failure: null });
    let failure: Failure | null = null;
    try {
      return await work();
    } catch (error) {
      failure = asFailure(error);
      return undefined;
    } finally {
      busy.current = false;
      if (stands.current) setState({ busy: false, failure });
    }
  }, []);
  const forget = useCallback(() => setState({ busy: busy.current, failure: null }), []);
  return { ...state, run, forget };
}
