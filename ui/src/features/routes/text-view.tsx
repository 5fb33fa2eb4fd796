import { useRef } from "react";
import type { PolicyView } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { Banner } from "../../kit/banner";
import { Button } from "../../kit/button";
import { CodeEditor, type CodeEditorHandle } from "../../kit/code-editor";
import { Lamp } from "../../kit/lamp";
import { asSentence } from "../../kit/sentence";
import { useKeys } from "../../kit/use-keys";
import { strings } from "../../lib/strings";
import { fileOf } from "./model";
import css from "./text-view.module.css";
import { useCheck } from "./use-check";
import type { PolicyEditor } from "./use-policy";

const words = strings.routes.text;

/** What is being written, and the version it began from. */
export type Draft = { readonly text: string; readonly base: string };

type TextViewProps = {
  readonly policy: PolicyView;
  readonly draft: Draft | null;
  readonly onDraft: (draft: Draft | null) => void;
  readonly saveText: PolicyEditor["saveText"];
};

/** The file as it stands on disk, checked while one writes. Nothing holds before it is saved. */
export function TextView({ policy, draft, onDraft, saveText }: TextViewProps) {
  const editor = useRef<CodeEditorHandle>(null);
  const text = draft?.text ?? policy.text;
  const { problems, checking, error } = useCheck(text);
  const file = fileOf(policy.path);
  const overtaken = draft !== null && draft.base !== policy.hash;
  const blocked = checking || overtaken || problems.some(({ fatal }) => fatal);
  const save = () => {
    if (draft === null || blocked) return;
    void saveText(draft.text, draft.base).then((done) => {
      if (!done) return;
      onDraft(null);
      announce(words.saved);
    });
  };
  useKeys({ "mod+Enter": save, "mod+s": save });
  return (
    <div className={css.view}>
      {overtaken && (
        <Banner
          tone="caution"
          icon={<Lamp aspect="caution" name={null} />}
          action={
            <span className={css.buttons}>
              <Button size="sm" onClick={() => onDraft(null)}>
                {words.takeTheirs}
              </Button>
              <Button size="sm" onClick={() => onDraft({ ...draft, base: policy.hash })}>
                {words.keepMine}
              </Button>
            </span>
          }
        >
          <b>{words.changed}</b> {words.changedNow}
        </Banner>
      )}
      <CodeEditor
        ref={editor}
        label={words.label(file)}
        value={text}
        onChange={(next) =>
          onDraft(next === policy.text ? null : { text: next, base: draft?.base ?? policy.hash })
        }
        marked={new Set(problems.map(({ line }) => line))}
      />
      {problems.length > 0 && (
        <ul className={css.problems} aria-label={words.problems(problems.length)}>
          {problems.map((problem) => (
            <li key={`${problem.line}:${problem.column} ${problem.message}`}>
              <button
                type="button"
                className={css.problem}
                onClick={() => editor.current?.goTo(problem.line, problem.column)}
              >
                <Lamp aspect={problem.fatal ? "stop" : "caution"} size={10} />
                <span className={css.place}>{strings.routes.problems.at(problem.line, problem.column)}</span>
                <span>{asSentence(problem.message)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <footer className={css.foot}>
        <span className={css.state}>
          {checking ? words.checking : error ? asSentence(error.message) : stateOf(problems.length)}
        </span>
        <Button disabled={draft === null} onClick={() => onDraft(null)}>
          {words.discard}
        </Button>
        <Button tone="primary" disabled={draft === null || blocked} onClick={save}>
          {words.save(file)}
        </Button>
      </footer>
    </div>
  );
}

const stateOf = (count: number): string => (count === 0 ? words.sound : words.problems(count));
