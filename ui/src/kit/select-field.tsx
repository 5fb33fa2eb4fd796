import { Select } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { Field, type FieldFrame } from "./field";
import css from "./field.module.css";

type SelectFieldProps<T extends string> = FieldFrame & {
  readonly value: T | null;
  readonly onChange: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly label: string; readonly disabled?: boolean }[];
  readonly placeholder?: string;
  readonly disabled?: boolean;
  /** Lets one type to narrow a long list. */
  readonly searchable?: boolean;
};

export function SelectField<T extends string>(props: SelectFieldProps<T>) {
  const { label, hint, error, aside, value, onChange, options, placeholder, disabled, searchable } = props;
  return (
    <Field label={label} hint={hint} error={error} aside={aside}>
      {(ids) => (
        <Select
          {...ids}
          data={options.map((option) => ({ ...option }))}
          value={value}
          onChange={(next) => next !== null && onChange(next as T)}
          {...(placeholder === undefined ? {} : { placeholder })}
          disabled={disabled ?? false}
          searchable={searchable ?? false}
          // What is typed replaces what was chosen; beside it, nothing would be found.
          {...(searchable === true && { onFocus: (event) => event.currentTarget.select() })}
          allowDeselect={false}
          error={error !== undefined}
          rightSection={<IconChevronDown size={14} stroke={1.6} aria-hidden />}
          rightSectionPointerEvents="none"
          withCheckIcon={false}
          size="sm"
          classNames={{ option: css.option ?? "" }}
        />
      )}
    </Field>
  );
}
