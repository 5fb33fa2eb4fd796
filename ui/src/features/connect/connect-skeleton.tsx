import { Card } from "../../kit/card";
import { Skeleton } from "../../kit/skeleton";
import { VisuallyHidden } from "../../kit/visually-hidden";
import { strings } from "../../lib/strings";
import css from "./connect.module.css";

const LINES = ["44%", "62%", "38%", "70%", "52%"] as const;

const Lines = () => (
  <div className={css.places}>
    {LINES.map((width) => (
      <Skeleton key={width} width={width} />
    ))}
  </div>
);

export function ConnectSkeleton() {
  return (
    <div className={css.body} aria-busy>
      <VisuallyHidden>{strings.kit.loading}</VisuallyHidden>
      <Card>
        <div className={css.places}>
          <Skeleton width="60px" />
          <Skeleton width="240px" size="figure" />
        </div>
      </Card>
      <div className={css.pair}>
        <Card>
          <Lines />
        </Card>
        <Card>
          <Lines />
        </Card>
      </div>
      <Card>
        <Lines />
      </Card>
    </div>
  );
}
