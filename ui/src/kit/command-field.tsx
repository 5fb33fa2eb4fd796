import { IconSearch } from "@tabler/icons-react";
import css from "./command-field.module.css";
import { Kbd } from "./kbd";

type CommandFieldProps = { readonly label: string; readonly keys: string; readonly onOpen: () => void };

/** Looks like a field and opens the palette, in the middle of the title bar. */
export function CommandField({ label, keys, onOpen }: CommandFieldProps) {
  return (
    <button type="button" className={css.field} onClick={onOpen} aria-haspopup="dialog">
      <IconSearch size={13} stroke={1.6} aria-hidden />
      <span className={css.label}>{label}</span>
      <Kbd keys={keys} />
    </button>
  );
}
