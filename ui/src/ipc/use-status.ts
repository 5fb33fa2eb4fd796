import { useQuery } from "@tanstack/react-query";
import { api } from "./api";
import { queryKeys } from "./query-keys";

/** How it stands with the proxy. While no call changes, read again now and then: today ends, an aspect clears. */
export function useStatus() {
  return useQuery({
    queryKey: queryKeys.status,
    queryFn: api.settings.status,
    refetchInterval: 15_000,
  });
}
