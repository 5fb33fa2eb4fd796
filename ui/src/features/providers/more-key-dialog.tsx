import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { api } from "../../ipc/api";
import type { AccountView } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { Dialog } from "../../kit/dialog";
import { FailureNote } from "../../kit/failure-note";
import { refocus } from "../../kit/refocus";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { accountChanged } from "./changed";
import { type Draft, type DraftProblems, EMPTY, keyProblems } from "./draft";
import css from "./forms.module.css";
import { KeySource } from "./key-source";

type MoreKeyDialogProps = {
  readonly account: AccountView;
  readonly open: boolean;
  readonly onClose: () => void;
};

const words = strings.providerForms.moreKey;

/** One more key: the pool's least limited one signs. It leaves this window's memory at the press of the button. */
export function MoreKeyDialog({ account, open, onClose }: MoreKeyDialogProps) {
  const cache = useQueryClient();
  const presets = useQuery({ queryKey: queryKeys.presets, queryFn: api.providers.presets, enabled: open });
  const task = useTask();
  const form = useId();
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const [problems, setProblems] = useState<DraftProblems>({});
  const close = () => {
    setDraft(EMPTY);
    setProblems({});
    task.forget();
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = keyProblems(draft, true);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const kept = draft.from === "keychain";
    const wish = {
      account: account.name,
      key: kept ? draft.key.trim() : null,
      key_env: kept ? null : draft.variable.trim(),
    };
    setDraft({ ...draft, key: "" });
    void task.run(async () => {
      accountChanged(cache, await api.providers.addKey(wish));
      announce(words.added(account.name));
      close();
      refocus();
    });
  };
  const preset = presets.data?.find(({ id }) => id === account.provider);
  return (
    <Dialog
      open={open}
      onClose={close}
      title={words.title(account.name)}
      actions={
        <Button type="submit" form={form} tone="primary" loading={task.busy}>
          {words.submit}
        </Button>
      }
    >
      <form id={form} className={css.form} onSubmit={submit} noValidate>
        <p className={css.quiet}>{words.note}</p>
        <KeySource
          preset={{ id: account.provider, key: "needed", key_url: preset?.key_url ?? null }}
          draft={draft}
          problems={problems}
          failed={task.failure !== null}
          onChange={(part) => {
            setDraft({ ...draft, ...part });
            setProblems({});
          }}
        />
        {task.failure && <FailureNote what={words.failed} failure={task.failure} />}
      </form>
    </Dialog>
  );
}
