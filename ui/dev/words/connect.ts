import type {
  KeyChange,
  LocalKeyView,
  NewLocalKey,
  ProjectSettings,
  ProjectView,
  Snippet,
} from "../../src/ipc/bindings";
import { seeded } from "../calls";
import { failingFor } from "../failing";
import { type MakeWord, refusal } from "../fake";
import { isFirstStart, type Stage } from "../stage";

/** States of its own: `readonly` (no key can be made or revoked). The test call is the word live's. */
const BASE = "http://127.0.0.1:4100/v1";

const SNIPPETS: readonly Snippet[] = [
  {
    id: "curl",
    title: "curl",
    language: "sh",
    install: null,
    text: `curl ${BASE}/chat/completions \\
  -H "Authorization: Bearer {key}" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "auto", "messages": [{"role": "user", "content": "Hello"}]}'`,
  },
  {
    id: "openai-python",
    title: "OpenAI SDK for Python",
    language: "python",
    install: "pip install openai",
    text: `from openai import OpenAI

client = OpenAI(base_url="${BASE}", api_key="{key}")
reply = client.chat.completions.create(
    model="auto",
    messages=[{"role": "user", "content": "Hello"}],
)
print(reply.choices[0].message.content)`,
  },
  {
    id: "openai-node",
    title: "OpenAI SDK for Node",
    language: "javascript",
    install: "npm install openai",
    text: `import OpenAI from "openai";

const client = new OpenAI({ baseURL: "${BASE}", apiKey: "{key}" });
const reply = await client.chat.completions.create({
  model: "auto",
  messages: [{ role: "user", content: "Hello" }],
});
console.log(reply.choices[0].message.content);`,
  },
];

const setting = (
  name: string,
  colour: number | null,
  part: Partial<ProjectSettings> = {},
): ProjectSettings => ({
  ...{ name, colour, archived: false, first_token_within: null, answer_within: null },
  ...part,
});

const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

function begin(stage: Stage): LocalKeyView[] {
  if (isFirstStart(stage)) return [];
  const key = (
    id: string,
    project: string,
    tool: string | null,
    environment: string | null,
    last4: string,
    hours: number,
  ): LocalKeyView => ({ id, project, tool, environment, last4, created: stage.now - hours * 3_600_000 });
  return [
    key("k_1", "ci-agents", "claude-code", "dev", "x7Qd", 26),
    key("k_2", "atlas-web", "openai-node", "production", "p19A", 24 * 40),
    key("k_3", "notebooks-of-the-research-group-in-utrecht", null, null, "m2Wc", 24 * 3),
    key("k_4", "default", "curl", null, "9rTk", 2),
  ];
}

export const word: MakeWord = (stage, tell) => {
  const rng = seeded(Math.floor(stage.now));
  const mayFail = failingFor(stage, tell, "connect");
  let keys = begin(stage);
  let revoked: LocalKeyView | null = null;
  const guard = () => {
    if (stage.state !== "readonly") return;
    throw refusal(
      "io",
      "projects.toml cannot be written: the disk is full",
      "free some space, then try again",
    );
  };
  const make = ({ project, tool, environment }: NewLocalKey) => {
    guard();
    const secret = Array.from({ length: 43 }, () => LETTERS[Math.floor(rng() * LETTERS.length)]).join("");
    const view = {
      id: `k_${keys.length + 1}_${secret.slice(0, 4)}`,
      project,
      tool,
      environment,
      last4: secret.slice(-4),
      created: Date.now(),
    };
    keys = [...keys, view];
    tell({ changed: ["connect"] });
    return { key: `pm-${secret}`, view };
  };
  let settings = [
    setting("default", null),
    setting("ci-agents", 2, { first_token_within: "3s" }),
    setting("atlas-web", 4),
    setting("notebooks-of-the-research-group-in-utrecht", 5, { archived: true }),
  ].filter((_, i) => i === 0 || !isFirstStart(stage));
  const patience = new Map<string, Pick<KeyChange, "first_token_within" | "answer_within">>();
  const projects = (): ProjectView[] =>
    settings.map((one, i) => ({
      settings: one,
      keys: keys
        .filter(({ project }) => project === one.name)
        .map(({ project: _, ...key }) => ({
          ...{ first_token_within: null, answer_within: null },
          ...key,
          ...patience.get(key.id),
          used: i === 1 ? stage.now - 40_000 : null,
        })),
      last_call: i < 2 && !isFirstStart(stage) ? stage.now - 40_000 : null,
      session: one.name === "default",
    }));
  const edited = (next: typeof settings): ProjectView[] => {
    guard();
    settings = next;
    tell({ changed: ["connect"] });
    return projects();
  };
  return {
    connectProjects: () => {
      mayFail();
      return projects();
    },
    connectChangeKey: ({ id, ...spans }: KeyChange) => {
      patience.set(id, spans);
      return edited(settings);
    },
    connectMakeProject: (made) => edited([...settings, made]),
    connectChangeProject: ({ project, settings: next }) =>
      edited(settings.map((one) => (one.name === project ? next : one))),
    connectRemoveProject: (name) => edited(settings.filter((one) => one.name !== name)),
    connectView: () => {
      mayFail();
      return {
        base_url: BASE,
        keys,
        projects: [...new Set(["default", ...keys.map((key) => key.project)])],
        snippets: [...SNIPPETS],
        models: isFirstStart(stage)
          ? ["auto", "chain/auto"]
          : ["auto", "chain/auto", "chain/quick", "chain/review-of-long-documents"],
      };
    },
    connectMakeKey: make,
    connectRevoke: (id) => {
      guard();
      revoked = keys.find((key) => key.id === id) ?? revoked;
      keys = keys.filter((key) => key.id !== id);
      tell({ changed: ["connect"] });
      return null;
    },
    connectRestoreKey: (id) => {
      guard();
      if (revoked?.id !== id)
        throw refusal("not_found", `the key \`${id}\` was not revoked in the last minute`);
      keys = [...keys, revoked];
      tell({ changed: ["connect"] });
      return null;
    },
  };
};
