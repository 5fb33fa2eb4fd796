import { type ReactNode, useEffect, useRef } from "react";
import css from "./drawer.module.css";

type DrawerProps = {
  readonly label: string;
  /** Absent: it cannot be closed (Live's story). */
  readonly onClose?: () => void;
  readonly children: ReactNode;
};

/** A complement beside the page; over it when the window is narrow. Escape inside it closes. */
export function Drawer({ label, onClose, children }: DrawerProps) {
  const drawer = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = drawer.current;
    if (!element || !onClose) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.stopPropagation();
      onClose();
    };
    element.addEventListener("keydown", onKeyDown);
    return () => element.removeEventListener("keydown", onKeyDown);
  }, [onClose]);
  return (
    <aside className={css.drawer} aria-label={label} ref={drawer}>
      {children}
    </aside>
  );
}
