import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../ipc/api";
import type { LocalKeyView } from "../../ipc/bindings";
import { Button } from "../../kit/button";
import { Dialog } from "../../kit/dialog";
import { FailureNote } from "../../kit/failure-note";
import { refocus } from "../../kit/refocus";
import { offerUndo } from "../../kit/undo";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import css from "./connect.module.css";

type RevokeDialogProps = { readonly of: LocalKeyView | null; readonly onClose: () => void };

const words = strings.connect.revoke;

/** Says who is refused before anybody is. */
export function RevokeDialog({ of, onClose }: RevokeDialogProps) {
  const cache = useQueryClient();
  const task = useTask();
  // While the dialog closes it goes on saying what it said.
  const [shown, setShown] = useState(of);
  if (of !== null && of !== shown) setShown(of);
  const close = () => {
    task.forget();
    onClose();
  };
  const revoke = (key: LocalKeyView) =>
    task.run(async () => {
      await api.connect.revoke(key.id);
      // The list of keys, and the projects that they belong to.
      const changed = () => cache.invalidateQueries({ queryKey: ["connect"] });
      offerUndo({
        what: words.done(key.last4),
        undo: () => api.connect.restoreKey(key.id).then(changed),
        undone: words.undone(key.last4),
        failed: words.notUndone(key.last4),
      });
      close();
      refocus();
      void changed();
    });
  return (
    <Dialog
      open={of !== null}
      onClose={close}
      title={words.title(shown?.last4 ?? "")}
      actions={
        <>
          <Button onClick={close}>{words.keep}</Button>
          <Button tone="danger" loading={task.busy} onClick={() => shown && void revoke(shown)}>
            {words.submit}
          </Button>
        </>
      }
    >
      <div className={css.form}>
        <p>{words.body(shown?.tool ?? words.anything)}</p>
        <p className={css.quiet}>{words.stays}</p>
        {task.failure && <FailureNote what={words.failed} failure={task.failure} />}
      </div>
    </Dialog>
  );
}
