import { IconPlus } from "@tabler/icons-react";
import { type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api } from "../../ipc/api";
import type { ConnectView, MadeKey, NewLocalKey } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { ErrorState } from "../../kit/error-state";
import { useIntent } from "../../kit/intent";
import { Page } from "../../kit/page";
import { PageHead } from "../../kit/page-head";
import { Segment } from "../../kit/segment";
import type { Failure } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { ByHandPart } from "./by-hand-part";
import { ConnectSkeleton } from "./connect-skeleton";
import { FreshKey } from "./fresh-key";
import { usualProject } from "./model";
import { NewKeyDialog } from "./new-key-dialog";
import projectsCss from "./projects.module.css";
import { ProjectsView } from "./projects-view";
import { ToolsPart } from "./tools-view";

const words = strings.connect;
const SUB = { tools: strings.tools.sub, hand: words.sub } as const;
const PARTS = [
  { value: "tools", label: strings.projects.views.tools },
  { value: "hand", label: strings.tools.byHandAction },
  { value: "projects", label: strings.projects.views.projects },
] as const;

/** The tools of this machine; what any other needs; and to whom calls count. */
export function ConnectPage() {
  const cache = useQueryClient();
  const view = useQuery({ queryKey: queryKeys.connect, queryFn: api.connect.view });
  const status = useQuery({ queryKey: queryKeys.status, queryFn: api.settings.status });
  // A new key lives here for as long as the page stands, and in no cache.
  const [fresh, setFresh] = useState<MadeKey | null>(null);
  const [making, setMaking] = useState(false);
  useIntent("new-key", () => setMaking(true), view.data !== undefined);
  const navigate = useNavigate();
  const part = useSearch({ from: "/connect" }).view ?? "tools";
  const projects = part === "projects";
  const show = (next: "tools" | "hand" | "projects") =>
    void navigate({ to: "/connect", search: next === "tools" ? {} : { view: next }, replace: true });
  const make = async (input: NewLocalKey): Promise<MadeKey> => {
    const made = await api.connect.makeKey(input);
    setFresh(made);
    announce(words.fresh.announce);
    void cache.invalidateQueries({ queryKey: queryKeys.connect });
    void cache.invalidateQueries({ queryKey: queryKeys.projects });
    return made;
  };

  return (
    <Page
      body={part === "hand" || (part === "tools" && view.data === undefined) ? "padded" : "flush"}
      head={
        <PageHead title={words.title} {...(!projects && { sub: SUB[part] })}>
          <Segment label={strings.projects.views.label} options={PARTS} value={part} onChange={show} />
          {view.data !== undefined && (
            <Button icon={<IconPlus size={14} stroke={1.8} />} onClick={() => setMaking(true)}>
              {projects ? strings.projects.make : words.make.action}
            </Button>
          )}
        </PageHead>
      }
    >
      <Fresh made={fresh} inset={part !== "hand"} onDone={() => setFresh(null)} />
      {projects ? (
        <ProjectsView make={make} adding={making} onAdded={() => setMaking(false)} />
      ) : (
        <FactsPart
          query={view}
          draw={(facts) => (
            <>
              {part === "tools" ? (
                <ToolsPart view={facts} onByHand={() => show("hand")} />
              ) : (
                <ByHandPart
                  view={facts}
                  failure={view.error}
                  deaf={(status.data?.trouble ?? null) !== null}
                  retry={{ busy: view.isFetching, run: () => void view.refetch() }}
                  fresh={fresh}
                  make={make}
                  onNew={() => setMaking(true)}
                />
              )}
              <NewKeyDialog
                open={making}
                onClose={() => setMaking(false)}
                projects={facts.projects}
                usual={usualProject(facts.projects)}
                make={make}
              />
            </>
          )}
        />
      )}
    </Page>
  );
}

type FreshProps = { readonly made: MadeKey | null; readonly inset: boolean; readonly onDone: () => void };

/** The key that was just made, until it is put away. */
function Fresh({ made, inset, onDone }: FreshProps) {
  if (made === null) return null;
  return (
    <div className={inset ? projectsCss.fresh : undefined}>
      <FreshKey key={made.view.id} made={made} onDone={onDone} />
    </div>
  );
}

type FactsPartProps = {
  readonly query: UseQueryResult<ConnectView>;
  readonly draw: (facts: ConnectView) => ReactNode;
};

/** What hangs on the address and the keys; what was known of them stays while they are read again. */
function FactsPart({ query, draw }: FactsPartProps) {
  if (query.data !== undefined) return draw(query.data);
  const failure: Failure | null = query.error;
  if (failure === null) return <ConnectSkeleton />;
  return (
    <ErrorState
      what={words.error.what}
      why={failure.message}
      now={failure.hint ?? words.error.now}
      onRetry={() => void query.refetch()}
      retrying={query.isFetching}
    />
  );
}
