import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../ipc/api";
import { queryKeys } from "../../ipc/query-keys";
import type { OwnColours } from "./model";

/** The colours that projects chose for themselves, where the chart is about projects. */
export function useProjectColours(enabled: boolean): OwnColours {
  const { data } = useQuery({ queryKey: queryKeys.projects, queryFn: api.connect.projects, enabled });
  return useMemo(() => {
    const chosen = enabled ? (data ?? []) : [];
    return new Map(
      chosen.flatMap(({ settings: { name, colour } }) => (colour === null ? [] : [[name, colour] as const])),
    );
  }, [data, enabled]);
}
