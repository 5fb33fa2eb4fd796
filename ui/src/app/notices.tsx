import { Banner } from "../kit/banner";
import { Lamp } from "../kit/lamp";
import { asSentence } from "../kit/sentence";
import { strings } from "../lib/strings";

/** What concerns every page: the proxy does not listen, and what to do about it. */
export function Notices({ trouble }: { readonly trouble: string }) {
  const { what, now } = strings.app.trouble;
  return (
    <Banner tone="stop" icon={<Lamp aspect="stop" name={null} />}>
      <b>{what}</b> {asSentence(trouble)} {now}
    </Banner>
  );
}
