import type { CallView, Story } from "../ipc/bindings";
import { CodeBlock } from "../kit/code-block";
import { StorySection } from "../kit/story-section";
import { strings } from "../lib/strings";
import css from "./story.module.css";

const words = strings.story;

type StoryToldProps = { readonly call: CallView; readonly story: Story | undefined };

/** The headers as the client got them, and the message where there was no answer. */
export function StoryTold({ call, story }: StoryToldProps) {
  if (!story) return null;
  const headers = story.told.map(({ name, value }) => `${name}: ${value}`);
  const text = [...headers, ...(call.told === null ? [] : ["", call.told])].join("\n");
  const status = call.status === null ? {} : { aside: String(call.status) };
  return (
    <StorySection title={words.told} {...status}>
      {text.trim() === "" ? (
        <p className={css.note}>{words.toldNothing}</p>
      ) : (
        <CodeBlock text={text.trim()} label={words.toldLabel} wrap />
      )}
    </StorySection>
  );
}
