import { Dialog } from "../kit/dialog";
import { Kbd } from "../kit/kbd";
import { strings } from "../lib/strings";
import css from "./keys-dialog.module.css";
import { STATIONS } from "./stations";

const { keys } = strings.app;

const GROUPS: readonly {
  readonly title: string;
  readonly keys: readonly (readonly [string, ...string[]])[];
}[] = [
  { title: keys.go, keys: STATIONS.map((station) => [station.label, station.keys] as const) },
  {
    title: keys.lists,
    keys: [
      [keys.rows, "j k", "ArrowUp ArrowDown"],
      [keys.enter, "Enter"],
      [keys.table, "t"],
      [keys.freeze, "p"],
      [keys.search, "/"],
      [keys.window, "[", "]"],
      [keys.copyId, "y"],
      [keys.exports, "e"],
    ],
  },
  {
    title: keys.routes,
    keys: [
      [keys.move, "alt+ArrowUp", "alt+ArrowDown"],
      [keys.undo, "mod+z"],
      [keys.redo, "mod+shift+z"],
      [keys.save, "mod+Enter"],
    ],
  },
  {
    title: keys.everywhere,
    keys: [
      [keys.palette, "mod+k"],
      [keys.escape, "Escape"],
      [keys.theme, "mod+shift+l"],
      [keys.list, "?"],
    ],
  },
];

export function KeysDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={keys.title} width={560}>
      <div className={css.groups}>
        {GROUPS.map((group) => (
          <section key={group.title} className={css.group}>
            <h3 className={css.title}>{group.title}</h3>
            <dl>
              {group.keys.map(([does, ...bindings]) => (
                <div key={does} className={css.line}>
                  <dt>{does}</dt>
                  <dd className={css.bindings}>
                    {bindings.map((binding) => (
                      <Kbd key={binding} keys={binding} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={css.note}>{keys.note}</p>
    </Dialog>
  );
}
