import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { api } from "../../ipc/api";
import type { AccountView } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { Dialog } from "../../kit/dialog";
import { FailureNote } from "../../kit/failure-note";
import { refocus } from "../../kit/refocus";
import { SecretField } from "../../kit/secret-field";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { accountChanged } from "./changed";
import css from "./forms.module.css";

type KeyDialogProps = {
  readonly account: AccountView;
  /** Which of its keys it replaces; the first where it is `null`. */
  readonly place?: string | null;
  readonly open: boolean;
  readonly onClose: () => void;
};

const words = strings.providerForms;

/** A key on its way to the keychain. It leaves this window's memory at the press of the button. */
export function KeyDialog({ account, place = null, open, onClose }: KeyDialogProps) {
  const cache = useQueryClient();
  const task = useTask();
  const form = useId();
  const [key, setKey] = useState("");
  const [wrong, setWrong] = useState<string>();
  const close = () => {
    setKey("");
    setWrong(undefined);
    task.forget();
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = key.trim();
    const problem =
      given === "" ? words.problem.keyMissing : /\s/.test(given) ? words.problem.keyShape : undefined;
    setWrong(problem);
    if (problem !== undefined) return;
    setKey("");
    void task.run(async () => {
      accountChanged(cache, await api.providers.setKey({ account: account.name, key: given, place }));
      announce(words.keyDialog.saved(account.name));
      close();
      refocus();
    });
  };
  const title = account.key === "missing" ? words.keyDialog.add : words.keyDialog.replace;
  return (
    <Dialog
      open={open}
      onClose={close}
      title={title(account.name)}
      actions={
        <Button type="submit" form={form} tone="primary" loading={task.busy}>
          {words.keyDialog.submit}
        </Button>
      }
    >
      <form id={form} className={css.form} onSubmit={submit} noValidate>
        {account.key === "present" && <p className={css.quiet}>{words.keyDialog.replaceNote}</p>}
        <SecretField
          label={words.form.key}
          value={key}
          data-autofocus
          onChange={setKey}
          hint={task.failure ? words.form.keyGone : words.form.keyHint}
          {...(wrong !== undefined && { error: wrong })}
        />
        {task.failure && <FailureNote what={words.keyDialog.failed} failure={task.failure} />}
      </form>
    </Dialog>
  );
}
