import { useQuery } from "@tanstack/react-query";
import { api } from "../ipc/api";
import type { CallView, Story as StoryView } from "../ipc/bindings";
import { queryKeys } from "../ipc/query-keys";
import { Ago } from "../kit/ago";
import { Chip } from "../kit/chip";
import { Drawer } from "../kit/drawer";
import { ErrorState } from "../kit/error-state";
import { Glyph } from "../kit/glyph";
import { Id } from "../kit/id";
import { Lamp } from "../kit/lamp";
import { StoryFrame } from "../kit/story-frame";
import { strings } from "../lib/strings";
import { unixMillis } from "../lib/units";
import { headline, isMoved } from "./model";
import css from "./story.module.css";
import { StoryAgain } from "./story-again";
import { StoryAttempts } from "./story-attempts";
import { StoryBill } from "./story-bill";
import { StoryFigures } from "./story-figures";
import { StoryMoved } from "./story-moved";
import { StoryTold } from "./story-told";
import { StoryWhy } from "./story-why";

const words = strings.story;

type StoryProps = {
  readonly id: string;
  /** The row as the list has it, always fresher than the story; absent when it has left the list. */
  readonly row: CallView | undefined;
  readonly nameOf: (account: string) => string;
  readonly onClose: () => void;
};

/** Which way one call went, what was tried, what it cost, what the client was told. */
export function Story({ id, row, nameOf, onClose }: StoryProps) {
  const story = useQuery({ queryKey: queryKeys.story(id), queryFn: () => api.live.story(id) });
  const call = row ?? story.data?.call;
  return (
    <Drawer label={words.label} onClose={onClose}>
      {call ? (
        <Told call={call} story={story.data} error={story.error} nameOf={nameOf} onClose={onClose} />
      ) : story.error ? (
        <ErrorState
          what={words.gone}
          why={story.error.message}
          now={words.goneNow}
          onRetry={() => void story.refetch()}
          retrying={story.isFetching}
        />
      ) : null}
    </Drawer>
  );
}

type ToldProps = {
  readonly call: CallView;
  readonly story: StoryView | undefined;
  readonly error: Error | null;
  readonly nameOf: (account: string) => string;
  readonly onClose: () => void;
};

function Told({ call, story, error, nameOf, onClose }: ToldProps) {
  return (
    <StoryFrame
      mark={<Mark call={call} />}
      title={headline(call)}
      facts={[
        <Id key="id" value={call.id} label={words.id} chars={10} />,
        <Ago key="ago" at={unixMillis(call.at)} />,
        `${call.dialect}, ${call.stream ? words.streamed : words.whole}`,
      ]}
      figures={<StoryFigures call={call} />}
      onClose={onClose}
    >
      <StoryWhy call={call} policy={story?.policy} />
      <StoryAttempts call={call} nameOf={nameOf} />
      <StoryMoved call={call} />
      <StoryBill call={call} story={story} error={error} />
      <StoryTold call={call} story={story} />
      <StoryAgain call={call} />
    </StoryFrame>
  );
}

function Mark({ call }: { readonly call: CallView }) {
  if (call.state === "failed") {
    return (
      <span className={css.lamp}>
        <Lamp aspect="stop" name={null} />
      </span>
    );
  }
  if (!isMoved(call)) return null;
  return (
    <Chip size="sm" tone="caution" icon={<Glyph name="moved" size={12} />}>
      {words.moved}
    </Chip>
  );
}
