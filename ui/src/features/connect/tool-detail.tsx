import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../ipc/api";
import type { ToolCheck, ToolChoice, ToolView } from "../../ipc/bindings";
import { queryKeys } from "../../ipc/query-keys";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { Card } from "../../kit/card";
import { FailureNote } from "../../kit/failure-note";
import { Id } from "../../kit/id";
import { SelectField } from "../../kit/select-field";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { DisconnectDialog } from "./disconnect-dialog";
import { usualProject } from "./model";
import { PlanView } from "./plan-view";
import { ToolChecks } from "./tool-checks";
import { ToolHead } from "./tool-head";
import { ToolSeen } from "./tool-seen";
import css from "./tools.module.css";
import { modelChoices, usualModel } from "./tools-model";
import { useToolsChanged } from "./use-tools";

type ToolDetailProps = {
  readonly tool: ToolView;
  readonly proxy: readonly ToolCheck[];
  readonly models: readonly string[];
  readonly projects: readonly string[];
};

const words = strings.tools;

/** One tool: what connecting changes, to the line, before it happens; and whether its calls arrive. */
export function ToolDetail({ tool, proxy, models, projects }: ToolDetailProps) {
  const changed = useToolsChanged();
  const task = useTask();
  const [leaving, setLeaving] = useState(false);
  const [model, setModel] = useState(usualModel(tool));
  const [project, setProject] = useState(tool.key?.project ?? usualProject(projects));
  const choice: ToolChoice = { tool: tool.id, model, project };
  const connected = tool.connected !== null;
  const held =
    connected && tool.state === "connected" && model === usualModel(tool) && project === tool.key?.project;
  const plan = useQuery({
    queryKey: [...queryKeys.toolPlans, choice, tool.connected],
    queryFn: () => api.connect.preview(choice),
    enabled: !held,
  });
  const connect = () =>
    task.run(async () => {
      await api.connect.tool(choice);
      announce(words.connected(tool.name));
      changed();
    });
  return (
    <div className={css.detail}>
      <ToolHead tool={tool}>
        {connected && <Button onClick={() => setLeaving(true)}>{words.disconnect}</Button>}
        {!held && (
          <Button
            tone="primary"
            data-primary
            loading={task.busy}
            disabled={plan.data === undefined || plan.data.refused !== null}
            onClick={() => void connect()}
          >
            {connected ? words.connectAgain : words.connect}
          </Button>
        )}
      </ToolHead>
      {task.failure && <FailureNote what={words.failed(tool.name)} failure={task.failure} />}
      <div className={css.choices}>
        <SelectField
          label={words.model}
          hint={words.modelHint}
          value={model}
          onChange={setModel}
          options={modelChoices(tool, models)}
        />
        <SelectField
          label={words.project}
          hint={words.projectHint}
          value={project}
          onChange={setProject}
          options={[...new Set([project, ...projects])].map((name) => ({ value: name, label: name }))}
        />
      </div>
      {connected && <ToolSeen tool={tool} />}
      {!held && plan.data !== undefined && <PlanView plan={plan.data} />}
      {!held && plan.error !== null && <FailureNote what={words.plan.failed} failure={plan.error} />}
      <Card title={connected ? words.checks.after : words.checks.before}>
        <div className={css.plan}>
          <ToolChecks checks={[...proxy, ...tool.checks]} />
          {tool.state === "not_found" && (
            <div className={css.install}>
              <span>{words.checks.install}</span>
              <Id value={tool.install} label={words.checks.installOf} />
            </div>
          )}
          <p className={css.quiet}>
            {tool.note} {words.checks.facts(tool.read)}
          </p>
        </div>
      </Card>
      <DisconnectDialog tool={tool} open={leaving} onClose={() => setLeaving(false)} />
    </div>
  );
}
