import { Field, type FieldFrame } from "./field";
import css from "./field.module.css";

type TextAreaProps = FieldFrame & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows?: number;
  readonly mono?: boolean;
  readonly placeholder?: string;
  readonly disabled?: boolean;
};

export function TextArea(props: TextAreaProps) {
  const { label, hint, error, aside, value, onChange, rows = 4, mono, ...rest } = props;
  return (
    <Field label={label} hint={hint} error={error} aside={aside}>
      {(ids) => (
        <span className={css.area}>
          <textarea
            {...rest}
            {...ids}
            className={css.input}
            data-mono={mono || undefined}
            rows={rows}
            spellCheck={false}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        </span>
      )}
    </Field>
  );
}
