import css from "./glyph.module.css";

/** The points: straight on is unset, the call takes the diverging track. */
export function BrandMark({ size = 19 }: { readonly size?: number }) {
  return (
    <svg className={css.brand} width={size} height={size} viewBox="0 0 20 20" aria-hidden>
      <path className={css.unset} d="M6 8V1.6" />
      <path className={css.main} d="M6 18.4v-6" />
      <path className={css.set} d="M6 12.4c0-2.5.8-3.8 2.4-5.4l2.6-2.6C12.8 2.6 14 1.8 16.5 1.8" />
    </svg>
  );
}
