import { Modal } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { strings } from "../lib/strings";
import css from "./dialog.module.css";
import { IconButton } from "./icon-button";

type DialogProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly width?: number;
  readonly children: ReactNode;
  /** Buttons, the primary one last. */
  readonly actions?: ReactNode;
};

/** A question that must be answered before going on. Traps focus, Escape closes. The page behind never scrolls as a
 * whole, so nothing need be locked (Mantine's lock would write a style sheet). */
export function Dialog({ open, onClose, title, width = 460, children, actions }: DialogProps) {
  return (
    <Modal.Root
      opened={open}
      onClose={onClose}
      size={width}
      centered
      lockScroll={false}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content>
        <header className={css.head}>
          <Modal.Title className={css.title ?? ""}>{title}</Modal.Title>
          <IconButton
            size="sm"
            label={strings.kit.close}
            icon={<IconX size={14} stroke={1.6} />}
            onClick={onClose}
          />
        </header>
        <div className={css.body}>{children}</div>
        {actions && <footer className={css.foot}>{actions}</footer>}
      </Modal.Content>
    </Modal.Root>
  );
}
