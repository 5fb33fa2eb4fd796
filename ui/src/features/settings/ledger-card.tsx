import { useState } from "react";
import { Button } from "../../kit/button";
import { Card } from "../../kit/card";
import { TextField } from "../../kit/text-field";
import { groupDigits } from "../../lib/number";
import { strings } from "../../lib/strings";
import { dayName } from "../../lib/time";
import { unixMillis } from "../../lib/units";
import { ChoiceSetting } from "./choice-setting";
import { ForgetDialog } from "./forget-dialog";
import { readDays } from "./model";
import css from "./settings.module.css";
import type { Editor } from "./use-settings";

const words = strings.settings.ledger;
const USUAL_DAYS = "365";

/** How long calls stay, and how much is said in the log. Letting calls go asks first. */
export function LedgerCard({ editor }: { readonly editor: Editor }) {
  const { retention_days: kept, ledger_begins: begins, log_level } = editor.view;
  const [days, setDays] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string>();
  const [asked, setAsked] = useState<number | null>(null);
  const choosing = kept !== null || days !== null;
  const shown = days ?? String(kept ?? USUAL_DAYS);
  const ask = () => {
    const found = readDays(shown);
    setWrong("wrong" in found ? found.wrong : undefined);
    if ("edit" in found && found.edit.key === "retention_days") setAsked(found.edit.value ?? null);
  };
  const choose = (how: "never" | "days") => {
    setDays(how === "days" ? shown : null);
    if (how === "never" && kept !== null)
      void editor.change({ key: "retention_days", value: null }, words.retention);
  };
  const changed = choosing && shown.trim() !== String(kept ?? "");
  return (
    <Card title={words.title}>
      <div className={css.settings}>
        <ChoiceSetting
          {...{ editor, of: "retention_days", label: words.retention, names: words.retentions }}
          value={choosing ? "days" : "never"}
          hint={begins === null ? words.empty : words.begins(dayName(unixMillis(begins), unixMillis(0)))}
          onChange={choose}
        />
        {choosing && (
          <div className={css.setting}>
            <div className={css.withButton}>
              <TextField
                label={words.days}
                inputMode="numeric"
                value={shown}
                onChange={(text) => {
                  setDays(text);
                  setWrong(undefined);
                }}
                onKeyDown={(event) => event.key === "Enter" && changed && ask()}
                {...(wrong !== undefined && { error: wrong })}
              />
              {changed && (
                <Button size="lg" onClick={ask}>
                  {words.forget(shown.trim())}
                </Button>
              )}
            </div>
            <p className={css.quiet}>{words.retentionHint}</p>
          </div>
        )}
        <ChoiceSetting
          {...{ editor, of: "log_level", label: words.log, names: words.levels, value: log_level }}
          hint={words.logHint}
          onChange={(value) => void editor.change({ key: "log_level", value }, words.log)}
        />
      </div>
      <ForgetDialog
        days={asked === null ? null : groupDigits(asked)}
        onClose={() => setAsked(null)}
        onForget={async () => {
          const done = await editor.change({ key: "retention_days", value: asked }, words.retention);
          setAsked(null);
          if (done) setDays(null);
        }}
      />
    </Card>
  );
}
