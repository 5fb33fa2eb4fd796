import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../ipc/api";
import type { MadeKey, NewLocalKey } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { ErrorState } from "../../kit/error-state";
import { FailureNote } from "../../kit/failure-note";
import { useIntent } from "../../kit/intent";
import { Page } from "../../kit/page";
import { PageHead } from "../../kit/page-head";
import { Segment } from "../../kit/segment";
import type { Failure } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { AddressCard } from "./address-card";
import css from "./connect.module.css";
import { ConnectSkeleton } from "./connect-skeleton";
import { FreshKey } from "./fresh-key";
import { KeysCard } from "./keys-card";
import { usualProject } from "./model";
import { NewKeyDialog } from "./new-key-dialog";
import projectsCss from "./projects.module.css";
import { ProjectsView } from "./projects-view";
import { SnippetsCard } from "./snippets-card";
import { TestCard } from "./test-card";

const words = strings.connect;
const PARTS = [
  { value: "tools", label: strings.projects.views.tools },
  { value: "projects", label: strings.projects.views.projects },
] as const;

/** The address, a key, a snippet, and a call to see that it works. */
export function ConnectPage() {
  const cache = useQueryClient();
  const view = useQuery({ queryKey: queryKeys.connect, queryFn: api.connect.view });
  const status = useQuery({ queryKey: queryKeys.status, queryFn: api.settings.status });
  // A new key lives here for as long as the page stands, and in no cache.
  const [fresh, setFresh] = useState<MadeKey | null>(null);
  const [making, setMaking] = useState(false);
  useIntent("new-key", () => setMaking(true), view.data !== undefined);
  const failure: Failure | null = view.error;
  const navigate = useNavigate();
  const projects = useSearch({ from: "/connect" }).view === "projects";
  const show = (part: "tools" | "projects") =>
    void navigate({ to: "/connect", search: part === "projects" ? { view: part } : {}, replace: true });
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
      body={projects ? "flush" : "padded"}
      head={
        <PageHead title={words.title} {...(!projects && { sub: words.sub })}>
          <Segment
            label={strings.projects.views.label}
            options={PARTS}
            value={projects ? "projects" : "tools"}
            onChange={show}
          />
          {view.data !== undefined && (
            <Button icon={<IconPlus size={14} stroke={1.8} />} onClick={() => setMaking(true)}>
              {projects ? strings.projects.make : words.make.action}
            </Button>
          )}
        </PageHead>
      }
    >
      {projects ? (
        <>
          {fresh !== null && (
            <div className={projectsCss.fresh}>
              <FreshKey key={fresh.view.id} made={fresh} onDone={() => setFresh(null)} />
            </div>
          )}
          <ProjectsView make={make} adding={making} onAdded={() => setMaking(false)} />
        </>
      ) : view.data === undefined && failure !== null ? (
        <ErrorState
          what={words.error.what}
          why={failure.message}
          now={failure.hint ?? words.error.now}
          onRetry={() => void view.refetch()}
          retrying={view.isFetching}
        />
      ) : view.data === undefined ? (
        <ConnectSkeleton />
      ) : (
        <>
          {failure !== null && (
            <FailureNote
              what={words.error.what}
              failure={failure}
              now={words.error.stale}
              action={
                <Button size="sm" loading={view.isFetching} onClick={() => void view.refetch()}>
                  {strings.kit.retry}
                </Button>
              }
            />
          )}
          {fresh !== null && <FreshKey key={fresh.view.id} made={fresh} onDone={() => setFresh(null)} />}
          <div className={css.body} data-stale={failure !== null || undefined}>
            <AddressCard view={view.data} deaf={(status.data?.trouble ?? null) !== null} />
            <div className={css.pair}>
              <SnippetsCard view={view.data} fresh={fresh} make={make} />
              <TestCard models={view.data.models} />
            </div>
            <KeysCard keys={view.data.keys} make={make} onNew={() => setMaking(true)} />
          </div>
          <NewKeyDialog
            open={making}
            onClose={() => setMaking(false)}
            projects={view.data.projects}
            usual={usualProject(view.data.projects)}
            make={make}
          />
        </>
      )}
    </Page>
  );
}
