import { type FormEvent, useId, useState } from "react";
import type { MadeKey, NewLocalKey } from "../../ipc/bindings";
import { Button } from "../../kit/button";
import { Chip } from "../../kit/chip";
import { Dialog } from "../../kit/dialog";
import { FailureNote } from "../../kit/failure-note";
import { TextField } from "../../kit/text-field";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import css from "./connect.module.css";
import { type KeyDraft, type KeyProblems, keyProblems, newKeyOf } from "./model";

type NewKeyDialogProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly projects: readonly string[];
  /** The project that stands there first. */
  readonly usual: string;
  readonly make: (input: NewLocalKey) => Promise<MadeKey>;
};

const words = strings.connect.make;

export function NewKeyDialog({ open, onClose, projects, usual, make }: NewKeyDialogProps) {
  const form = useId();
  const task = useTask();
  const begin: KeyDraft = { project: usual, tool: "", environment: "" };
  const [draft, setDraft] = useState(begin);
  const [problems, setProblems] = useState<KeyProblems>({});
  const change = (part: Partial<KeyDraft>) => {
    setDraft({ ...draft, ...part });
    setProblems({});
  };
  const close = () => {
    setDraft(begin);
    setProblems({});
    task.forget();
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = keyProblems(draft);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    void task.run(async () => {
      await make(newKeyOf(draft));
      close();
    });
  };
  const wrong = (part: keyof KeyDraft) => {
    const error = problems[part];
    return error === undefined ? {} : { error };
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={words.title}
      actions={
        <Button type="submit" form={form} tone="primary" loading={task.busy}>
          {words.submit}
        </Button>
      }
    >
      <form id={form} className={css.form} onSubmit={submit} noValidate>
        <TextField
          label={words.project}
          value={draft.project}
          onChange={(project) => change({ project })}
          hint={words.projectHint}
          data-autofocus
          {...wrong("project")}
        />
        {projects.length > 1 && (
          <ul className={css.known} aria-label={words.known}>
            {projects.map((project) => (
              <li key={project}>
                <Chip tone={project === draft.project ? "on" : "plain"} onClick={() => change({ project })}>
                  {project}
                </Chip>
              </li>
            ))}
          </ul>
        )}
        <TextField
          label={words.tool}
          aside={words.optional}
          placeholder={words.toolExample}
          value={draft.tool}
          onChange={(tool) => change({ tool })}
          {...wrong("tool")}
        />
        <TextField
          label={words.environment}
          aside={words.optional}
          placeholder={words.environmentExample}
          value={draft.environment}
          onChange={(environment) => change({ environment })}
          {...wrong("environment")}
        />
        {task.failure && <FailureNote what={words.failed} failure={task.failure} />}
      </form>
    </Dialog>
  );
}
