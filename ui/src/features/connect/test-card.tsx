import { IconArrowRight, IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { api } from "../../ipc/api";
import type { TestCallReport } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { Card } from "../../kit/card";
import { CodeBlock } from "../../kit/code-block";
import { FailureNote } from "../../kit/failure-note";
import { Lamp } from "../../kit/lamp";
import { SelectField } from "../../kit/select-field";
import { Switch } from "../../kit/switch";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import css from "./connect.module.css";
import { answerAspect, answered, liveHref } from "./model";

const words = strings.connect.test;

/** One real call through the proxy, with what came back. */
export function TestCard({ models }: { readonly models: readonly string[] }) {
  const task = useTask();
  const [model, setModel] = useState(models[0] ?? null);
  const [stream, setStream] = useState(true);
  const [report, setReport] = useState<TestCallReport | null>(null);
  const send = () =>
    task.run(async () => {
      const came = await api.connect.testCall({ model, stream });
      setReport(came);
      announce(words.announce(answered(came) ? words.answered : words.refused, came.status));
    });
  return (
    <Card title={words.title}>
      <div className={css.test}>
        <p className={css.quiet}>{words.note}</p>
        <div className={css.ask}>
          <SelectField
            label={words.model}
            value={model}
            onChange={setModel}
            options={models.map((name) => ({ value: name, label: name }))}
          />
          <Switch label={words.stream} checked={stream} onChange={setStream} />
        </div>
        <div>
          <Button icon={<IconSend size={14} stroke={1.6} />} loading={task.busy} onClick={() => void send()}>
            {words.send}
          </Button>
        </div>
        {task.failure && <FailureNote what={words.failed} failure={task.failure} />}
        {report !== null && !task.failure && <Came report={report} stale={task.busy} />}
      </div>
    </Card>
  );
}

function Came({ report, stale }: { readonly report: TestCallReport; readonly stale: boolean }) {
  return (
    <div className={css.came} data-stale={stale || undefined}>
      <p className={css.verdict}>
        <Lamp aspect={answerAspect(report)} name={null} />
        <b>{answered(report) ? words.answered : words.refused}</b>
        <span className={css.quiet}>{words.status(report.status)}</span>
        {report.call !== null && (
          <a className={css.link} href={liveHref(report.call)}>
            {words.open}
            <IconArrowRight size={13} stroke={1.6} aria-hidden />
          </a>
        )}
      </p>
      <blockquote className={css.said}>{report.text.trim() === "" ? words.silent : report.text}</blockquote>
      {report.headers.length > 0 && (
        <CodeBlock
          title={words.headersTitle}
          label={words.headers}
          wrap
          text={report.headers.map(({ name, value }) => `${name}: ${value}`).join("\n")}
        />
      )}
    </div>
  );
}
