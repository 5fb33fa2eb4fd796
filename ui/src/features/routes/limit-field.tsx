import { type KeyboardEvent, useState } from "react";
import { TextField } from "../../kit/text-field";

type LimitFieldProps = {
  readonly label: string;
  readonly hint?: string;
  /** As the policy has it. */
  readonly value: string;
  readonly trouble: (text: string) => string | null;
  /** How the policy would write it: `1.5s` is `1500ms`. */
  readonly tidy: (text: string) => string;
  readonly onSet: (text: string) => void;
};

/** A value that holds as soon as one leaves the field or presses Enter; Escape brings the old one back. */
export function LimitField({ label, hint, value, trouble, tidy, onSet }: LimitFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const wrong = draft === null ? null : trouble(draft);
  const commit = () => {
    if (draft === null || wrong !== null) return;
    const next = tidy(draft);
    setDraft(null);
    if (next !== value) onSet(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") commit();
    else if (event.key === "Escape" && draft !== null) setDraft(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <TextField
      label={label}
      value={draft ?? value}
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={onKeyDown}
      {...(hint === undefined ? {} : { hint })}
      {...(wrong === null ? {} : { error: wrong })}
    />
  );
}
