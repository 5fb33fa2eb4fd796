import { Card } from "../../kit/card";
import { Skeleton } from "../../kit/skeleton";
import { VisuallyHidden } from "../../kit/visually-hidden";
import { strings } from "../../lib/strings";
import css from "./settings.module.css";

const LINES = ["38%", "70%", "46%", "62%", "54%", "40%"] as const;

const Place = () => (
  <Card>
    <div className={css.settings}>
      {LINES.map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  </Card>
);

export function SettingsSkeleton() {
  return (
    <div className={css.page} aria-busy>
      <VisuallyHidden>{strings.kit.loading}</VisuallyHidden>
      <div className={css.column}>
        <Place />
        <Place />
      </div>
      <div className={css.column}>
        <Place />
        <Place />
      </div>
    </div>
  );
}
