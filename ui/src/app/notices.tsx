import { Banner } from "../kit/banner";
import { Lamp } from "../kit/lamp";
import { asSentence } from "../kit/sentence";
import { strings } from "../lib/strings";

type NoticesProps = {
  readonly trouble: string;
  /** Whether tools can call all the same. */
  readonly listens: boolean;
};

/** What concerns every page: a file that is broken, another port than the one asked for, or no port at all. */
export function Notices({ trouble, listens }: NoticesProps) {
  const { what, now } = strings.app.trouble;
  if (listens) {
    return (
      <Banner tone="caution" icon={<Lamp aspect="caution" name={null} />}>
        {trouble.split("\n").map((line) => (
          <div key={line}>{asSentence(line)}</div>
        ))}
      </Banner>
    );
  }
  return (
    <Banner tone="stop" icon={<Lamp aspect="stop" name={null} />}>
      <b>{what}</b> {asSentence(trouble)} {now}
    </Banner>
  );
}
