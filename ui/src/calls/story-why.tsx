import { Link } from "@tanstack/react-router";
import type { CallView } from "../ipc/bindings";
import { Chip } from "../kit/chip";
import { Id } from "../kit/id";
import { StorySection } from "../kit/story-section";
import { strings } from "../lib/strings";
import { isDirect } from "./model";
import css from "./story.module.css";

const words = strings.story;

type StoryWhyProps = { readonly call: CallView; readonly policy: string | undefined };

/** What the client asked for, which chain that meant, and what was known about who asked. */
export function StoryWhy({ call, policy }: StoryWhyProps) {
  const facts = [
    ["project", words.project, call.project],
    ["tool", words.tool, call.tool],
    ["environment", words.environment, call.environment],
    ["user", words.user, call.user],
    ["prompt", words.prompt, call.prompt],
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
            ([by, name, value]) =>
              value !== null && (
                <Link
                  key={by}
                  to="/requests"
                  search={{ [by]: value, range: "all" }}
                  title={words.alike(name, value)}
                >
                  <Chip size="sm">
                    {name} <b>{by === "prompt" ? value.slice(0, 8) : value}</b>
                  </Chip>
                </Link>
              ),
          )}
        </dd>
      </dl>
    </StorySection>
  );
}
