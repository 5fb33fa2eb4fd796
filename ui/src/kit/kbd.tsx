import { isMac } from "../lib/keys";
import css from "./kbd.module.css";

const SIGN: Record<string, string> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  shift: "Shift",
  alt: "Alt",
};

/** A key as the list of keys writes it: `?`, `g l`, `mod+shift+l`. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <span className={css.keys}>
      {keys.split(/[ +]/).map((key) => (
        <kbd key={key} className={css.key}>
          {key === "mod"
            ? isMac()
              ? "⌘"
              : "Ctrl"
            : (SIGN[key] ?? (key.length === 1 ? key.toUpperCase() : key))}
        </kbd>
      ))}
    </span>
  );
}
