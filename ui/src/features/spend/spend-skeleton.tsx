import { Card } from "../../kit/card";
import { Skeleton } from "../../kit/skeleton";
import { VisuallyHidden } from "../../kit/visually-hidden";
import { strings } from "../../lib/strings";
import css from "./spend.module.css";

const FIGURES = ["62px", "74px", "58px", "70px", "48px"] as const;
const LINES = ["34%", "28%", "40%", "31%"] as const;

/** Places for the figures, the chart and the table. */
export function SpendSkeleton() {
  return (
    <div className={css.body} aria-busy>
      <VisuallyHidden>{strings.kit.loading}</VisuallyHidden>
      <Card padding="none">
        <div className={css.placeStrip}>
          {FIGURES.map((width) => (
            <div key={width} className={css.placeFigure}>
              <Skeleton width={width} />
              <Skeleton width="118px" size="figure" />
            </div>
          ))}
        </div>
      </Card>
      <Card grow>
        <Skeleton width="80px" />
      </Card>
      <Card>
        <div className={css.placeLines}>
          {LINES.map((width) => (
            <Skeleton key={width} width={width} />
          ))}
        </div>
      </Card>
    </div>
  );
}
