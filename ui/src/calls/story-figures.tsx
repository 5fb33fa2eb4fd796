import type { CallView } from "../ipc/bindings";
import { Duration } from "../kit/duration";
import { Figure } from "../kit/figure";
import { Tokens } from "../kit/tokens";
import { strings } from "../lib/strings";
import { millis, tokens } from "../lib/units";
import { Cost } from "./cost";

const words = strings.story;

export function StoryFigures({ call }: { readonly call: CallView }) {
  const span = (value: number | null) => <Duration value={value === null ? null : millis(value)} />;
  const count = (value: number | null) => <Tokens value={value === null ? null : tokens(value)} />;
  return (
    <>
      <Figure size="story" label={words.cost} value={<Cost call={call} />} />
      <Figure size="story" label={words.first} value={span(call.first_content)} />
      <Figure size="story" label={words.total} value={span(call.total)} />
      <Figure size="story" label={words.input} value={count(call.input)} />
      <Figure size="story" label={words.output} value={count(call.output)} />
    </>
  );
}
