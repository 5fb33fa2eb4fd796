import { type ReactNode, useState } from "react";
import type { SettingEdit } from "../../ipc/bindings";
import { TextField } from "../../kit/text-field";
import type { Read } from "./model";
import { Refused, StartNote } from "./setting-note";
import css from "./settings.module.css";
import type { Editor } from "./use-settings";

type TypedSettingProps = {
  readonly editor: Editor;
  readonly of: SettingEdit["key"];
  readonly label: string;
  readonly hint: string;
  /** As it stands now. */
  readonly value: string;
  readonly unit?: ReactNode;
  readonly read: (text: string) => Read;
};

/** A value that is typed: saved on Enter or when the field is left; Escape brings the old one back. */
export function TypedSetting({ editor, of, label, hint, value, unit, read }: TypedSettingProps) {
  const [text, setText] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string>();
  const save = () => {
    if (text === null) return;
    if (text.trim() === value) {
      setText(null);
      setWrong(undefined);
      return;
    }
    const found = read(text);
    setWrong("wrong" in found ? found.wrong : undefined);
    if ("edit" in found) void editor.change(found.edit, label).then((done) => done && setText(null));
  };
  return (
    <div className={css.setting}>
      <TextField
        label={label}
        aside={<StartNote editor={editor} of={of} />}
        inputMode="numeric"
        value={text ?? value}
        onChange={(next) => {
          setText(next);
          setWrong(undefined);
        }}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === "Enter") save();
          if (event.key === "Escape") {
            setText(null);
            setWrong(undefined);
          }
        }}
        after={unit}
        hint={hint}
        {...(wrong !== undefined && { error: wrong })}
      />
      <Refused editor={editor} of={of} />
    </div>
  );
}
