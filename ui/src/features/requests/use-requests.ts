import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { api } from "../../ipc/api";
import { useCalls } from "../../ipc/calls";
import { queryKeys } from "../../ipc/query-keys";
import { newerThan, refreshed } from "./model";
import { narrowOf, type RequestsSearch } from "./search";

const PAGE = 100;
const BARS = 72;
/** A list that nobody looks at any more is read again when somebody does. */
const KEPT_MS = 30_000;

/** The calls that fit, page by page, and their sums, as the ledger had them at one moment. */
export function useRequests(search: RequestsSearch) {
  const [at, setAt] = useState(() => Date.now());
  const live = useCalls().data;
  // The story that is open narrows nothing.
  const { call: _, ...filters } = search;
  const key = JSON.stringify(filters);
  const narrow = useMemo(() => narrowOf(JSON.parse(key) as RequestsSearch, at), [key, at]);
  const pages = useInfiniteQuery({
    queryKey: queryKeys.page(narrow, at),
    queryFn: ({ pageParam }) => api.requests.page({ narrow, before: pageParam, limit: PAGE }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    gcTime: KEPT_MS,
    structuralSharing: false,
  });
  const sums = useQuery({
    queryKey: queryKeys.overview(narrow, at),
    queryFn: () => api.requests.overview({ narrow, bars: BARS }),
    placeholderData: keepPreviousData,
    gcTime: KEPT_MS,
  });
  const read = useMemo(() => pages.data?.pages.flatMap((page) => page.calls) ?? [], [pages.data]);
  const rows = useMemo(() => refreshed(read, live), [read, live]);
  const { hasNextPage, isFetchingNextPage, isPlaceholderData, fetchNextPage } = pages;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isPlaceholderData) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isPlaceholderData, fetchNextPage]);
  // A page may come back empty where the ledger was looked through in part: go on until something is found.
  useEffect(() => {
    if (rows.length === 0) more();
  }, [rows.length, more]);
  const refresh = useCallback(() => setAt(Date.now()), []);
  return { at, narrow, pages, sums, rows, more, refresh, newer: newerThan(live, at) };
}

export type Requests = ReturnType<typeof useRequests>;
