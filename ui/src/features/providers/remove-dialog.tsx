import { useQueryClient } from "@tanstack/react-query";
import { api } from "../../ipc/api";
import type { AccountView } from "../../ipc/bindings";
import { Button } from "../../kit/button";
import { Dialog } from "../../kit/dialog";
import { FailureNote } from "../../kit/failure-note";
import { refocus } from "../../kit/refocus";
import { offerUndo } from "../../kit/undo";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { accountsChanged } from "./changed";
import css from "./forms.module.css";
import { variableOf } from "./model";

type RemoveDialogProps = {
  readonly account: AccountView;
  readonly open: boolean;
  readonly onClose: () => void;
};

const words = strings.providerForms.removeDialog;

/** Says what breaks before it breaks. */
export function RemoveDialog({ account, open, onClose }: RemoveDialogProps) {
  const cache = useQueryClient();
  const task = useTask();
  const remove = () =>
    task.run(async () => {
      await api.providers.remove(account.name);
      offerUndo({
        what: words.removed(account.name),
        undo: () => api.providers.restore(account.name).then(() => accountsChanged(cache)),
        undone: words.undone(account.name),
        failed: words.notUndone(account.name),
      });
      onClose();
      accountsChanged(cache);
      refocus();
    });
  const keyed = account.key !== "not_needed" && variableOf(account.key_place) === null;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={words.title(account.name)}
      actions={
        <>
          <Button onClick={onClose}>{words.keep}</Button>
          <Button tone="danger" loading={task.busy} onClick={() => void remove()}>
            {words.submit}
          </Button>
        </>
      }
    >
      <div className={css.form}>
        {account.chains.length > 0 && <p>{words.breaks(account.chains)}</p>}
        <p className={css.quiet}>
          {keyed ? words.key : account.chains.length > 0 ? words.stays : words.unused}
        </p>
        {task.failure && <FailureNote what={words.failed} failure={task.failure} />}
      </div>
    </Dialog>
  );
}
