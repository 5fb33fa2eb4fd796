import { Autocomplete } from "@mantine/core";
import { Field, type FieldFrame } from "./field";
import css from "./field.module.css";

type ComboFieldProps = FieldFrame & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Offered while one types; anything else may be written too. */
  readonly options: readonly string[];
  readonly placeholder?: string;
  /** Enter, when no option is lit. */
  readonly onEnter?: () => void;
};

/** More would not be read, and a long list is slow to draw. */
const MOST_OFFERED = 60;

/** Text with offers: a known target, or one that nobody knows yet. */
export function ComboField(props: ComboFieldProps) {
  const { label, hint, error, aside, value, onChange, options, placeholder, onEnter } = props;
  return (
    <Field label={label} hint={hint} error={error} aside={aside}>
      {(ids) => (
        <Autocomplete
          {...ids}
          data={[...options]}
          limit={MOST_OFFERED}
          value={value}
          onChange={onChange}
          {...(placeholder === undefined ? {} : { placeholder })}
          error={error !== undefined}
          maxDropdownHeight={240}
          comboboxProps={{ transitionProps: { duration: 0 } }}
          spellCheck={false}
          size="sm"
          classNames={{ option: css.option ?? "" }}
          onKeyDown={(event) => {
            const lit = event.currentTarget.getAttribute("aria-activedescendant");
            if (event.key === "Enter" && !lit) onEnter?.();
          }}
        />
      )}
    </Field>
  );
}
