import { Popover as Floating } from "@mantine/core";
import { type ReactElement, type ReactNode, useState } from "react";
import css from "./popover.module.css";

type PopoverProps = {
  /** Draws the button that opens it. Spread what it is given onto a kit `Button` or `IconButton`. */
  readonly trigger: (button: { readonly onClick: () => void }) => ReactElement;
  readonly label: string;
  readonly width?: number;
  readonly children: ReactNode | ((close: () => void) => ReactNode);
};

/** A small surface beside its button; Escape or a click outside closes it, focus returns. */
export function Popover({ trigger, label, width = 280, children }: PopoverProps) {
  const [open, setOpen] = useState(false);
  return (
    <Floating
      opened={open}
      onChange={setOpen}
      width={width}
      position="bottom-end"
      offset={4}
      trapFocus
      returnFocus
      shadow="md"
      transitionProps={{ duration: 0 }}
    >
      <Floating.Target>{trigger({ onClick: () => setOpen(!open) })}</Floating.Target>
      <Floating.Dropdown aria-label={label}>
        <div className={css.body}>
          {typeof children === "function" ? children(() => setOpen(false)) : children}
        </div>
      </Floating.Dropdown>
    </Floating>
  );
}
