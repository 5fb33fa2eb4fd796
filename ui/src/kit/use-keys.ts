import { useEffect, useRef } from "react";
import { isTyping, matchKeys, nameOf, SEQUENCE_MS } from "../lib/keys";

/** A field undoes its own typing. */
const OWN: ReadonlySet<string> = new Set(["mod+z", "mod+shift+z"]);

export type KeyMap = Readonly<Record<string, () => void>>;

/** Binds keys for as long as the component stands: `{ "g l": …, "?": …, "mod+shift+l": … }`. */
export function useKeys(map: KeyMap): void {
  const latest = useRef(map);
  useEffect(() => {
    latest.current = map;
  });
  useEffect(() => {
    let before: { readonly name: string; readonly at: number } | null = null;
    const onKeyDown = (event: KeyboardEvent) => {
      const name = nameOf(event);
      if (event.defaultPrevented || event.repeat) return;
      if (isTyping(event.target) && (!name.startsWith("mod+") || OWN.has(name))) return;
      const recent = before !== null && event.timeStamp - before.at < SEQUENCE_MS ? before.name : null;
      const bound = matchKeys(Object.keys(latest.current), recent, name);
      before = bound === null ? { name, at: event.timeStamp } : null;
      if (bound === null) return;
      event.preventDefault();
      latest.current[bound]?.();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
