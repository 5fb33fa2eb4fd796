import { Card } from "../../kit/card";
import { setDensity, setThemeMode, useDensity } from "../../kit/theme-mode";
import { strings } from "../../lib/strings";
import { ChoiceSetting } from "./choice-setting";
import css from "./settings.module.css";
import { SwitchSetting } from "./switch-setting";
import type { Editor } from "./use-settings";

const words = strings.settings.window;

/** How the window looks, and what becomes of it. */
export function WindowCard({ editor }: { readonly editor: Editor }) {
  const density = useDensity();
  const { theme, on_close } = editor.view;
  return (
    <Card title={words.title}>
      <div className={css.settings}>
        <ChoiceSetting
          {...{ editor, of: "theme", label: words.theme, names: words.themes, value: theme }}
          onChange={(value) => {
            setThemeMode(value);
            void editor.change({ key: "theme", value }, words.theme);
          }}
        />
        <ChoiceSetting
          {...{ editor, label: words.density, names: words.densities, value: density }}
          onChange={setDensity}
        />
        <ChoiceSetting
          {...{ editor, of: "on_close", label: words.onClose, names: words.closes, value: on_close }}
          hint={on_close === "quit" ? words.quitHint : words.keepHint}
          onChange={(value) => void editor.change({ key: "on_close", value }, words.onClose)}
        />
        <SwitchSetting {...{ editor, of: "autostart", label: words.autostart, hint: words.autostartHint }} />
        <SwitchSetting
          {...{ editor, of: "notifications", label: words.notifications, hint: words.notificationsHint }}
        />
      </div>
    </Card>
  );
}
