import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../ipc/api";
import type { ToolView } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { Dialog } from "../../kit/dialog";
import { FailureNote } from "../../kit/failure-note";
import { Switch } from "../../kit/switch";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { PlanView } from "./plan-view";
import css from "./tools.module.css";
import { useToolsChanged } from "./use-tools";

type DisconnectDialogProps = {
  readonly tool: ToolView;
  readonly open: boolean;
  readonly onClose: () => void;
};

const words = strings.tools;

/** What comes back, to the line, before it does. A file that cannot be edited any more shows both versions. */
export function DisconnectDialog({ tool, open, onClose }: DisconnectDialogProps) {
  const changed = useToolsChanged();
  const task = useTask();
  const [whole, setWhole] = useState(false);
  const [keepKey, setKeepKey] = useState(false);
  const undo = { tool: tool.id, whole, keep_key: keepKey };
  const plan = useQuery({
    queryKey: [...queryKeys.toolPlans, "undo", tool.id, whole, tool.connected],
    queryFn: () => api.connect.undoPreview(undo),
    enabled: open,
  });
  const offersWhole = whole || plan.data?.refused != null;
  const submit = () =>
    task.run(async () => {
      await api.connect.undo(undo);
      announce(words.disconnected(tool.name));
      changed();
      onClose();
    });
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={words.undo.title(tool.name)}
      width={680}
      actions={
        <>
          <Button onClick={onClose}>{words.undo.keep}</Button>
          <Button
            tone="primary"
            data-autofocus
            loading={task.busy}
            disabled={plan.data === undefined || plan.data.refused !== null}
            onClick={() => void submit()}
          >
            {words.undo.submit(tool.name)}
          </Button>
        </>
      }
    >
      <div className={css.plan}>
        {plan.data !== undefined && <PlanView plan={plan.data} />}
        {plan.error !== null && <FailureNote what={words.plan.failed} failure={plan.error} />}
        {offersWhole && (
          <div>
            <Switch label={words.undo.whole} checked={whole} onChange={setWhole} />
            <p className={css.note}>{words.undo.wholeHint}</p>
          </div>
        )}
        <Switch label={words.undo.keepKey} checked={keepKey} onChange={setKeepKey} />
        {task.failure && <FailureNote what={words.notDisconnected(tool.name)} failure={task.failure} />}
      </div>
    </Dialog>
  );
}
