import type { ReactNode } from "react";
import css from "./banner.module.css";

type BannerProps = {
  readonly tone?: "plain" | "caution" | "stop";
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  /** One button at its end. */
  readonly action?: ReactNode;
};

/** Said where it happened: a moved call, a file that changed underneath, a budget near its end. */
export function Banner({ tone = "plain", icon, children, action }: BannerProps) {
  return (
    <div className={css.banner} data-tone={tone} role={tone === "stop" ? "alert" : "note"}>
      {icon && <span className={css.icon}>{icon}</span>}
      <div className={css.text}>{children}</div>
      {action}
    </div>
  );
}
