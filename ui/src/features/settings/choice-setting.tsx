import type { SettingEdit } from "../../ipc/bindings";
import { Segment } from "../../kit/segment";
import { Refused } from "./setting-note";
import css from "./settings.module.css";
import type { Editor } from "./use-settings";

type ChoiceSettingProps<T extends string> = {
  readonly editor: Editor;
  /** Absent for what this window keeps of its own. */
  readonly of?: SettingEdit["key"];
  readonly label: string;
  readonly hint?: string;
  readonly names: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChange: (value: T) => void;
};

/** One of a few, all in view; holds as soon as it is picked. */
export function ChoiceSetting<T extends string>(props: ChoiceSettingProps<T>) {
  const { editor, of, label, hint, names, value, onChange } = props;
  const options = (Object.keys(names) as T[]).map((name) => ({ value: name, label: names[name] }));
  return (
    <div className={css.setting}>
      <div className={css.line}>
        <span className={css.label}>{label}</span>
        <Segment label={label} options={options} value={value} onChange={onChange} />
      </div>
      {hint !== undefined && <p className={css.quiet}>{hint}</p>}
      {of !== undefined && <Refused editor={editor} of={of} />}
    </div>
  );
}
