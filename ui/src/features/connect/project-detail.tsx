import { IconDots, IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api } from "../../ipc/api";
import type { MadeKey, NewLocalKey, ProjectSettings, ProjectView } from "../../ipc/bindings";
import { Ago } from "../../kit/ago";
import { announce } from "../../kit/announce";
import { Banner } from "../../kit/banner";
import { Button } from "../../kit/button";
import { FailureNote } from "../../kit/failure-note";
import { IconButton } from "../../kit/icon-button";
import { Menu } from "../../kit/menu";
import { Swatch } from "../../kit/swatch";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { unixMillis } from "../../lib/units";
import { KeyPatience } from "./key-patience";
import { KeysCard } from "./keys-card";
import { NewKeyDialog } from "./new-key-dialog";
import { ProjectForm } from "./project-form";
import css from "./projects.module.css";
import { colourOf, projectDraft } from "./projects-model";
import { RemoveProjectDialog } from "./remove-project-dialog";
import { projectsChanged } from "./use-projects";

type ProjectDetailProps = {
  readonly project: ProjectView;
  readonly make: (input: NewLocalKey) => Promise<MadeKey>;
  readonly onRenamed: (name: string) => void;
};

const words = strings.projects;

/** One project: what it says of itself, and its keys. */
export function ProjectDetail({ project, make, onRenamed }: ProjectDetailProps) {
  const cache = useQueryClient();
  const saving = useTask();
  const form = useId();
  const [open, setOpen] = useState<"key" | "remove" | null>(null);
  const { settings, session, last_call } = project;
  const change = (next: ProjectSettings) =>
    void saving.run(async () => {
      projectsChanged(cache, await api.connect.changeProject({ project: settings.name, settings: next }));
      announce(words.saved(next.name));
      onRenamed(next.name);
    });
  const close = () => setOpen(null);
  return (
    <div className={css.detail}>
      <header className={css.head}>
        <Swatch series={colourOf(settings)} />
        <h2 className={css.title}>{settings.name}</h2>
        <span className={css.quiet}>
          {last_call === null ? (
            words.never
          ) : (
            <>
              {words.lastCall} <Ago at={unixMillis(last_call)} />
            </>
          )}
        </span>
        <span className={css.actions}>
          <Button icon={<IconPlus size={14} stroke={1.8} />} onClick={() => setOpen("key")}>
            {words.newKey}
          </Button>
          {!session && (
            <Menu
              trigger={
                <IconButton label={words.more} tone="default" icon={<IconDots size={15} stroke={1.6} />} />
              }
              items={[
                {
                  label: settings.archived ? words.bringBack : words.putAway,
                  onSelect: () => change({ ...settings, archived: !settings.archived }),
                },
                { label: words.remove, onSelect: () => setOpen("remove"), danger: true },
              ]}
            />
          )}
        </span>
      </header>
      {settings.archived && <Banner>{words.awayNote}</Banner>}
      <ProjectForm
        key={JSON.stringify(settings)}
        id={form}
        begin={projectDraft(settings)}
        archived={settings.archived}
        nameHint={session ? words.nameFixed : words.renameHint}
        nameFixed={session}
        onSave={change}
      />
      {saving.failure && <FailureNote what={words.notSaved} failure={saving.failure} />}
      <div>
        <Button type="submit" form={form} loading={saving.busy}>
          {words.save}
        </Button>
      </div>
      <KeysCard
        keys={project.keys.map((key) => ({ ...key, project: settings.name }))}
        used={new Map(project.keys.map((key) => [key.id, key.used]))}
        make={make}
        onNew={() => setOpen("key")}
      />
      <KeyPatience keys={project.keys} />
      <NewKeyDialog
        open={open === "key"}
        onClose={close}
        projects={[settings.name]}
        usual={settings.name}
        make={make}
      />
      <RemoveProjectDialog project={project} open={open === "remove"} onClose={close} />
    </div>
  );
}
