import { useQueryClient } from "@tanstack/react-query";
import { api } from "../../ipc/api";
import type { ProjectView } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { Dialog } from "../../kit/dialog";
import { FailureNote } from "../../kit/failure-note";
import { refocus } from "../../kit/refocus";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import css from "./projects.module.css";
import { projectsChanged } from "./use-projects";

type RemoveProjectDialogProps = {
  readonly project: ProjectView;
  readonly open: boolean;
  readonly onClose: () => void;
};

const words = strings.projects;

/** Says what becomes of its spend; a project with keys is not removed. */
export function RemoveProjectDialog({ project, open, onClose }: RemoveProjectDialogProps) {
  const cache = useQueryClient();
  const task = useTask();
  const { name } = project.settings;
  const remove = () =>
    task.run(async () => {
      const left = await api.connect.removeProject(name);
      announce(words.removed(name));
      onClose();
      projectsChanged(cache, left);
      refocus();
    });
  const held = project.keys.length > 0;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={words.removeTitle(name)}
      actions={
        <>
          <Button onClick={onClose}>{words.keep}</Button>
          <Button tone="danger" disabled={held} loading={task.busy} onClick={() => void remove()}>
            {words.remove}
          </Button>
        </>
      }
    >
      <div className={css.form}>
        <p>{held ? words.removeKeys(project.keys.length) : words.removeBody}</p>
        <p className={css.quiet}>{words.removeSpend(name)}</p>
        {task.failure && <FailureNote what={words.removeFailed} failure={task.failure} />}
      </div>
    </Dialog>
  );
}
