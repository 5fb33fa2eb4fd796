import { api } from "../../ipc/api";
import type { Purged } from "../../ipc/bindings";
import { Button } from "../../kit/button";
import { Dialog } from "../../kit/dialog";
import { strings } from "../../lib/strings";
import css from "./settings.module.css";

const words = strings.settings.keep;
const quit = () => void api.settings.quit();

/** After a purge there is nothing to show but what went, and nothing to do but to quit. */
export function PurgedDialog({ gone }: { readonly gone: Purged }) {
  return (
    <Dialog
      open
      onClose={quit}
      title={words.goneTitle}
      actions={
        <Button tone="primary" data-autofocus onClick={quit}>
          {words.quit}
        </Button>
      }
    >
      <div className={css.setting}>
        <p>{words.gone(gone.files, gone.keys.length)}</p>
        {gone.tools.length > 0 && <p>{words.toolsBack(gone.tools)}</p>}
        {gone.left.length > 0 && (
          <>
            <p className={css.quiet}>{words.left}</p>
            <ul className={css.left}>
              {gone.left.map((path) => (
                <li key={path}>
                  <code>{path}</code>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Dialog>
  );
}
