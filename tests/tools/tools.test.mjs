// The real tools, unmodified: connected with one command, calling through the proxy, disconnected to
// the byte. Where a tool is not installed its test says so; POINTSMAN_REQUIRE_TOOLS=1 makes that fail.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { picture, startHouse, version } from "./house.mjs";
import { SAID, SECRET, startUpstream } from "./upstreams.mjs";

/** The first offered tool with one of these names, and the arguments for it. */
const choose = (tools, wanted) => {
  const found = tools.find((tool) => Object.hasOwn(wanted, tool.name));
  return found ? { name: found.name, arguments: wanted[found.name] } : null;
};

const TOOLS = [
  {
    id: "opencode",
    command: "opencode",
    before: { ".config/opencode/opencode.json": '{\n  // mine\n  "theme": "system",\n}' },
    call: (tools, work) => choose(tools, { read: { filePath: join(work, "platform.txt") } }),
    args: ["run", "Read platform.txt and say from where the train leaves."],
  },
  {
    id: "aider",
    command: "aider",
    before: { ".aider.conf.yml": "# mine\ndark-mode: true # so\n" },
    // It edits by text and calls no tools; the file goes along in its prompt.
    call: () => null,
    args: ["--no-git", "--yes-always", "--no-check-update", "--no-show-release-notes", "--read", "platform.txt", "--message", "From where does the train leave?"],
  },
  {
    id: "llm",
    command: "llm",
    before: {},
    call: (tools) => choose(tools, { platform: {} }),
    args: ["--functions", `def platform():\n    return "${SECRET}"`, "From where does the train leave?"],
  },
  {
    id: "claude-code",
    command: "claude",
    own: "anthropic_messages",
    before: { ".claude/settings.json": '{"cleanupPeriodDays":30}' },
    call: (tools, work) => choose(tools, { Read: { file_path: join(work, "platform.txt") } }),
    args: ["-p", "Read platform.txt and say from where the train leaves.", "--output-format", "json"],
  },
  {
    id: "codex",
    command: "codex",
    own: "openai_responses",
    before: { ".codex/config.toml": '# mine\napproval_policy = "never"\n' },
    call: (tools) =>
      choose(tools, {
        exec_command: { cmd: "cat platform.txt" },
        shell_command: { command: "cat platform.txt" },
        shell: { command: ["cat", "platform.txt"] },
      }),
    args: ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", "Read platform.txt and say from where the train leaves."],
  },
  {
    id: "gemini-cli",
    command: "gemini",
    own: "gemini_generate",
    before: { ".gemini/settings.json": '{ "ui": { "theme": "Default" } }' },
    call: (tools, work) => choose(tools, { read_file: { file_path: join(work, "platform.txt") } }),
    args: ["--skip-trust", "-p", "Read platform.txt and say from where the train leaves."],
  },
];

/** Each tool before a provider of OpenAI's chat, and those with a dialect of their own before one of that too. */
const RUNS = TOOLS.flatMap((tool) => [
  { tool, dialect: "openai_chat", lane: tool.own ? "translated" : "verbatim" },
  ...(tool.own ? [{ tool, dialect: tool.own, lane: "verbatim" }] : []),
]);

for (const { tool, dialect, lane } of RUNS) {
  const found = version(tool.command);
  const skip = found === null && process.env.POINTSMAN_REQUIRE_TOOLS !== "1" && `${tool.command} is not installed`;
  test(`${tool.id} ${found ?? ""} calls ${dialect} through the proxy, ${lane}, and is undone to the byte`, { skip }, async () => {
    assert.notEqual(found, null, `${tool.command} is not installed`);
    let house;
    const upstream = await startUpstream(dialect, (tools) => tool.call(tools, house.work));
    house = await startHouse(dialect, upstream);
    try {
      await walk(tool, house, upstream);
    } finally {
      assert.equal(await house.stop(), 0, "the proxy ends cleanly");
      upstream.close();
    }
  });
}

async function walk(tool, house, upstream) {
  for (const [name, text] of Object.entries(tool.before)) {
    await mkdir(dirname(join(house.home, name)), { recursive: true });
    await writeFile(join(house.home, name), text);
  }
  const before = await picture(house.home);
  const view = house.ask("connect", tool.id, "--model", "auto");
  assert.equal(view.state, "connected", JSON.stringify(view.checks));

  const { status, text } = await house.run(tool.command, tool.args);
  assert.equal(status, 0, text);
  assert.ok(text.includes(SAID + SECRET), text);
  assert.ok(upstream.asked.some(({ body, path }) => body.stream || path.includes("stream")), "it streams");
  for (const { headers } of upstream.asked) {
    assert.ok(!JSON.stringify(headers).includes("pm-"), "the local key stays on this machine");
  }
  const calls = house.ask("calls", "--last", "20");
  assert.ok(calls.length > 0 && calls.every((call) => call.state === "answered"), JSON.stringify(calls));
  const seen = house.ask("doctor").tools.find(({ id }) => id === tool.id);
  assert.ok(seen.last_call > 0, "the ledger knows its key");

  house.ask("disconnect", tool.id);
  const after = await picture(house.home);
  for (const file of Object.keys(before)) assert.equal(after[file], before[file], file);
  const left = Object.values(after).filter((bytes) => bytes.includes("pm-") && bytes.includes("127.0.0.1"));
  assert.deepEqual(left, [], "nothing points at the proxy any more");
}
