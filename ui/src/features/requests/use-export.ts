import { useState } from "react";
import { api } from "../../ipc/api";
import type { Exported, ExportFormat, Narrow } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { useTask } from "../../kit/use-task";
import { groupDigits } from "../../lib/number";
import { strings } from "../../lib/strings";

const words = strings.requests.export;

export const exportedWords = ({ calls, path, cut }: Exported): string =>
  (cut ? words.cut : words.done)(groupDigits(calls), path);

/** Writes the calls that fit to a file of the data folder. */
export function useExport(narrow: Narrow) {
  const task = useTask();
  const [done, setDone] = useState<Exported | null>(null);
  const begin = (format: ExportFormat) =>
    void task.run(async () => {
      setDone(null);
      const exported = await api.requests.export({ narrow, format });
      setDone(exported);
      announce(exportedWords(exported));
    });
  return { begin, done, hide: () => setDone(null), busy: task.busy, failure: task.failure };
}

export type Export = ReturnType<typeof useExport>;
