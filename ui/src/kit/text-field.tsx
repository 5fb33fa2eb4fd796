import type { InputHTMLAttributes, ReactNode, Ref } from "react";
import { Field, type FieldFrame } from "./field";
import css from "./field.module.css";

type TextFieldProps = FieldFrame &
  Omit<
    InputHTMLAttributes<HTMLInputElement>,
    "className" | "style" | "onChange" | "value" | "id" | "size"
  > & {
    readonly value: string;
    readonly onChange: (value: string) => void;
    /** For what one would paste: URLs, slugs, keys. */
    readonly mono?: boolean;
    readonly before?: ReactNode;
    readonly after?: ReactNode;
    readonly ref?: Ref<HTMLInputElement>;
  };

export function TextField(props: TextFieldProps) {
  const { label, hint, error, aside, value, onChange, mono, before, after, type = "text", ...rest } = props;
  return (
    <Field label={label} hint={hint} error={error} aside={aside}>
      {(ids) => (
        <span className={css.control}>
          {before}
          <input
            spellCheck={false}
            autoComplete="off"
            {...rest}
            {...ids}
            type={type}
            className={css.input}
            data-mono={mono || undefined}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
          {after}
        </span>
      )}
    </Field>
  );
}
