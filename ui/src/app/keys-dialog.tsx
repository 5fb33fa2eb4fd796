import { Dialog } from "../kit/dialog";
import { Kbd } from "../kit/kbd";
import { strings } from "../lib/strings";
import css from "./keys-dialog.module.css";
import { STATIONS } from "./stations";

const { keys } = strings.app;

const GROUPS: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  { title: keys.go, keys: STATIONS.map((station) => [station.keys, station.label] as const) },
  {
    title: keys.lists,
    keys: [
      ["j k", keys.rows],
      ["ArrowUp ArrowDown", keys.rows],
      ["Enter", keys.enter],
      ["t", keys.table],
    ],
  },
  {
    title: keys.everywhere,
    keys: [
      ["Escape", keys.escape],
      ["mod+shift+l", keys.theme],
      ["?", keys.list],
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
              {group.keys.map(([binding, does]) => (
                <div key={binding} className={css.line}>
                  <dt>{does}</dt>
                  <dd>
                    <Kbd keys={binding} />
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
