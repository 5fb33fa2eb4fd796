// The snippets that are programs, run as they stand, through the proxy. Where a package is not installed
// its test says so; POINTSMAN_REQUIRE_TOOLS=1 makes that fail.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { startHouse } from "./house.mjs";
import { SAID, startUpstream } from "./upstreams.mjs";

const folder = fileURLToPath(new URL("../../src-tauri/crates/api/snippets/", import.meta.url));
const clients = fileURLToPath(new URL("../clients/node_modules", import.meta.url));
const packages = process.env.POINTSMAN_NODE_MODULES ?? clients;
const python = process.env.POINTSMAN_PYTHON ?? "python3";

/** Each with what it needs: a Python module, or folders of node_modules. */
const SNIPPETS = {
  "curl.sh": [],
  "openai-python.py": ["openai"],
  "anthropic-python.py": ["anthropic"],
  "google-python.py": ["google.genai"],
  "langchain.py": ["langchain_openai"],
  "openai-node.mjs": ["openai"],
  "anthropic-node.mjs": ["@anthropic-ai/sdk"],
  "google-node.mjs": ["@google/genai"],
  "vercel-ai.mjs": ["ai", "@ai-sdk/openai-compatible"],
};

const COMMAND = { sh: "sh", py: python, mjs: process.execPath };

function missing(name, needs) {
  if (name.endsWith(".mjs")) return needs.find((one) => !existsSync(join(packages, one)));
  return needs.find((one) => spawnSync(python, ["-c", `import ${one}`]).status !== 0);
}

for (const [name, needs] of Object.entries(SNIPPETS)) {
  const absent = missing(name, needs);
  const skip = absent && process.env.POINTSMAN_REQUIRE_TOOLS !== "1" ? `${absent} is not installed` : false;
  test(`the snippet ${name} runs as it stands`, { skip }, async () => {
    assert.equal(absent, undefined, `${absent} is not installed`);
    const upstream = await startUpstream("openai_chat", () => null);
    const house = await startHouse("openai_chat", upstream);
    try {
      const { key } = house.ask("key", "new", "--project", "default", "--tool", name);
      const text = await readFile(join(folder, name), "utf8");
      const filled = text.replaceAll("{base_url}", `${house.root}/v1`).replaceAll("{root}", house.root).replaceAll("{key}", key);
      await writeFile(join(house.work, name), filled);
      if (name.endsWith(".mjs")) await symlink(packages, join(house.work, "node_modules"));
      const ran = await house.run(COMMAND[name.split(".").at(-1)], [name]);
      assert.equal(ran.status, 0, ran.text);
      assert.ok(ran.text.includes(SAID), ran.text);
    } finally {
      assert.equal(await house.stop(), 0, "the proxy ends cleanly");
      upstream.close();
    }
  });
}
