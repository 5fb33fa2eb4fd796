import { IconCheck, IconCopy } from "@tabler/icons-react";
import { strings } from "../lib/strings";
import css from "./id.module.css";
import { useCopy } from "./use-copy";

type IdProps = {
  readonly value: string;
  /** What it is the id of, for the accessible name: "call id". */
  readonly label: string;
  /** Shows only the first characters; what is copied is whole. */
  readonly chars?: number;
};

/** A thing one would paste: mono, copies on click. */
export function Id({ value, label, chars }: IdProps) {
  const { copied, copy } = useCopy(value);
  // The name says what is seen, so that one can speak it; the title has the whole.
  const shown = chars === undefined ? value : value.slice(0, chars);
  const Mark = copied ? IconCheck : IconCopy;
  return (
    <button
      type="button"
      className={css.id}
      onClick={copy}
      title={value}
      aria-label={strings.kit.copyOf(`${label} ${shown}`)}
    >
      <span className={css.text}>{shown}</span>
      <Mark size={12} stroke={1.6} className={css.mark} data-copied={copied || undefined} aria-hidden />
    </button>
  );
}
