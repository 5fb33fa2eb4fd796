import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { api } from "../../ipc/api";
import type { ProjectKey } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { Dialog } from "../../kit/dialog";
import { FailureNote } from "../../kit/failure-note";
import { refocus } from "../../kit/refocus";
import { TextField } from "../../kit/text-field";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import css from "./projects.module.css";
import { isSpanOrNothing } from "./projects-model";
import { projectsChanged } from "./use-projects";

type KeyPatienceDialogProps = { readonly of: ProjectKey; readonly onClose: () => void };

const words = strings.projects;

/** Gives one key its own patience, or its project's again. */
export function KeyPatienceDialog({ of, onClose }: KeyPatienceDialogProps) {
  const cache = useQueryClient();
  const task = useTask();
  const form = useId();
  const [first, setFirst] = useState(of.first_token_within ?? "");
  const [answer, setAnswer] = useState(of.answer_within ?? "");
  const [asked, setAsked] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (![first, answer].every(isSpanOrNothing)) return;
    void task.run(async () => {
      const wish = {
        id: of.id,
        first_token_within: first.trim() || null,
        answer_within: answer.trim() || null,
      };
      projectsChanged(cache, await api.connect.changeKey(wish));
      announce(words.keyPatienceSaved(of.last4));
      onClose();
      refocus();
    });
  };
  const field = (label: string, value: string, onChange: (text: string) => void, focus: boolean) => (
    <TextField
      label={label}
      aside={words.optional}
      value={value}
      onChange={onChange}
      placeholder={words.spanExample}
      {...(focus && { "data-autofocus": true })}
      {...(asked && !isSpanOrNothing(value) && { error: words.spanWrong })}
    />
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.keyPatienceOf(of.last4)}
      actions={
        <Button type="submit" form={form} tone="primary" loading={task.busy}>
          {words.save}
        </Button>
      }
    >
      <form id={form} className={css.form} onSubmit={submit} noValidate>
        {field(words.firstToken, first, setFirst, true)}
        {field(words.answer, answer, setAnswer, false)}
        <p className={css.quiet}>{words.keyPatienceHint}</p>
        {task.failure && <FailureNote what={words.keyPatienceFailed} failure={task.failure} />}
      </form>
    </Dialog>
  );
}
