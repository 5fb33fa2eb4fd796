import type { Quantity as Parts } from "../lib/quantity";
import { strings } from "../lib/strings";
import css from "./figure.module.css";

/** A figure with its unit set smaller, or a dot where it does not apply. */
export function Quantity({ parts }: { readonly parts: Parts | null }) {
  if (parts === null) {
    return (
      <span className={css.none} title={strings.kit.notApplicable}>
        ·
      </span>
    );
  }
  return (
    <span className={css.num}>
      {parts.value}
      {parts.unit && <span className={css.unit}>{parts.unit}</span>}
    </span>
  );
}
