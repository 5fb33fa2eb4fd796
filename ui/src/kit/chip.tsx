import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { strings } from "../lib/strings";
import css from "./chip.module.css";

type ChipProps = {
  /** `on` is a filter that holds; `dashed` is a classifier that abstains, or "add". Signal tones are for health only. */
  readonly tone?: "plain" | "flat" | "on" | "clear" | "caution" | "stop" | "dashed";
  readonly size?: "sm" | "md";
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly onClick?: () => void;
  /** Adds a cross; its accessible name is "Remove" and `removes`. */
  readonly onRemove?: () => void;
  readonly removes?: string;
};

export function Chip({
  tone = "plain",
  size = "md",
  icon,
  children,
  onClick,
  onRemove,
  removes = "",
}: ChipProps) {
  const body = (
    <>
      {icon}
      <span className={css.text}>{children}</span>
    </>
  );
  const chip = { className: css.chip, "data-tone": tone, "data-size": size };
  if (onClick) {
    return (
      <button type="button" {...chip} data-press onClick={onClick}>
        {body}
      </button>
    );
  }
  return (
    <span {...chip}>
      {body}
      {onRemove && (
        <button
          type="button"
          className={css.remove}
          aria-label={strings.kit.remove(removes)}
          onClick={onRemove}
        >
          <IconX size={11} stroke={1.8} aria-hidden />
        </button>
      )}
    </span>
  );
}
