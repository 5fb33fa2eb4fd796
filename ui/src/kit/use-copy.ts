import { useEffect, useRef, useState } from "react";
import { strings } from "../lib/strings";
import { announce } from "./announce";

/** Copies text and remembers for a moment that it did. */
export function useCopy(text: string): { readonly copied: boolean; readonly copy: () => void } {
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = () => {
    navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      announce(strings.kit.copied);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setCopied(false), 1600);
    }, ignored);
  };
  return { copied, copy };
}

/** The clipboard may be refused by the system; the text stays on screen to be selected by hand. */
function ignored() {}
