import type { QueryClient } from "@tanstack/react-query";
import type { AccountView } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";

/** Puts an account as it stands now where it stood, then lets everything that may hang on it be read again. */
export function accountChanged(cache: QueryClient, account: AccountView): void {
  cache.setQueryData<AccountView[]>(queryKeys.accounts, (list) =>
    list?.map((one) => (one.name === account.name ? account : one)),
  );
  accountsChanged(cache);
}

export function accountsChanged(cache: QueryClient): void {
  for (const room of ["providers", "routes", "settings"]) void cache.invalidateQueries({ queryKey: [room] });
}
