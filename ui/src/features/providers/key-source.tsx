import type { Preset } from "../../ipc/bindings";
import { Id } from "../../kit/id";
import { SecretField } from "../../kit/secret-field";
import { Segment } from "../../kit/segment";
import { TextField } from "../../kit/text-field";
import { strings } from "../../lib/strings";
import type { Draft, DraftProblems } from "./draft";
import css from "./forms.module.css";
import { usualVariable } from "./model";

type KeySourceProps = {
  /** The part of a preset that says how its key is named and where it is made. */
  readonly preset: Pick<Preset, "id" | "key" | "key_url">;
  readonly draft: Draft;
  readonly problems: DraftProblems;
  /** The house refused what was sent: the key is gone from here. */
  readonly failed: boolean;
  readonly onChange: (part: Partial<Draft>) => void;
};

const words = strings.providerForms.form;
const SOURCES = [
  { value: "keychain", label: words.keychain },
  { value: "variable", label: words.variable },
] as const;

/** A key for the keychain, or the name of the variable that holds it. Never a file. */
export function KeySource({ preset, draft, problems, failed, onChange }: KeySourceProps) {
  const aside = preset.key === "optional" ? { aside: words.optional } : {};
  return (
    <div className={css.source}>
      <div className={css.sourceHead}>
        <Segment
          label={words.keyFrom}
          options={SOURCES}
          value={draft.from}
          onChange={(from) => onChange({ from, key: "" })}
        />
      </div>
      {draft.from === "keychain" ? (
        <SecretField
          label={words.key}
          value={draft.key}
          data-autofocus
          onChange={(key) => onChange({ key })}
          hint={failed && draft.key === "" ? words.keyGone : words.keyHint}
          {...aside}
          {...(problems.key !== undefined && { error: problems.key })}
        />
      ) : (
        <TextField
          label={words.variableName}
          mono
          value={draft.variable}
          data-autofocus
          onChange={(variable) => onChange({ variable })}
          placeholder={usualVariable(preset.id)}
          hint={words.variableHint}
          {...aside}
          {...(problems.variable !== undefined && { error: problems.variable })}
        />
      )}
      {preset.key_url !== null && (
        <p className={css.keysAt}>
          {words.keysAt} <Id value={preset.key_url} label={words.keysAtCopy} />
        </p>
      )}
    </div>
  );
}
