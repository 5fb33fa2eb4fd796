import css from "./skeleton.module.css";

type SkeletonProps = {
  /** Any CSS length or percentage; as wide as what is expected. */
  readonly width?: string;
  readonly size?: "text" | "figure" | "fill";
};

/** A place kept for text that is on its way. Only for a first load: what was known stays on screen. */
export function Skeleton({ width = "100%", size = "text" }: SkeletonProps) {
  return <span className={css.bar} data-size={size} style={{ width }} aria-hidden />;
}
