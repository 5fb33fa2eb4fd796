import { IconAlertTriangle } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import css from "./field.module.css";

export type FieldFrame = {
  readonly label: string;
  /** What is expected, before anything is wrong. */
  readonly hint?: ReactNode;
  /** What is wrong and what would be right. Takes the hint's place. */
  readonly error?: ReactNode;
  /** A word at the label's right end, like "optional". */
  readonly aside?: ReactNode;
};

export type ControlIds = {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean | undefined;
};

/** Label, control, hint or error; hands the ids that tie them together to the control. */
export function Field(props: FieldFrame & { readonly children: (ids: ControlIds) => ReactNode }) {
  const { label, hint, error, aside, children } = props;
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={css.field}>
      <div className={css.head}>
        <label htmlFor={id}>{label}</label>
        {aside !== undefined && <span className={css.aside}>{aside}</span>}
      </div>
      {children({
        id,
        "aria-describedby": note === undefined ? undefined : `${id}-note`,
        "aria-invalid": error === undefined ? undefined : true,
      })}
      {note !== undefined && (
        <p id={`${id}-note`} className={css.note} data-error={error !== undefined || undefined}>
          {error !== undefined && <IconAlertTriangle size={13} stroke={1.7} aria-hidden />}
          <span>{note}</span>
        </p>
      )}
    </div>
  );
}
