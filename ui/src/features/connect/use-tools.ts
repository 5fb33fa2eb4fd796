import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api } from "../../ipc/api";
import { queryKeys } from "../../ipc/query-keys";
import { isWaiting } from "./tools-model";

/** How often the first call is looked for, and, once it came, the last one. */
const WAITING_MS = 1_000;
const CALM_MS = 10_000;

/** The tools of this machine. What stands in their files no event tells, so they are looked at again. */
export const useTools = () =>
  useQuery({
    queryKey: queryKeys.tools,
    queryFn: api.connect.tools,
    refetchInterval: ({ state }) => (isWaiting(state.data) ? WAITING_MS : CALM_MS),
  });

/** Everything that a connection changes is read again. */
export function useToolsChanged(): () => void {
  const cache = useQueryClient();
  return useCallback(() => {
    for (const queryKey of [queryKeys.tools, queryKeys.connect, queryKeys.projects, queryKeys.toolPlans]) {
      void cache.invalidateQueries({ queryKey });
    }
  }, [cache]);
}
