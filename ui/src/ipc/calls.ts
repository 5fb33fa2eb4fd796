import { useQuery } from "@tanstack/react-query";
import { api } from "./api";
import type { CallView } from "./bindings";
import { CALLS_KEPT, upsertCalls } from "./patch";
import { queryKeys } from "./query-keys";

/** What events told while the list was being read: the answer may have been drawn up before them. */
export const overlay = {
  told: null as CallView[] | null,
  tell(calls: readonly CallView[]) {
    this.told?.push(...calls);
  },
};

async function readCalls(): Promise<readonly CallView[]> {
  overlay.told = [];
  try {
    const rows = await api.live.calls(CALLS_KEPT);
    return upsertCalls(rows, lastOfEach(overlay.told));
  } finally {
    overlay.told = null;
  }
}

const lastOfEach = (calls: readonly CallView[]): readonly CallView[] => [
  ...new Map(calls.map((call) => [call.id, call])).values(),
];

/** The calls, newest first, kept fresh by events. Sharing by structure would compare a thousand rows for each batch. */
export function useCalls() {
  return useQuery({ queryKey: queryKeys.calls, queryFn: readCalls, structuralSharing: false });
}
