import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { api } from "../../ipc/api";
import type { Preset } from "../../ipc/bindings";
import { ApiFailure } from "../../ipc/client";
import { announce } from "../../kit/announce";
import { FailureNote } from "../../kit/failure-note";
import { TextField } from "../../kit/text-field";
import type { Task } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { accountsChanged } from "./changed";
import { type Draft, type DraftProblems, EMPTY, nameOf, newAccountOf, problemsOf } from "./draft";
import css from "./forms.module.css";
import { KeySource } from "./key-source";

type AccountFormProps = {
  /** Of the form, so that a button outside can send it. */
  readonly id: string;
  readonly preset: Preset;
  readonly taken: readonly string[];
  readonly task: Task;
  /** This machine is known to have no keychain, so the form begins with a variable. */
  readonly noKeychain: boolean;
  readonly onAdded: (name: string) => void;
};

const words = strings.providerForms.form;

export function AccountForm({ id, preset, taken, task, noKeychain, onAdded }: AccountFormProps) {
  const cache = useQueryClient();
  const [draft, setDraft] = useState<Draft>({ ...EMPTY, from: noKeychain ? "variable" : "keychain" });
  const [problems, setProblems] = useState<DraftProblems>({});
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    setProblems({});
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = problemsOf(draft, preset, taken);
    setProblems(found);
    if (Object.keys(found).length > 0) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    const account = newAccountOf(draft, preset);
    // The key goes on its way and out of this window's memory, whatever becomes of it.
    setDraft({ ...draft, key: "" });
    const offerVariable = (error: unknown): never => {
      if (error instanceof ApiFailure && error.code === "no_keychain")
        setDraft({ ...draft, key: "", from: "variable" });
      throw error;
    };
    void task.run(async () => {
      const added = await api.providers.add(account).catch(offerVariable);
      announce(words.added(added.name));
      accountsChanged(cache);
      onAdded(added.name);
    });
  };
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const first =
      form.current?.querySelector<HTMLElement>("[data-autofocus]") ?? form.current?.querySelector("input");
    first?.focus();
  }, []);
  const custom = preset.base_url === "";
  const wrong = (field: keyof DraftProblems) => {
    const error = problems[field];
    return error === undefined ? {} : { error };
  };
  return (
    <form id={id} ref={form} className={css.form} onSubmit={submit} noValidate>
      {custom && (
        <TextField
          label={words.baseUrl}
          mono
          value={draft.baseUrl}
          onChange={(baseUrl) => change({ baseUrl })}
          placeholder={words.baseUrlExample}
          hint={words.baseUrlCustomHint}
          data-autofocus
          {...wrong("baseUrl")}
        />
      )}
      {preset.key !== "none" && (
        <KeySource
          preset={preset}
          draft={draft}
          problems={problems}
          failed={task.failure !== null}
          onChange={change}
        />
      )}
      <TextField
        label={words.name}
        aside={words.optional}
        value={draft.name}
        onChange={(name) => change({ name })}
        placeholder={preset.id}
        hint={words.nameHint(nameOf(draft, preset))}
        {...wrong("name")}
      />
      {!custom && (
        <TextField
          label={words.baseUrl}
          aside={words.optional}
          mono
          value={draft.baseUrl}
          onChange={(baseUrl) => change({ baseUrl })}
          placeholder={preset.base_url}
          hint={words.baseUrlHint}
          {...wrong("baseUrl")}
        />
      )}
      {task.failure && <FailureNote what={words.failed} failure={task.failure} />}
    </form>
  );
}

/** After the next paint, when the fields know that they are wrong. */
function focusFirstWrong(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}
