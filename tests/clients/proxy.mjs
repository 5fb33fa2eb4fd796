// The proxy as a user runs it, and a provider of our own on loopback that answers as it was told to.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const binary = process.env.POINTSMAN_BIN ?? join(root, "target/debug/pointsman");

/** Starts a provider; `answer(asked, response)` writes each answer. */
export async function startUpstream(answer) {
  const asked = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const piece of request) text += piece;
    const one = { path: request.url, headers: request.headers, body: JSON.parse(text || "{}") };
    asked.push(one);
    await answer(one, response, asked.length);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { asked, url: `http://127.0.0.1:${server.address().port}/v1`, close };
}

/** Starts `pointsman serve` on a fresh folder whose accounts are the given providers, in one chain. */
export async function startProxy(upstreams) {
  const folder = await mkdtemp(join(tmpdir(), "pointsman-node-"));
  const names = Object.keys(upstreams);
  const accounts = names.map(
    (name) =>
      `[[account]]\nname = "${name}"\nprovider = "custom"\ndialect = "${upstreams[name].dialect ?? "openai_chat"}"\nbase_url = "${upstreams[name].url}"\nkey = "env:UPSTREAM_KEY"\n`,
  );
  const steps = names.map((name) => `{ targets = ["${name}/model"] }`).join(", ");
  await writeFile(join(folder, "accounts.toml"), `version = 1\n\n${accounts.join("\n")}`);
  await writeFile(
    join(folder, "routes.toml"),
    `version = 1\ndefault = "auto"\n\n[chain.auto]\nretries = 0\nsteps = [${steps}]\n`,
  );
  await writeFile(join(folder, "settings.toml"), "version = 1\nport = 0\nkeep_alive_ms = 200\n");
  const child = spawn(binary, ["serve", "--data-dir", folder, "--port", "0", "--json"], {
    env: { ...process.env, UPSTREAM_KEY: "upstream-secret-7f3a" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const ready = JSON.parse(line);
  const baseURL = ready.url.endsWith("/v1") ? ready.url : `${ready.url}/v1`;
  const stop = async () => {
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    await rm(folder, { recursive: true, force: true });
    return code;
  };
  return { baseURL, apiKey: ready.key, stop };
}

export const json = (response, status, body) => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
};

export const stream = (response, events) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of events) response.write(`data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`);
};

export const completion = (text, rest = {}) => ({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_780_000_000,
  model: "model",
  choices: [{ index: 0, message: { role: "assistant", content: text, ...rest }, finish_reason: "stop" }],
  usage: { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 },
});

export const chunk = (delta, finish = null) => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1_780_000_000,
  model: "model",
  choices: [{ index: 0, delta, finish_reason: finish }],
});
