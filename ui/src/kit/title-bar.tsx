import { IconMinus, IconSquare, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { BrandMark } from "./brand-mark";
import css from "./title-bar.module.css";

export type WindowActions = {
  readonly minimize: () => void;
  readonly toggleMaximize: () => void;
  readonly close: () => void;
  readonly labels: { readonly minimize: string; readonly maximize: string; readonly close: string };
};

type TitleBarProps = {
  readonly name: string;
  /** Beside the name: which policy is in force. */
  readonly note?: ReactNode;
  /** In the middle: the way to everything. */
  readonly command?: ReactNode;
  /** At the right: where the proxy listens. */
  readonly children?: ReactNode;
  /** Absent where the system draws its own buttons. */
  readonly window?: WindowActions;
};

export function TitleBar({ name, note, command, children, window }: TitleBarProps) {
  return (
    <header className={css.bar} data-tauri-drag-region>
      <div className={css.brand} data-tauri-drag-region>
        <BrandMark />
        <span>{name}</span>
        {note !== undefined && <span className={css.note}>{note}</span>}
      </div>
      {command}
      <div className={css.right}>{children}</div>
      {window && (
        <div className={css.buttons}>
          <button type="button" aria-label={window.labels.minimize} onClick={window.minimize}>
            <IconMinus size={14} stroke={1.3} aria-hidden />
          </button>
          <button type="button" aria-label={window.labels.maximize} onClick={window.toggleMaximize}>
            <IconSquare size={11} stroke={1.7} aria-hidden />
          </button>
          <button type="button" data-close aria-label={window.labels.close} onClick={window.close}>
            <IconX size={15} stroke={1.3} aria-hidden />
          </button>
        </div>
      )}
    </header>
  );
}
