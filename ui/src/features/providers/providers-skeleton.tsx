import { Skeleton } from "../../kit/skeleton";
import { VisuallyHidden } from "../../kit/visually-hidden";
import { strings } from "../../lib/strings";
import css from "./providers.module.css";

const ROWS = ["46%", "38%", "52%", "42%", "34%"] as const;

/** Places for accounts on their way. */
export function ProvidersSkeleton() {
  return (
    <div className={css.skeleton} aria-busy>
      <VisuallyHidden>{strings.kit.loading}</VisuallyHidden>
      <div className={css.skeletonSide}>
        {ROWS.map((width) => (
          <div key={width} className={css.skeletonRow}>
            <Skeleton width={width} />
            <Skeleton width="28%" />
          </div>
        ))}
      </div>
      <div className={css.skeletonDetail}>
        <Skeleton width="180px" size="figure" />
        <Skeleton width="60%" />
        <Skeleton width="72%" />
        <Skeleton width="54%" />
        <Skeleton width="66%" />
      </div>
    </div>
  );
}
