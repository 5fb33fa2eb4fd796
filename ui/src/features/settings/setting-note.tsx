import type { SettingEdit } from "../../ipc/bindings";
import { Chip } from "../../kit/chip";
import { FailureNote } from "../../kit/failure-note";
import { strings } from "../../lib/strings";
import type { Editor } from "./use-settings";

type SettingNoteProps = { readonly editor: Editor; readonly of: SettingEdit["key"] };

const words = strings.settings;

/** What the house said against a change, at the setting it is about. */
export function Refused({ editor, of }: SettingNoteProps) {
  const failure = editor.refused.get(of);
  return failure === undefined ? null : <FailureNote what={words.notSaved} failure={failure} />;
}

/** Whether a setting holds only after the next start, and whether a change of it waits for that. */
export function StartNote({ editor, of }: SettingNoteProps) {
  const { at_start, waiting } = editor.view;
  if (waiting.includes(of)) {
    return (
      <Chip size="sm" tone="caution">
        {words.waits}
      </Chip>
    );
  }
  return at_start.includes(of) ? <span title={words.nextStartWhy}>{words.nextStart}</span> : null;
}
