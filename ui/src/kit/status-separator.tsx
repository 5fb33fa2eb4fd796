import css from "./status-bar.module.css";

/** Parts two kinds of items. */
export function StatusSeparator() {
  return <span className={css.separator} aria-hidden />;
}
