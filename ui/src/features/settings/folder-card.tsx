import { IconCopy, IconFolder } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../ipc/api";
import { queryKeys } from "../../ipc/query-keys";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { Card } from "../../kit/card";
import { CopyButton } from "../../kit/copy-button";
import { FailureNote } from "../../kit/failure-note";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { sizeText } from "./model";
import css from "./settings.module.css";

const words = strings.settings.folder;

/** Where everything lies, how much room it takes, and what a report of a fault needs. */
export function FolderCard({ path, version }: { readonly path: string; readonly version: string }) {
  const folder = useQuery({ queryKey: queryKeys.folder, queryFn: api.settings.folder });
  const opening = useTask();
  const copying = useTask();
  const [copied, setCopied] = useState(false);
  const parts = (folder.data?.parts ?? []).filter(({ bytes }) => bytes > 0);
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const copy = () =>
    copying.run(async () => {
      const { text } = await api.settings.diagnostics();
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce(words.diagnosticsCopied);
    });
  return (
    <Card title={words.title} sub={words.version(version)}>
      <div className={css.settings}>
        <div className={css.path}>
          <code>{path}</code>
          <CopyButton text={path} label={strings.kit.copyOf(words.copy)} />
        </div>
        {folder.error && <FailureNote what={words.failed} failure={folder.error} />}
        {parts.length > 0 && (
          <dl className={css.parts}>
            {parts.map((part) => (
              <div key={part.name}>
                <dt>{words.parts[part.name] ?? part.name}</dt>
                <dd>{sizeText(part.bytes)}</dd>
              </div>
            ))}
            <div className={css.total}>
              <dt>{words.total}</dt>
              <dd>{sizeText(total)}</dd>
            </div>
          </dl>
        )}
        <div className={css.buttons}>
          <Button
            icon={<IconFolder size={14} stroke={1.6} />}
            loading={opening.busy}
            onClick={() => void opening.run(api.settings.showFolder)}
          >
            {words.open}
          </Button>
          <Button
            icon={<IconCopy size={14} stroke={1.6} />}
            loading={copying.busy}
            onClick={() => void copy()}
          >
            {copied ? words.diagnosticsCopied : words.diagnostics}
          </Button>
        </div>
        <p className={css.quiet}>{words.diagnosticsHint}</p>
        {opening.failure && <FailureNote what={words.openFailed} failure={opening.failure} />}
        {copying.failure && <FailureNote what={words.diagnosticsFailed} failure={copying.failure} />}
      </div>
    </Card>
  );
}
