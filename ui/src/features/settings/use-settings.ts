import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { api } from "../../ipc/api";
import type { SettingEdit, SettingsView } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { announce } from "../../kit/announce";
import type { Failure } from "../../kit/use-task";
import { strings } from "../../lib/strings";

/** Changes one setting at once; `what` is its name for a screen reader. Answers whether it holds. */
export type Change = (edit: SettingEdit, what: string) => Promise<boolean>;

export type Editor = {
  readonly view: SettingsView;
  readonly change: Change;
  /** What was refused last, by the setting's key. */
  readonly refused: ReadonlyMap<SettingEdit["key"], Failure>;
};

/** The settings and their one way of changing: each at its own place, saved as soon as it is made. */
export function useSettings() {
  const cache = useQueryClient();
  const query = useQuery({ queryKey: queryKeys.settings, queryFn: api.settings.read });
  const [refused, setRefused] = useState<Editor["refused"]>(new Map());
  const change = useCallback<Change>(
    async (edit, what) => {
      const note = (failure: Failure | null) =>
        setRefused((before) => {
          const next = new Map(before);
          if (failure === null) next.delete(edit.key);
          else next.set(edit.key, failure);
          return next;
        });
      try {
        cache.setQueryData(queryKeys.settings, await api.settings.change([edit]));
        note(null);
        announce(strings.settings.saved(what));
        void cache.invalidateQueries({ queryKey: ["settings"] });
        return true;
      } catch (error) {
        note(error instanceof Error ? error : new Error(String(error)));
        return false;
      }
    },
    [cache],
  );
  return { query, change, refused };
}
