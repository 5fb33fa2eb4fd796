import type { PolicyVersion, PolicyView, Problem } from "../../src/ipc/bindings";
import { type MakeWord, refusal } from "../fake";
import { apply, LIVED, type Policy, SAMPLE, TARGETS, textOf, viewOf } from "../policy";
import { isFirstStart } from "../stage";

type Version = PolicyVersion & { readonly policy: Policy; readonly text: string };

const hashOf = (text: string): string => {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
};

/** Enough of a check to look at: brackets, and the versions we know. */
function check(text: string): Problem[] {
  return text.split("\n").flatMap((line, i): Problem[] => {
    if (/^\[[^\]]*$/.test(line)) {
      return [{ line: i + 1, column: line.length + 1, message: "unclosed table, expected `]`", fatal: true }];
    }
    const retries = /^retries\s*=\s*(\d+)/.exec(line);
    return retries && Number(retries[1]) > 10
      ? [{ line: i + 1, column: 12, message: "retries is 0 to 10 for the whole call", fatal: true }]
      : [];
  });
}

const BROKEN = `${textOf(LIVED)}\n[chain.night\nsteps = [ { targets = ["openai/gpt-5-nano"] } ]\n`;

export const word: MakeWord = (stage, tell) => {
  const make = (policy: Policy, text: string, at: number, summary: string): Version => ({
    hash: hashOf(text),
    at,
    summary,
    current: false,
    policy,
    text,
  });
  const begin = isFirstStart(stage) ? SAMPLE : LIVED;
  const [before, said] = apply(begin, { edit: "set_default", chain: "quick" });
  const versions: Version[] = [
    make(before, textOf(before), stage.now - 86_400_000 * 9, said),
    make(begin, textOf(begin), stage.now - 7_400_000, "edited by hand"),
  ];
  const current = (): Version => {
    const last = versions.at(-1);
    if (!last) throw refusal("internal", "no version");
    return last;
  };
  const view = (): PolicyView => {
    const broken = stage.state === "broken";
    const { policy, text } = current();
    return {
      hash: current().hash,
      path: "/home/mira/.local/share/pointsman/routes.toml",
      chains: viewOf(policy),
      problems: broken ? check(BROKEN) : [],
      last_good: broken,
      text: broken ? BROKEN : text,
    };
  };
  const guard = (base: string) => {
    if (base === current().hash && stage.state !== "conflict") return;
    throw refusal(
      "conflict",
      "routes.toml changed since it was read, so nothing was written",
      `on disk:\n${textOf(LIVED).slice(0, 180)}\n\nyours:\n${textOf(SAMPLE).slice(0, 180)}`,
    );
  };
  const hold = (policy: Policy, text: string, summary: string): PolicyView => {
    versions.push(make(policy, text, Date.now(), summary));
    tell({ changed: ["routes"] });
    return view();
  };
  return {
    routesRead: view,
    routesTargets: () => [...TARGETS],
    routesCheckText: check,
    routesHistory: () =>
      versions
        .map(({ hash, at, summary }, i) => ({ hash, at, summary, current: i === versions.length - 1 }))
        .reverse(),
    routesChange: ({ base, edits }) => {
      guard(base);
      let policy = current().policy;
      let summary = "";
      for (const edit of edits) {
        if (edit.edit === "set_text") return hold(policy, edit.text, "edited as text");
        [policy, summary] = apply(policy, edit);
      }
      return hold(policy, textOf(policy), summary);
    },
    routesRestore: ({ hash, base }) => {
      guard(base);
      const old = versions.findLast((version) => version.hash === hash);
      if (!old) throw refusal("not_found", `no version ${hash} is kept`);
      return hold(old.policy, old.text, `restored ${hash.slice(0, 8)}`);
    },
  };
};
