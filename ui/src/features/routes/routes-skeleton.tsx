import { Skeleton } from "../../kit/skeleton";
import { VisuallyHidden } from "../../kit/visually-hidden";
import { strings } from "../../lib/strings";
import css from "./routes.module.css";

const NAMES = ["38%", "24%", "46%", "30%"] as const;

/** The place of chains that are on their way. */
export function RoutesSkeleton() {
  return (
    <div className={css.waiting}>
      <VisuallyHidden>{strings.kit.loading}</VisuallyHidden>
      <div className={css.waitingSide}>
        {NAMES.map((width) => (
          <div key={width} className={css.waitingRow}>
            <Skeleton width={width} />
            <Skeleton width="62%" />
          </div>
        ))}
      </div>
      <div className={css.waitingDetail}>
        <Skeleton width="30%" size="figure" />
        <Skeleton width="70%" />
        <Skeleton width="64%" />
        <Skeleton width="74%" />
      </div>
    </div>
  );
}
