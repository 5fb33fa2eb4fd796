import { type FormEvent, useState } from "react";
import type { ProjectSettings } from "../../ipc/bindings";
import { TextField } from "../../kit/text-field";
import { strings } from "../../lib/strings";
import { ColourField } from "./colour-field";
import css from "./projects.module.css";
import { type ProjectDraft, type ProjectProblems, projectProblems, settingsOf } from "./projects-model";

type ProjectFormProps = {
  readonly id: string;
  readonly begin: ProjectDraft;
  readonly archived: boolean;
  readonly nameHint: string;
  /** Its name stays, and the hint says why. */
  readonly nameFixed?: boolean;
  readonly onSave: (settings: ProjectSettings) => void;
};

const words = strings.projects;

/** What a project says of itself. A button outside sends it. */
export function ProjectForm({ id, begin, archived, nameHint, nameFixed = false, onSave }: ProjectFormProps) {
  const [draft, setDraft] = useState(begin);
  const [problems, setProblems] = useState<ProjectProblems>({});
  const change = (part: Partial<ProjectDraft>) => {
    setDraft({ ...draft, ...part });
    setProblems({});
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = projectProblems(draft);
    setProblems(found);
    if (Object.keys(found).length === 0) onSave(settingsOf(draft, archived));
  };
  const span = (part: "firstToken" | "answer", label: string) => (
    <TextField
      label={label}
      aside={words.optional}
      value={draft[part]}
      onChange={(text) => change({ [part]: text })}
      placeholder={words.spanExample}
      {...(problems[part] !== undefined && { error: problems[part] })}
    />
  );
  return (
    <form id={id} className={css.form} onSubmit={submit} noValidate>
      <TextField
        label={words.name}
        data-autofocus
        disabled={nameFixed}
        value={draft.name}
        onChange={(name) => change({ name })}
        hint={nameHint}
        {...(problems.name !== undefined && { error: problems.name })}
      />
      <ColourField value={draft.colour} onChange={(colour) => change({ colour })} />
      <fieldset className={css.fieldset}>
        <legend>{words.patience}</legend>
        <div className={css.patience}>
          {span("firstToken", words.firstToken)}
          {span("answer", words.answer)}
          <p className={css.quiet}>{words.spanHint}</p>
        </div>
      </fieldset>
    </form>
  );
}
