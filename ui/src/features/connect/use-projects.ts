import { type QueryClient, useQuery } from "@tanstack/react-query";
import { api } from "../../ipc/api";
import type { ProjectView } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";

export const useProjects = () => useQuery({ queryKey: queryKeys.projects, queryFn: api.connect.projects });

/** Puts the projects as they stand now in their place, then lets what hangs on them be read again. */
export function projectsChanged(cache: QueryClient, projects: readonly ProjectView[]): void {
  cache.setQueryData(queryKeys.projects, projects);
  void cache.invalidateQueries({ queryKey: queryKeys.connect });
  void cache.invalidateQueries({ queryKey: ["spend"] });
}
