import { Card } from "../../kit/card";
import { strings } from "../../lib/strings";
import { ListSetting } from "./list-setting";
import css from "./settings.module.css";
import type { Editor } from "./use-settings";

const words = strings.settings.guests;

/** Under which names it is reached, and which pages may call. */
export function GuestsCard({ editor }: { readonly editor: Editor }) {
  return (
    <Card title={words.title}>
      <div className={css.settings}>
        <ListSetting
          {...{ editor, of: "hosts", label: words.hosts, hint: words.hostsHint }}
          example={words.hostsExample}
          none={words.hostsNone}
        />
        <ListSetting
          {...{ editor, of: "origins", label: words.origins, hint: words.originsHint }}
          example={words.originsExample}
          none={words.originsNone}
        />
      </div>
    </Card>
  );
}
