import { type FormEvent, useState } from "react";
import { Button } from "../../kit/button";
import { Chip } from "../../kit/chip";
import { TextField } from "../../kit/text-field";
import { strings } from "../../lib/strings";
import { type ListKey, withEntry, withoutEntry, wrongEntry } from "./model";
import { Refused, StartNote } from "./setting-note";
import css from "./settings.module.css";
import type { Editor } from "./use-settings";

type ListSettingProps = {
  readonly editor: Editor;
  readonly of: ListKey;
  readonly label: string;
  readonly hint: string;
  readonly example: string;
  /** What an empty list means. */
  readonly none: string;
};

const words = strings.settings;

/** A few names, each a chip that can be taken away, and a field for one more. */
export function ListSetting({ editor, of, label, hint, example, none }: ListSettingProps) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string>();
  const entries = editor.view[of];
  const add = (event: FormEvent) => {
    event.preventDefault();
    const entry = text.trim();
    if (entry === "") return;
    const found = wrongEntry(of, entry);
    setWrong(found ?? undefined);
    if (found !== null) return;
    void editor.change(withEntry(of, editor.view, entry), label).then((done) => done && setText(""));
  };
  return (
    <form className={css.setting} onSubmit={add} noValidate>
      <div className={css.withButton}>
        <TextField
          label={label}
          aside={<StartNote editor={editor} of={of} />}
          mono
          value={text}
          onChange={(next) => {
            setText(next);
            setWrong(undefined);
          }}
          placeholder={example}
          {...(wrong !== undefined && { error: wrong })}
        />
        <Button size="lg" type="submit" aria-label={words.addTo(label)}>
          {words.add}
        </Button>
      </div>
      {entries.length === 0 ? (
        <p className={css.quiet}>{none}</p>
      ) : (
        <div className={css.chips}>
          {entries.map((entry) => (
            <Chip
              key={entry}
              onRemove={() => void editor.change(withoutEntry(of, editor.view, entry), label)}
              removes={entry}
            >
              <code>{entry}</code>
            </Chip>
          ))}
        </div>
      )}
      <p className={css.quiet}>{hint}</p>
      <Refused editor={editor} of={of} />
    </form>
  );
}
