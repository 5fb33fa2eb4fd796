import { TextField } from "../../kit/text-field";
import { strings } from "../../lib/strings";
import css from "./forms.module.css";

type HeaderFieldsProps = {
  /** Those that the provider declares. */
  readonly names: readonly string[];
  readonly values: Readonly<Record<string, string>>;
  readonly onChange: (values: Readonly<Record<string, string>>) => void;
};

const words = strings.accountSettings;

/** What an account's calls carry beside the client's headers, where its provider takes any. */
export function HeaderFields({ names, values, onChange }: HeaderFieldsProps) {
  if (names.length === 0) return null;
  return (
    <fieldset className={css.fieldset}>
      <legend>{words.headers}</legend>
      <div className={css.headers}>
        {names.map((name) => (
          <TextField
            key={name}
            label={name}
            aside={words.optional}
            mono
            value={values[name] ?? ""}
            onChange={(value) => onChange({ ...values, [name]: value })}
          />
        ))}
        <p className={css.quiet}>{words.headersHint}</p>
      </div>
    </fieldset>
  );
}
