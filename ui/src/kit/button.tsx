import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import css from "./button.module.css";
import { Working } from "./working";

export type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className" | "style"> & {
  /** One primary in view. `danger` says so by its word too. */
  readonly tone?: "primary" | "default" | "ghost" | "danger";
  readonly size?: "sm" | "md" | "lg";
  /** Keeps its width, does not answer, and says so to a screen reader. */
  readonly loading?: boolean;
  readonly icon?: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
};

export function Button(props: ButtonProps) {
  const {
    tone = "default",
    size = "md",
    loading = false,
    icon,
    children,
    disabled,
    type = "button",
    onClick,
    ...rest
  } = props;
  return (
    <button
      {...rest}
      type={type}
      className={css.button}
      data-tone={tone}
      data-size={size}
      data-loading={loading || undefined}
      disabled={disabled}
      aria-busy={loading || undefined}
      aria-disabled={loading || undefined}
      onClick={loading ? (event) => event.preventDefault() : onClick}
    >
      <span className={css.body}>
        {icon}
        {children}
      </span>
      {loading && (
        <span className={css.working}>
          <Working />
        </span>
      )}
    </button>
  );
}
