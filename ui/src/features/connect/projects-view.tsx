import { useState } from "react";
import type { MadeKey, NewLocalKey } from "../../ipc/bindings";
import { Chip } from "../../kit/chip";
import { ErrorState } from "../../kit/error-state";
import { SplitList } from "../../kit/split-list";
import { Swatch } from "../../kit/swatch";
import type { Failure } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { ConnectSkeleton } from "./connect-skeleton";
import { NewProjectDialog } from "./new-project-dialog";
import { ProjectDetail } from "./project-detail";
import css from "./projects.module.css";
import { colourOf, stateOf } from "./projects-model";
import { useProjects } from "./use-projects";

type ProjectsViewProps = {
  readonly make: (input: NewLocalKey) => Promise<MadeKey>;
  readonly adding: boolean;
  readonly onAdded: () => void;
};

const words = strings.projects;

/** The projects, and the one that is picked with its keys. */
export function ProjectsView({ make, adding, onAdded }: ProjectsViewProps) {
  const query = useProjects();
  const [chosen, setChosen] = useState<string | null>(null);
  const failure: Failure | null = query.error;
  const list = query.data ?? [];
  const shown = list.find(({ settings }) => settings.name === chosen) ?? list[0];
  if (query.data === undefined) {
    return failure === null ? (
      <div className={css.place}>
        <ConnectSkeleton />
      </div>
    ) : (
      <ErrorState
        what={words.error.what}
        why={failure.message}
        now={failure.hint ?? words.error.now}
        onRetry={() => void query.refetch()}
        retrying={query.isFetching}
      />
    );
  }
  return (
    <>
      <SplitList
        label={words.list}
        items={list}
        itemKey={({ settings }) => settings.name}
        itemName={(project) =>
          words.rowName(project.settings.name, words.keys(project.keys.length), stateOf(project))
        }
        renderItem={(project) => (
          <>
            <Swatch series={colourOf(project.settings)} />
            <span className={css.rowText}>
              <b title={project.settings.name}>{project.settings.name}</b>
              <span className={css.quiet}>{words.keys(project.keys.length)}</span>
            </span>
            {stateOf(project) !== "" && (
              <Chip size="sm" tone="flat">
                {stateOf(project)}
              </Chip>
            )}
          </>
        )}
        selected={shown?.settings.name ?? null}
        onSelect={setChosen}
        foot={words.sub}
      >
        {shown && (
          <ProjectDetail key={shown.settings.name} project={shown} make={make} onRenamed={setChosen} />
        )}
      </SplitList>
      <NewProjectDialog
        key={list.length}
        open={adding}
        projects={list}
        onClose={onAdded}
        onMade={setChosen}
      />
    </>
  );
}
