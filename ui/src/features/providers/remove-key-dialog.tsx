import { useQueryClient } from "@tanstack/react-query";
import { api } from "../../ipc/api";
import type { AccountView, KeyView } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { Dialog } from "../../kit/dialog";
import { FailureNote } from "../../kit/failure-note";
import { refocus } from "../../kit/refocus";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { accountChanged } from "./changed";
import css from "./forms.module.css";
import { placeOf } from "./keys";

type RemoveKeyDialogProps = {
  readonly account: AccountView;
  /** `null` while nothing is asked. */
  readonly of: KeyView | null;
  readonly onClose: () => void;
};

const words = strings.providerForms.removeKey;

/** Says who goes on signing before a key goes. */
export function RemoveKeyDialog({ account, of, onClose }: RemoveKeyDialogProps) {
  const cache = useQueryClient();
  const task = useTask();
  const place = of === null ? null : placeOf(of);
  const close = () => {
    task.forget();
    onClose();
  };
  const remove = () =>
    task.run(async () => {
      if (of === null || place === null) return;
      accountChanged(cache, await api.providers.removeKey({ account: account.name, place: of.place }));
      announce(words.removed(place.name));
      close();
      refocus();
    });
  const last = account.keys.length === 1;
  return (
    <Dialog
      open={of !== null}
      onClose={close}
      title={words.title(place?.name ?? "")}
      actions={
        <>
          <Button onClick={close}>{words.keep}</Button>
          <Button tone="danger" loading={task.busy} onClick={() => void remove()}>
            {words.submit}
          </Button>
        </>
      }
    >
      <div className={css.form}>
        <p>{last ? words.last : place?.kept === true ? words.body : words.variable}</p>
        {task.failure && <FailureNote what={words.failed} failure={task.failure} />}
      </div>
    </Dialog>
  );
}
