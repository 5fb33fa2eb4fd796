import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useRef } from "react";
import { Kbd } from "./kbd";
import css from "./search-field.module.css";
import { type KeyMap, useKeys } from "./use-keys";

type SearchFieldProps = {
  /** Its name, since it stands without a label. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** `/` leads here: for the one search of a page. */
  readonly pageKey?: boolean;
  readonly autoFocus?: boolean;
  /** Down from the search into what it found. */
  readonly onDown?: () => void;
};

const NONE: KeyMap = {};

/** Narrows what is shown. Escape empties it, then leaves it. */
export function SearchField(props: SearchFieldProps) {
  const { label, value, onChange, pageKey = false, autoFocus = false, onDown } = props;
  const input = useRef<HTMLInputElement>(null);
  useKeys(pageKey ? { "/": () => input.current?.focus() } : NONE);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "ArrowDown" && onDown) onDown();
    else if (event.key === "Escape" && value !== "") onChange("");
    else if (event.key === "Escape" && pageKey) input.current?.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span className={css.control}>
      <IconSearch size={13} stroke={1.6} aria-hidden />
      <input
        ref={input}
        className={css.input}
        type="search"
        aria-label={label}
        placeholder={label}
        spellCheck={false}
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: only in a dialog that was opened to search
        autoFocus={autoFocus}
        data-autofocus={autoFocus || undefined}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {pageKey && value === "" && <Kbd keys="/" />}
    </span>
  );
}
