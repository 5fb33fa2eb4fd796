import { IconArchive } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../ipc/api";
import type { Backup } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { Card } from "../../kit/card";
import { CopyButton } from "../../kit/copy-button";
import { FailureNote } from "../../kit/failure-note";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { sizeText } from "./model";
import { PurgeDialog } from "./purge-dialog";
import css from "./settings.module.css";

const words = strings.settings.keep;

/** Keeping the data folder, and taking it away. */
export function KeepCard({ path }: { readonly path: string }) {
  const cache = useQueryClient();
  const task = useTask();
  const [made, setMade] = useState<Backup | null>(null);
  const [purging, setPurging] = useState(false);
  const backup = () =>
    void task.run(async () => {
      setMade(null);
      setMade(await api.settings.backupNow());
      announce(words.backupSaid);
      void cache.invalidateQueries({ queryKey: queryKeys.folder });
    });
  return (
    <Card title={words.title}>
      <div className={css.settings}>
        <div className={css.setting}>
          <div>
            <Button icon={<IconArchive size={14} stroke={1.6} />} loading={task.busy} onClick={backup}>
              {words.backup}
            </Button>
          </div>
          <p className={css.quiet}>{words.backupHint(path)}</p>
          {made !== null && (
            <div className={css.path}>
              <span className={css.made}>{words.backupDone(made.path, sizeText(made.bytes))}</span>
              <CopyButton text={made.path} label={strings.kit.copyOf(words.copy)} />
            </div>
          )}
          {task.failure && <FailureNote what={words.backupFailed} failure={task.failure} />}
        </div>
        <div className={css.setting}>
          <div>
            <Button tone="danger" onClick={() => setPurging(true)}>
              {words.purge}
            </Button>
          </div>
          <p className={css.quiet}>{words.purgeHint}</p>
        </div>
      </div>
      <PurgeDialog open={purging} onClose={() => setPurging(false)} />
    </Card>
  );
}
