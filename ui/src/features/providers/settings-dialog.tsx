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
import css from "./forms.module.css";
import { KeySource } from "./key-source";
import { NetworkFields } from "./network-fields";
import {
  asksForKey,
  changeOf,
  type SettingsDraft,
  type SettingsProblems,
  settingsDraft,
  settingsProblems,
} from "./settings-draft";

type SettingsDialogProps = {
  readonly account: AccountView;
  readonly open: boolean;
  readonly onClose: () => void;
};

const words = strings.accountSettings;

/** Where an account's calls go, how they travel, how much it may be asked. Another address asks for the key. */
export function SettingsDialog({ account, open, onClose }: SettingsDialogProps) {
  const cache = useQueryClient();
  const presets = useQuery({ queryKey: queryKeys.presets, queryFn: api.providers.presets });
  const preset = presets.data?.find(({ id }) => id === account.provider);
  const task = useTask();
  const form = useId();
  const [draft, setDraft] = useState(() => settingsDraft(account));
  const [problems, setProblems] = useState<SettingsProblems>({});
  const usual = preset?.base_url ?? account.base_url;
  const keyed = asksForKey(draft, account, usual);
  const change = (part: Partial<SettingsDraft>) => {
    setDraft({ ...draft, ...part });
    setProblems({});
  };
  const close = () => {
    setDraft(settingsDraft(account));
    setProblems({});
    task.forget();
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = settingsProblems(draft, keyed);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const wish = changeOf(draft, account, keyed);
    // The key goes on its way and out of this window's memory, whatever becomes of it.
    setDraft({ ...draft, key: "" });
    void task.run(async () => {
      const now = await api.providers.change(wish);
      accountChanged(cache, now);
      announce(words.saved(account.name));
      setDraft(settingsDraft(now));
      setProblems({});
      onClose();
      refocus();
    });
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={words.title(account.name)}
      width={520}
      actions={
        <Button type="submit" form={form} tone="primary" loading={task.busy}>
          {words.save}
        </Button>
      }
    >
      <form id={form} className={css.form} onSubmit={submit} noValidate>
        <NetworkFields
          draft={draft}
          problems={problems}
          usual={usual}
          regions={preset?.regions ?? []}
          headers={preset?.headers ?? []}
          onChange={change}
        >
          {keyed && (
            <div className={css.again}>
              <p>{words.keyAgain}</p>
              <KeySource
                preset={{ id: account.provider, key: "needed", key_url: preset?.key_url ?? null }}
                draft={draft}
                problems={problems}
                failed={task.failure !== null}
                onChange={change}
              />
            </div>
          )}
        </NetworkFields>
        {task.failure && <FailureNote what={words.failed} failure={task.failure} />}
      </form>
    </Dialog>
  );
}
