import { Button } from "../../kit/button";
import { Dialog } from "../../kit/dialog";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";

type ForgetDialogProps = {
  /** So many are kept; `null` while nothing is asked. */
  readonly days: string | null;
  readonly onClose: () => void;
  readonly onForget: () => Promise<void>;
};

const words = strings.settings.ledger;

/** Says what leaves the ledger before it does. */
export function ForgetDialog({ days, onClose, onForget }: ForgetDialogProps) {
  const task = useTask();
  return (
    <Dialog
      open={days !== null}
      onClose={onClose}
      title={words.forgetTitle(days ?? "")}
      actions={
        <>
          <Button onClick={onClose}>{words.keepAll}</Button>
          <Button tone="danger" loading={task.busy} onClick={() => void task.run(onForget)}>
            {words.forget(days ?? "")}
          </Button>
        </>
      }
    >
      <p>{words.forgetBody(days ?? "")}</p>
    </Dialog>
  );
}
