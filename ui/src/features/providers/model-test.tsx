import { Arm } from "../../kit/arm";
import { Button } from "../../kit/button";
import { Duration } from "../../kit/duration";
import { strings } from "../../lib/strings";
import { millis } from "../../lib/units";
import { failureWord, modelVerdict } from "./model";
import css from "./models.module.css";
import type { ModelTests } from "./use-model-tests";

const words = strings.providers.models;

/** Asks this one model with one word; what it found takes the word's place, and asks again when pressed. */
export function ModelTest({ model, tests }: { readonly model: string; readonly tests: ModelTests }) {
  const tested = tests.of(model);
  const press = { size: "sm", tone: "ghost", onClick: () => tests.run(model) } as const;
  if (tested?.state !== "told") {
    return (
      <Button {...press} aria-label={words.testOf(model)} loading={tested !== null}>
        {words.test}
      </Button>
    );
  }
  const { check } = tested;
  const said = modelVerdict(check);
  return (
    <Button
      {...press}
      aria-label={words.again(model, said)}
      title={said}
      icon={<Arm aspect={check.ok === true ? "clear" : "stop"} name={null} />}
    >
      {check.ok === true && check.took !== null ? (
        <Duration value={millis(check.took)} />
      ) : (
        <span className={css.verdict}>{failureWord(check.kind) ?? words.failedWord}</span>
      )}
    </Button>
  );
}
