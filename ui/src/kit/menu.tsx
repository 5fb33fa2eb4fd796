import { Menu as Floating } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import css from "./menu.module.css";

export type MenuItem = {
  readonly label: string;
  readonly onSelect: () => void;
  readonly icon?: ReactNode;
  readonly danger?: boolean;
  readonly disabled?: boolean;
};

type MenuProps = {
  /** A kit `Button` or `IconButton`; it opens the menu without any wiring. */
  readonly trigger: ReactElement;
  readonly items: readonly MenuItem[];
};

export function Menu({ trigger, items }: MenuProps) {
  return (
    <Floating position="bottom-end" offset={4} transitionProps={{ duration: 0 }} width={200}>
      <Floating.Target>{trigger}</Floating.Target>
      <Floating.Dropdown>
        {items.map((item) => (
          <Floating.Item
            key={item.label}
            className={css.item ?? ""}
            data-danger={item.danger || undefined}
            leftSection={item.icon}
            disabled={item.disabled ?? false}
            onClick={item.onSelect}
          >
            {item.label}
          </Floating.Item>
        ))}
      </Floating.Dropdown>
    </Floating>
  );
}
