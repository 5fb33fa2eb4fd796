import { IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { strings } from "../lib/strings";
import { announce } from "./announce";
import { Button } from "./button";
import { FailureNote } from "./failure-note";
import { IconButton } from "./icon-button";
import { Kbd } from "./kbd";
import { useWayBack, type WayBack, withdrawUndo } from "./undo";
import css from "./undo-note.module.css";
import { type KeyMap, useKeys } from "./use-keys";
import { useTask } from "./use-task";

/** The house keeps what was taken away for a minute; the offer ends before it does. */
const OFFERED_MS = 50_000;

/** The way back from what was just taken away, over the foot of whatever page one is on. */
export function UndoNote() {
  const way = useWayBack();
  return way && <Offer key={way.what} way={way} />;
}

function Offer({ way }: { readonly way: WayBack }) {
  const task = useTask();
  const [held, setHeld] = useState(false);
  const stays = held || task.busy || task.failure !== null;
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(() => withdrawUndo(way), OFFERED_MS);
    return () => clearTimeout(timer);
  }, [way, stays]);
  const undo = () =>
    void task.run(async () => {
      await way.undo();
      announce(way.undone);
      withdrawUndo(way);
    });
  const keys: KeyMap = { "mod+z": undo };
  useKeys(keys);
  return (
    <section
      className={css.note}
      aria-label={strings.kit.undo}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div className={css.line}>
        <span className={css.what}>{way.what}</span>
        <Button size="sm" loading={task.busy} onClick={undo}>
          {strings.kit.undo}
          <Kbd keys="mod+z" />
        </Button>
        <IconButton
          size="sm"
          label={strings.kit.close}
          icon={<IconX size={14} stroke={1.6} />}
          onClick={() => withdrawUndo(way)}
        />
      </div>
      {task.failure && <FailureNote what={way.failed} failure={task.failure} />}
    </section>
  );
}
