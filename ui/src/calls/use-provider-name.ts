import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { api } from "../ipc/api";
import { queryKeys } from "../ipc/query-keys";

/** The provider's name for people behind an account; an account that is gone keeps its own name. */
export function useProviderName(): (account: string) => string {
  const { data } = useQuery({ queryKey: queryKeys.accounts, queryFn: api.providers.list });
  return useCallback(
    (account: string) => data?.find((known) => known.name === account)?.provider_name ?? account,
    [data],
  );
}
