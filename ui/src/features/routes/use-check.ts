import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "../../ipc/api";
import { queryKeys } from "../../ipc/query-keys";

/** Long enough not to check between two keys, short enough to feel at once. */
const PAUSE_MS = 250;

/** What is wrong in a text, asked when one pauses. */
export function useCheck(text: string) {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const { data, isFetching, error } = useQuery({
    queryKey: queryKeys.check(settled),
    queryFn: () => api.routes.checkText(settled),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  return { problems: data ?? [], checking: settled !== text || isFetching, error };
}
