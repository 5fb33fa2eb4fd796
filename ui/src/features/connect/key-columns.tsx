import type { LocalKeyView } from "../../ipc/bindings";
import { Ago } from "../../kit/ago";
import { Button } from "../../kit/button";
import { Cell } from "../../kit/cell";
import type { Column } from "../../kit/data-table";
import { strings } from "../../lib/strings";
import { unixMillis } from "../../lib/units";

type KeyActions = {
  /** The key that is being replaced. */
  readonly busy: string | null;
  /** Of one project's keys: when each was used last. */
  readonly used: ReadonlyMap<string, number | null> | undefined;
  readonly replace: (key: LocalKeyView) => void;
  readonly revoke: (key: LocalKeyView) => void;
};

const words = strings.connect.keys;

const named = (name: string | null) => (
  <Cell tone={name === null ? "faint" : "normal"} {...(name !== null && { title: name })}>
    {name ?? words.any}
  </Cell>
);

const PROJECT: Column<LocalKeyView> = {
  id: "project",
  head: words.project,
  min: 150,
  grow: 2,
  cell: (key) => (
    <Cell tone="strong" title={key.project}>
      {key.project}
    </Cell>
  ),
};

const lastUsed = (used: ReadonlyMap<string, number | null>): Column<LocalKeyView> => ({
  id: "used",
  head: strings.projects.used,
  min: 96,
  cell: (key) => {
    const at = used.get(key.id) ?? null;
    return at === null ? (
      <Cell tone="faint" title={strings.projects.notUsedWhy}>
        {strings.projects.notUsed}
      </Cell>
    ) : (
      <Cell tone="quiet">
        <Ago at={unixMillis(at)} />
      </Cell>
    );
  },
});

export function keyColumns({ busy, used, replace, revoke }: KeyActions): readonly Column<LocalKeyView>[] {
  return [
    ...(used === undefined ? [PROJECT] : []),
    { id: "tool", head: words.tool, min: 130, grow: 1, cell: (key) => named(key.tool) },
    { id: "environment", head: words.environment, min: 110, grow: 1, cell: (key) => named(key.environment) },
    {
      id: "key",
      head: words.key,
      min: 90,
      cell: (key) => (
        <Cell mono tone="quiet">
          …{key.last4}
        </Cell>
      ),
    },
    {
      id: "made",
      head: words.made,
      min: 110,
      cell: (key) => (
        <Cell tone="quiet">
          <Ago at={unixMillis(key.created)} />
        </Cell>
      ),
    },
    ...(used === undefined ? [] : [lastUsed(used)]),
    {
      id: "actions",
      head: "",
      min: 186,
      align: "end",
      cell: (key) => (
        <>
          <Button
            size="sm"
            tone="ghost"
            aria-label={words.replaceOf(key.last4)}
            loading={busy === key.id}
            disabled={busy !== null && busy !== key.id}
            onClick={() => replace(key)}
          >
            {words.replace}
          </Button>
          <Button size="sm" tone="ghost" aria-label={words.revokeOf(key.last4)} onClick={() => revoke(key)}>
            {words.revoke}
          </Button>
        </>
      ),
    },
  ];
}
