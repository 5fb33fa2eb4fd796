import { type ReactNode, useId } from "react";
import css from "./segment.module.css";

type SegmentProps<T extends string> = {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly label: ReactNode; readonly disabled?: boolean }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
};

/** One of a few, all in view. Native radios underneath, so the arrow keys come with it. */
export function Segment<T extends string>({ label, options, value, onChange }: SegmentProps<T>) {
  const name = useId();
  return (
    <fieldset className={css.segment} aria-label={label}>
      {options.map((option) => (
        <label key={option.value} className={css.option}>
          <input
            className={css.radio}
            type="radio"
            name={name}
            checked={option.value === value}
            disabled={option.disabled}
            onChange={() => onChange(option.value)}
          />
          <span className={css.face}>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
