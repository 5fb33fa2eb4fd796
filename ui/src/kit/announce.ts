/** What a screen reader is told besides the page, at most one sentence a second. */
type Listener = (text: string) => void;
let listener: Listener | null = null;
let pending: string | null = null;
let wait: ReturnType<typeof setTimeout> | null = null;

/** Says `text` politely. A later sentence within the same second replaces an earlier one that was not yet said. */
export function announce(text: string): void {
  if (wait !== null) {
    pending = text;
    return;
  }
  listener?.(text);
  wait = setTimeout(() => {
    wait = null;
    const next = pending;
    pending = null;
    if (next !== null) announce(next);
  }, 1000);
}

export function onAnnounce(next: Listener): () => void {
  listener = next;
  return () => {
    if (listener === next) listener = null;
  };
}
