import { IconCheck, IconCopy, IconKey } from "@tabler/icons-react";
import { useState } from "react";
import type { ConnectView, MadeKey, NewLocalKey } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { Card } from "../../kit/card";
import { CodeBlock } from "../../kit/code-block";
import { FailureNote } from "../../kit/failure-note";
import { Id } from "../../kit/id";
import { SelectField } from "../../kit/select-field";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import css from "./connect.module.css";
import { fillSnippet, keyOfTool, readsVariable, usualProject } from "./model";

type SnippetsCardProps = {
  readonly view: ConnectView;
  readonly fresh: MadeKey | null;
  readonly make: (input: NewLocalKey) => Promise<MadeKey>;
};

type Copied = "no" | "yes" | "refused";

const words = strings.connect.snippets;

/** Snippets that run as they are pasted; without a key, one is made at the moment of copying. */
export function SnippetsCard({ view, fresh, make }: SnippetsCardProps) {
  const task = useTask();
  const [chosen, setChosen] = useState<string | null>(null);
  const [copied, setCopied] = useState<Copied>("no");
  const snippet = view.snippets.find((one) => one.id === chosen) ?? view.snippets[0];
  if (snippet === undefined) {
    return (
      <Card title={words.title}>
        <p className={css.quiet}>{words.none}</p>
      </Card>
    );
  }
  const show = (id: string) => {
    setChosen(id);
    setCopied("no");
    task.forget();
  };
  const copy = () =>
    task.run(async () => {
      const project = usualProject(view.projects);
      const { key } = fresh ?? (await make({ project, tool: snippet.id, environment: null }));
      setCopied(await written(fillSnippet(snippet, key)));
    });
  const known = fresh === null ? keyOfTool(view.keys, snippet.id) : null;
  return (
    <Card title={words.title} padding="none">
      <div className={css.tabs}>
        <SelectField
          label={words.tabs}
          value={snippet.id}
          onChange={show}
          options={view.snippets.map(({ id, title }) => ({ value: id, label: title }))}
        />
      </div>
      <div className={css.snippet}>
        {snippet.install !== null && (
          <div className={css.install}>
            <span>{words.install}</span>
            <Id value={snippet.install} label={words.installOf} />
          </div>
        )}
        <CodeBlock text={fillSnippet(snippet, fresh?.key ?? null)} label={words.of(snippet.title)} />
        <div className={css.copyLine}>
          <Button
            tone="primary"
            icon={
              copied === "yes" ? (
                <IconCheck size={14} stroke={1.8} />
              ) : fresh ? (
                <IconCopy size={14} stroke={1.6} />
              ) : (
                <IconKey size={14} stroke={1.6} />
              )
            }
            loading={task.busy}
            onClick={() => void copy()}
          >
            {copied === "yes" ? words.copied : fresh === null ? words.copyWithKey : words.copy}
          </Button>
          <p className={css.quiet}>
            {copied === "refused" && `${words.notCopied} `}
            {fresh !== null
              ? words.filled(fresh.view.project, fresh.view.last4)
              : readsVariable(snippet)
                ? words.fromVariable
                : words.toCome}
            {known !== null && ` ${words.exists(snippet.title, known.last4)}`}
          </p>
        </div>
        {task.failure && <FailureNote what={words.failed} failure={task.failure} />}
      </div>
    </Card>
  );
}

/** The system may refuse the clipboard; the text then stays on screen to be selected by hand. */
async function written(text: string): Promise<Copied> {
  try {
    await navigator.clipboard.writeText(text);
    announce(words.copied);
    return "yes";
  } catch {
    return "refused";
  }
}
