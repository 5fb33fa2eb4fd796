import { strings } from "../lib/strings";
import { announce } from "./announce";

/** Copies text at a key press. The clipboard may be refused by the system; then nothing is said to be copied. */
export function copyText(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => announce(strings.kit.copied),
    () => undefined,
  );
}
