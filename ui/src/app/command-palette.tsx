import { useState } from "react";
import { Palette } from "../kit/palette";
import { usePalette } from "./use-palette";

type CommandPaletteProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onKeys: () => void;
};

/** Pages, things and doings by their names. It forgets what was typed when it closes. */
export function CommandPalette({ open, onClose, onKeys }: CommandPaletteProps) {
  const [typed, setTyped] = useState("");
  const groups = usePalette(typed, open, onKeys);
  const close = () => {
    setTyped("");
    onClose();
  };
  return <Palette open={open} onClose={close} typed={typed} onTyped={setTyped} groups={groups} />;
}
