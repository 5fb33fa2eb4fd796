import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { api } from "../../ipc/api";
import type { Purged } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { Button } from "../../kit/button";
import { Dialog } from "../../kit/dialog";
import { FailureNote } from "../../kit/failure-note";
import { Switch } from "../../kit/switch";
import { TextField } from "../../kit/text-field";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { PurgedDialog } from "./purged-dialog";
import css from "./settings.module.css";

type PurgeDialogProps = { readonly open: boolean; readonly onClose: () => void };

const words = strings.settings.keep;

/** Says what goes and asks for a word, because nothing brings it back. */
export function PurgeDialog({ open, onClose }: PurgeDialogProps) {
  const look = useQuery({
    queryKey: queryKeys.purge,
    queryFn: api.settings.purgePreview,
    enabled: open,
    staleTime: 0,
  });
  const task = useTask();
  const form = useId();
  const [typed, setTyped] = useState("");
  const [keysToo, setKeysToo] = useState(true);
  const [gone, setGone] = useState<Purged | null>(null);
  const meant = typed.trim() === words.purgeWord;
  const close = () => {
    if (task.busy) return;
    setTyped("");
    setKeysToo(true);
    task.forget();
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!meant || look.data === undefined) return;
    void task.run(async () => setGone(await api.settings.purge({ typed, keep_keys: !keysToo })));
  };
  if (gone !== null) return <PurgedDialog gone={gone} />;
  return (
    <Dialog
      open={open}
      onClose={close}
      title={words.purgeTitle}
      width={520}
      actions={
        <>
          <Button onClick={close}>{words.keepAll}</Button>
          <Button
            type="submit"
            form={form}
            tone="danger"
            disabled={!meant || look.data === undefined}
            loading={task.busy}
          >
            {words.purgeSubmit}
          </Button>
        </>
      }
    >
      <form id={form} className={css.settings} onSubmit={submit} noValidate>
        {look.error && <FailureNote what={words.purgeLook} failure={look.error} />}
        {look.data && (
          <>
            <p>{words.purgeBody(look.data.files, look.data.data_dir)}</p>
            <div className={css.setting}>
              <Switch label={words.purgeKeys} checked={keysToo} onChange={setKeysToo} />
              <p className={css.quiet}>{words.purgeKeyNames(look.data.keys)}</p>
            </div>
          </>
        )}
        <p className={css.quiet}>{words.purgeStays}</p>
        <TextField label={words.purgeType} data-autofocus mono value={typed} onChange={setTyped} />
        {task.failure && <FailureNote what={words.purgeFailed} failure={task.failure} />}
      </form>
    </Dialog>
  );
}
