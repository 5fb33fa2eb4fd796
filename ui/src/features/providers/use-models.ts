import { useQuery } from "@tanstack/react-query";
import { api } from "../../ipc/api";
import { queryKeys } from "../../ipc/query-keys";

export const useModels = (account: string) =>
  useQuery({ queryKey: queryKeys.models(account), queryFn: () => api.providers.models(account) });

export type Models = ReturnType<typeof useModels>;
