import { useNavigate } from "@tanstack/react-router";
import { Button } from "../../kit/button";
import { Empty } from "../../kit/empty";
import { strings } from "../../lib/strings";

const words = strings.live.noChain;

/** The policy is broken and no earlier one holds: a call would go over no chain. */
export function NoChain() {
  const navigate = useNavigate();
  return (
    <Empty
      title={words.title}
      action={
        <Button tone="primary" onClick={() => void navigate({ to: "/routes", search: {} })}>
          {words.action}
        </Button>
      }
    >
      {words.body}
    </Empty>
  );
}
