import { IconCheck, IconCopy } from "@tabler/icons-react";
import { strings } from "../lib/strings";
import { IconButton } from "./icon-button";
import { useCopy } from "./use-copy";

type CopyButtonProps = {
  readonly text: string;
  /** The button's name, a verb and a noun: "Copy the address". */
  readonly label: string;
  readonly tone?: "default" | "ghost";
};

export function CopyButton({ text, label, tone = "ghost" }: CopyButtonProps) {
  const { copied, copy } = useCopy(text);
  return (
    <IconButton
      label={copied ? strings.kit.copied : label}
      icon={copied ? <IconCheck size={14} stroke={1.8} /> : <IconCopy size={14} stroke={1.5} />}
      size="sm"
      tone={tone}
      onClick={copy}
    />
  );
}
