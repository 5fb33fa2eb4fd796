import { useState } from "react";
import { api } from "../../ipc/api";
import type { AccountView, Check, ModelView, TestReport } from "../../ipc/bindings";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/button";
import { Duration } from "../../kit/duration";
import { FailureNote } from "../../kit/failure-note";
import { Lamp } from "../../kit/lamp";
import { SelectField } from "../../kit/select-field";
import { useTask } from "../../kit/use-task";
import { strings } from "../../lib/strings";
import { millis } from "../../lib/units";
import css from "./detail.module.css";
import { checkAspect, keyVerdict, modelVerdict } from "./model";

type TestPanelProps = { readonly account: AccountView; readonly models: readonly ModelView[] };
type Tested = { readonly model: string | null; readonly report: TestReport };

const words = strings.providers.test;
const ALONE = "";

/** Asks the provider itself: does it take the key, does the model answer. The two are told apart. */
export function TestPanel({ account, models }: TestPanelProps) {
  const task = useTask();
  const [model, setModel] = useState(ALONE);
  const [tested, setTested] = useState<Tested | null>(null);
  const keyed = account.key !== "not_needed";
  const test = () =>
    task.run(async () => {
      const asked = model === ALONE ? null : model;
      const report = await api.providers.test({ account: account.name, model: asked });
      setTested({ model: asked, report });
      announce(words.announce(keyVerdict(report.auth, keyed), modelVerdict(report.model)));
    });
  return (
    <section
      className={css.test}
      aria-label={words.label}
      data-told={tested !== null || task.failure !== null || undefined}
    >
      <div className={css.testAsk}>
        <SelectField
          label={words.model}
          value={model}
          onChange={setModel}
          searchable
          options={[
            { value: ALONE, label: keyed ? words.alone : words.aloneKeyless },
            ...models.map(({ id }) => ({ value: id, label: id })),
          ]}
        />
        <Button size="lg" loading={task.busy} onClick={() => void test()}>
          {actionOf(keyed, model !== ALONE)}
        </Button>
      </div>
      <div className={css.found} data-stale={task.busy || undefined}>
        {task.failure ? (
          <FailureNote what={words.notDone} failure={task.failure} />
        ) : tested === null ? (
          <p className={css.quiet}>{keyed ? words.none : words.noneKeyless}</p>
        ) : (
          <dl className={css.checks}>
            <CheckLine
              name={keyed ? words.key : words.keyless}
              check={tested.report.auth}
              verdict={keyVerdict(tested.report.auth, keyed)}
            />
            <CheckLine
              name={tested.model === null ? words.modelAlone : words.modelLine(tested.model)}
              check={tested.report.model}
              verdict={modelVerdict(tested.report.model)}
            />
          </dl>
        )}
      </div>
    </section>
  );
}

function actionOf(keyed: boolean, withModel: boolean): string {
  if (keyed) return withModel ? words.actionModel : words.action;
  return withModel ? words.actionModelKeyless : words.actionKeyless;
}

type CheckLineProps = { readonly name: string; readonly check: Check; readonly verdict: string };

function CheckLine({ name, check, verdict }: CheckLineProps) {
  return (
    <div className={css.check}>
      <dt className={css.checkName} title={name}>
        <Lamp aspect={checkAspect(check)} />
        <span>{name}</span>
      </dt>
      <dd className={css.checkSaid}>
        {verdict}
        {check.took !== null && (
          <span className={css.checkMore}>
            <Duration value={millis(check.took)} />
          </span>
        )}
      </dd>
    </div>
  );
}
