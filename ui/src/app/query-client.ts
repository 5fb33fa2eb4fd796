import { QueryClient } from "@tanstack/react-query";

/** The backend is on this machine and tells us what changed: no refetching by guess. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 30_000, refetchOnWindowFocus: false },
    mutations: { retry: false },
  },
});
