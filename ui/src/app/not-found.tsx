import { useNavigate, useRouterState } from "@tanstack/react-router";
import { Button } from "../kit/button";
import { Empty } from "../kit/empty";
import { Page } from "../kit/page";
import { strings } from "../lib/strings";

export function NotFound() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const navigate = useNavigate();
  const { title, body, action } = strings.app.notFound;
  return (
    <Page>
      <Empty
        title={title}
        action={
          <Button tone="primary" onClick={() => void navigate({ to: "/live" })}>
            {action}
          </Button>
        }
      >
        {body(path)}
      </Empty>
    </Page>
  );
}
