import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import css from "./icon-button.module.css";

export type IconButtonProps = Omit<
  ButtonHTMLAttributes<HTMLButtonElement>,
  "className" | "style" | "children"
> & {
  /** Accessible name and title: an icon alone says too little. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly tone?: "default" | "ghost";
  readonly size?: "sm" | "md";
  readonly pressed?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
};

export function IconButton({ label, icon, tone = "ghost", size = "md", pressed, ...rest }: IconButtonProps) {
  return (
    <button
      title={label}
      {...rest}
      type="button"
      className={css.button}
      data-tone={tone}
      data-size={size}
      aria-label={label}
      aria-pressed={pressed}
    >
      {icon}
    </button>
  );
}
