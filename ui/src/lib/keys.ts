/** Keys as the list of keys writes them: `?`, `g l`, `mod+shift+l`. `mod` is Ctrl, or ⌘ on macOS. */
export type KeyPress = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
};

export const SEQUENCE_MS = 1200;

export const isMac = (): boolean => typeof navigator !== "undefined" && /Mac/i.test(navigator.userAgent);

/** `mod+shift+l` for a key with modifiers; a bare key by its own sign, so `?` needs no `shift+`. */
export function nameOf(press: KeyPress): string {
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const mod = press.ctrlKey || press.metaKey;
  if (!mod && !press.altKey) return key;
  return `${mod ? "mod+" : ""}${press.altKey ? "alt+" : ""}${press.shiftKey ? "shift+" : ""}${key}`;
}

/** The key that begins a sequence. What comes after it is no key of its own, whoever hears it first. */
const LEADER = "g";

/** Which binding a press completes, given the key before it (`null` when that is too long ago). */
export function matchKeys(bound: readonly string[], before: string | null, name: string): string | null {
  const pair = before === null ? null : `${before} ${name}`;
  if (pair !== null && bound.includes(pair)) return pair;
  if (before === LEADER) return null;
  return bound.includes(name) ? name : null;
}

/** Single keys are off while someone types. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true;
  return (
    target instanceof HTMLInputElement && !["checkbox", "radio", "button", "range"].includes(target.type)
  );
}
