import { Switch } from "../../kit/switch";
import { Refused } from "./setting-note";
import css from "./settings.module.css";
import type { Editor } from "./use-settings";

type SwitchSettingProps = {
  readonly editor: Editor;
  readonly of: "autostart" | "notifications";
  readonly label: string;
  readonly hint: string;
};

export function SwitchSetting({ editor, of, label, hint }: SwitchSettingProps) {
  return (
    <div className={css.setting}>
      <Switch
        label={label}
        checked={editor.view[of]}
        onChange={(value) => void editor.change({ key: of, value }, label)}
      />
      <p className={css.quiet}>{hint}</p>
      <Refused editor={editor} of={of} />
    </div>
  );
}
