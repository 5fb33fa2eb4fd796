import { useEffect, useState } from "react";
import { onAnnounce } from "./announce";
import css from "./visually-hidden.module.css";

/** The one polite live region; `announce` speaks through it. */
export function LiveRegion() {
  const [text, setText] = useState("");
  useEffect(() => onAnnounce(setText), []);
  return (
    <div className={css.hidden} role="status" aria-live="polite">
      {text}
    </div>
  );
}
