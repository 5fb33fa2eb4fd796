import { refusal, type Tell } from "./fake";
import type { Stage } from "./stage";

/**
 * Makes a page's own question fail while the rest of the window lives: `unread` from the first time on, `failing`
 * from the second, which comes by itself, so that the last truth can be seen staying.
 */
export function failingFor(stage: Stage, tell: Tell, word: string): () => void {
  let asked = 0;
  return () => {
    asked += 1;
    if (stage.state === "failing" && asked === 1) setTimeout(() => tell({ changed: [word] }), 900);
    if (stage.state === "unread" || (stage.state === "failing" && asked > 1)) {
      throw refusal(
        "io",
        `the files of ${word} cannot be read: permission denied`,
        "give this user the data folder back, then try again",
      );
    }
  };
}
