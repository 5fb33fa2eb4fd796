import type { FileDiff, ToolCheck, ToolPlan, ToolsView, ToolView } from "../../src/ipc/bindings";
import { failingFor } from "../failing";
import { type MakeWord, refusal } from "../fake";
import { isFirstStart, type Stage } from "../stage";

/** States of its own: `unfit` (a file cannot be edited), `waiting` (connected, no call yet). */
const clear = (says: string, place: string | null = null): ToolCheck => ({ aspect: "clear", says, place });
const WINDOW = clear("a window does not see your shell's variables; `pointsman doctor`, called in it, does");

const base = (id: string, name: string, speaks: string, file: string): ToolView => ({
  ...{ id, name, speaks, state: "ready", files: [file], install: `npm install -g ${id}` },
  note: "Variables in its settings file win over those of the shell.",
  ...{ source: "https://example.com", read: "2026-11-22", model: null, proposed: null },
  ...{ connected: null, key: null, last_call: null },
  checks: [clear("its file parses and is yours to write"), WINDOW],
});

function begin({ now, state }: Stage): readonly ToolView[] {
  const key = (last4: string) => ({ id: `k_${last4}`, last4, project: "ci-agents" });
  const since = { connected: now - 26 * 3_600_000, last_call: state === "waiting" ? null : now - 40_000 };
  const claude = base("claude-code", "Claude Code", "Anthropic Messages", "~/.claude/settings.json");
  const drifted = base("opencode", "opencode", "OpenAI Chat Completions", "~/.config/opencode/opencode.json");
  const lived = state !== "empty" && state !== "simulated";
  return [
    lived
      ? {
          ...claude,
          ...since,
          state: "connected",
          key: key("x7Qd"),
          checks: [clear("its settings are as Pointsman wrote them"), WINDOW],
        }
      : claude,
    {
      ...base("codex", "Codex CLI", "OpenAI Responses", "~/.codex/config.toml"),
      proposed: "auto",
      checks: [
        clear("the proxy speaks OpenAI Responses at /v1/responses"),
        clear("its file parses and is yours to write"),
        {
          aspect: "caution",
          says: "`profile`: a profile is chosen; where it names a model_provider of its own, that one is used",
          place: "~/.codex/config.toml:3",
        },
      ],
    },
    {
      ...base("gemini-cli", "Gemini CLI", "Gemini", "~/.gemini/.env"),
      ...{ state: "not_found", files: ["~/.gemini/.env", "~/.gemini/settings.json"] },
    },
    lived
      ? {
          ...drifted,
          ...{
            ...since,
            state: "drifted",
            model: "auto",
            proposed: "auto",
            key: key("p19A"),
            last_call: now - 7_200_000,
          },
          checks: [
            {
              aspect: "stop",
              says: "`model` says something else by now",
              place: "~/.config/opencode/opencode.json:4",
            },
          ],
        }
      : drifted,
    {
      ...base("aider", "aider", "OpenAI Chat Completions", "~/.aider.conf.yml"),
      state: "not_found",
      proposed: "auto",
    },
    {
      ...base("llm", "llm", "OpenAI Chat Completions", "~/.config/io.datasette.llm/keys.json"),
      proposed: "auto",
    },
  ];
}

const line = (at: number, side: "both" | "before" | "after", text: string) => ({ line: at, side, text });
const DIFF: FileDiff = {
  ...{ path: "~/.codex/config.toml", change: "edited", added: 6, removed: 1, note: null },
  lines: [
    line(1, "both", 'model = "gpt-5.5"'),
    line(2, "before", 'model_provider = "openai"'),
    line(2, "after", 'model_provider = "pointsman"'),
    line(3, "both", 'approval_policy = "on-request"'),
    line(4, "both", ""),
    line(5, "after", "[model_providers.pointsman]"),
    line(6, "after", 'name = "Pointsman"'),
    line(7, "after", 'base_url = "http://127.0.0.1:4100/v1"'),
    line(8, "after", 'wire_api = "responses"'),
    line(9, "after", 'experimental_bearer_token = "pm-…"'),
    line(10, "both", ""),
    line(11, "both", '[projects."~/src/atlas"]'),
  ],
};
const flip = { both: "both", before: "after", after: "before" } as const;

export const word: MakeWord = (stage, tell) => {
  const mayFail = failingFor(stage, tell, "connect");
  let tools = begin(stage);
  const change = (id: string, part: Partial<ToolView>): ToolView => {
    tools = tools.map((tool) => (tool.id === id ? { ...tool, ...part } : tool));
    tell({ changed: ["connect"] });
    const found = tools.find((tool) => tool.id === id);
    if (!found) throw refusal("not_found", `no tool is called \`${id}\``);
    return found;
  };
  const unfit = "~/.codex/config.toml:7:12: this is no TOML: extra `=`, expected nothing";
  const undo: ToolPlan = {
    files: [
      {
        ...DIFF,
        change: "restored",
        note: "to the byte",
        lines: DIFF.lines.map((one) => ({ ...one, side: flip[one.side] })),
      },
    ],
    refused: stage.state === "unfit" ? unfit : null,
  };
  return {
    connectTools: (): ToolsView => {
      mayFail();
      return {
        proxy: [
          stage.state === "deaf"
            ? {
                aspect: "stop",
                says: "nothing listens at http://127.0.0.1:4100 now: `pointsman serve` or the window does",
                place: null,
              }
            : clear("the proxy listens at http://127.0.0.1:4100"),
        ],
        tools: [...tools],
        cannot: [
          {
            name: "Cursor",
            why: "its own servers make the calls, and they cannot reach an address of this machine",
          },
        ],
      };
    },
    connectPreview: () =>
      stage.state === "unfit" ? { files: [], refused: unfit } : { files: [DIFF], refused: null },
    connectTool: ({ tool, model, project }) =>
      change(tool, {
        ...{
          state: "connected",
          connected: Date.now(),
          model: model === "own" ? null : model,
          last_call: null,
        },
        key: { id: "k_new", last4: "n3wQ", project: project ?? "default" },
        checks: [clear("its settings are as Pointsman wrote them"), WINDOW],
      }),
    connectUndoPreview: ({ whole }) => ({ ...undo, refused: whole ? null : undo.refused }),
    connectUndo: ({ tool }) => {
      const before = begin({ ...stage, state: isFirstStart(stage) ? stage.state : "empty" });
      change(tool, before.find(({ id }) => id === tool) ?? {});
      return undo;
    },
  };
};
