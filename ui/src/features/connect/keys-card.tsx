import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../ipc/api";
import type { LocalKeyView, MadeKey, NewLocalKey } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { Button } from "../../kit/button";
import { Card } from "../../kit/card";
import { DataTable } from "../../kit/data-table";
import { Empty } from "../../kit/empty";
import { FailureNote } from "../../kit/failure-note";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import css from "./connect.module.css";
import { keyColumns } from "./key-columns";
import { likeKey, newestFirst } from "./model";
import { RevokeDialog } from "./revoke-dialog";

type KeysCardProps = {
  readonly keys: readonly LocalKeyView[];
  readonly make: (input: NewLocalKey) => Promise<MadeKey>;
  readonly onNew: () => void;
  /** The keys of one project, and when each was used last. */
  readonly used?: ReadonlyMap<string, number | null>;
};

const words = strings.connect.keys;

/** The keys there are. A key is seen once; here it is its last four characters. */
export function KeysCard({ keys, make, onNew, used }: KeysCardProps) {
  const cache = useQueryClient();
  const making = useTask();
  const ending = useTask();
  const [replaced, setReplaced] = useState<LocalKeyView | null>(null);
  const [revoking, setRevoking] = useState<LocalKeyView | null>(null);
  /** The new one first, so that a failure never leaves the tool without any. */
  const replace = async (key: LocalKeyView) => {
    setReplaced(key);
    ending.forget();
    const made = await making.run(() => make(likeKey(key)));
    if (made === undefined) return;
    await ending.run(() => api.connect.revoke(key.id));
    void cache.invalidateQueries({ queryKey: queryKeys.connect });
    void cache.invalidateQueries({ queryKey: queryKeys.projects });
  };
  const busy = making.busy || ending.busy ? (replaced?.id ?? null) : null;
  return (
    <Card
      title={words.title}
      sub={keys.length > 0 ? words.count(keys.length) : undefined}
      aside={words.note}
      padding="none"
    >
      {making.failure && (
        <div className={css.inset}>
          <FailureNote what={words.notReplaced} failure={making.failure} />
        </div>
      )}
      {ending.failure && replaced && (
        <div className={css.inset}>
          <FailureNote what={words.notEnded(replaced.last4)} failure={ending.failure} />
        </div>
      )}
      <div className={css.table}>
        <DataTable
          label={words.title}
          columns={keyColumns({ busy, used, replace: (key) => void replace(key), revoke: setRevoking })}
          rows={newestFirst(keys)}
          rowKey={(key) => key.id}
          rowName={(key) => words.rowName(key.project, key.tool, key.last4)}
          fit="rows"
          empty={
            <Empty
              title={words.emptyTitle}
              action={<Button onClick={onNew}>{strings.connect.make.action}</Button>}
            >
              {words.empty}
            </Empty>
          }
        />
      </div>
      <RevokeDialog of={revoking} onClose={() => setRevoking(null)} />
    </Card>
  );
}
