import { useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { api } from "../../ipc/api";
import type { ProjectSettings, ProjectView } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { Dialog } from "../../kit/dialog";
import { FailureNote } from "../../kit/failure-note";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { ProjectForm } from "./project-form";
import { freeColour, projectDraft } from "./projects-model";
import { projectsChanged } from "./use-projects";

type NewProjectDialogProps = {
  readonly open: boolean;
  readonly projects: readonly ProjectView[];
  readonly onClose: () => void;
  readonly onMade: (name: string) => void;
};

const words = strings.projects;

export function NewProjectDialog({ open, projects, onClose, onMade }: NewProjectDialogProps) {
  const cache = useQueryClient();
  const task = useTask();
  const form = useId();
  const close = () => {
    task.forget();
    onClose();
  };
  const make = (settings: ProjectSettings) =>
    void task.run(async () => {
      projectsChanged(cache, await api.connect.makeProject(settings));
      announce(words.made(settings.name));
      onMade(settings.name);
      close();
    });
  return (
    <Dialog
      open={open}
      onClose={close}
      title={words.makeTitle}
      actions={
        <Button type="submit" form={form} tone="primary" loading={task.busy}>
          {words.makeSubmit}
        </Button>
      }
    >
      <ProjectForm
        id={form}
        begin={{ ...projectDraft(null), colour: freeColour(projects) }}
        archived={false}
        nameHint={words.nameHint}
        onSave={make}
      />
      {task.failure && <FailureNote what={words.notMade} failure={task.failure} />}
    </Dialog>
  );
}
