import css from "./working.module.css";

/** Three arms that rise in turn: something is under way. Decorative; who shows it says `aria-busy`. */
export function Working() {
  return (
    <svg className={css.working} width="16" height="12" viewBox="0 0 16 12" aria-hidden>
      <path d="M3 2v8" />
      <path d="M8 2v8" />
      <path d="M13 2v8" />
    </svg>
  );
}
