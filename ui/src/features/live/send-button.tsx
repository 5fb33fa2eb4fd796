import { Button } from "../../kit/button";
import { strings } from "../../lib/strings";

type SendButtonProps = {
  readonly label?: string;
  readonly tone?: "primary" | "default";
  readonly size?: "sm" | "md" | "lg";
  readonly sending: boolean;
  readonly onSend: () => void;
};

export function SendButton({ label = strings.live.send, sending, onSend, ...look }: SendButtonProps) {
  return (
    <Button {...look} loading={sending} onClick={onSend}>
      {label}
    </Button>
  );
}
