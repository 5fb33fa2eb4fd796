import { Link } from "@tanstack/react-router";
import type { CallView } from "../../ipc/bindings";
import { Chip } from "../../kit/chip";
import { Id } from "../../kit/id";
import { StorySection } from "../../kit/story-section";
import { strings } from "../../lib/strings";
import { isDirect } from "./model";
import css from "./story.module.css";

const words = strings.story;

type StoryWhyProps = { readonly call: CallView; readonly policy: string | undefined };

/** What the client asked for, which chain that meant, and what was known about who asked. */
export function StoryWhy({ call, policy }: StoryWhyProps) {
  const facts = [
    [words.project, call.project],
    [words.tool, call.tool],
    [words.environment, call.environment],
    [words.user, call.user],
  ] as const;
  return (
    <StorySection title={words.why}>
      <dl className={css.facts}>
        <dt>{words.asked}</dt>
        <dd>{call.asked}</dd>
        <dt>{isDirect(call) ? words.target : words.chain}</dt>
        <dd>
          {isDirect(call) ? (
            call.chain
          ) : (
            <Link to="/routes" search={{ chain: call.chain }}>
              {call.chain}
            </Link>
          )}
        </dd>
        {policy !== undefined && (
          <>
            <dt>{words.policy}</dt>
            <dd>
              <Id value={policy} label={words.policy} chars={8} />
            </dd>
          </>
        )}
        <dt>{words.facts}</dt>
        <dd className={css.chips}>
          {facts.map(
            ([name, value]) =>
              value !== null && (
                <Chip key={name} size="sm">
                  {name} <b>{value}</b>
                </Chip>
              ),
          )}
        </dd>
      </dl>
    </StorySection>
  );
}
