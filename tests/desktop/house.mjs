// Pointsman beside the window: the headless binary, which reads the ledger of the window's folder.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const headless = process.env.POINTSMAN_BIN ?? join(root, "target/debug/pointsman");
export const application = process.env.POINTSMAN_DESKTOP_BIN ?? join(root, "target/debug/pointsman-desktop");

/** Runs a command on the folder and answers what it prints as JSON. */
export async function ask(folder, ...words) {
  const run = promisify(execFile);
  const { stdout } = await run(headless, [...words, "--json", "--data-dir", folder], { timeout: 20_000 });
  return JSON.parse(stdout);
}

/** The calls on the ledger, newest first. */
export const calls = (folder) => ask(folder, "calls", "--last", "100");

/** The last attempt's target, as callers write it. */
export function answerer(call) {
  const last = call.attempts.at(-1);
  return `${last.account}/${last.model}`;
}

/** `$0.001234567`: as many digits as the amount has, and no fewer than cents. */
export function exactly(nano) {
  const digits = `${nano % 1_000_000_000}`.padStart(9, "0").replace(/0{1,7}$/, "");
  return `$${Math.floor(nano / 1_000_000_000)}.${digits}`;
}

/** The files below the folder that hold the text. */
export async function filesWith(folder, text) {
  const found = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if ((await readFile(path)).includes(text)) found.push(path);
  }
  return found;
}

/** A process that owns the folder and serves; answers what it says of itself. */
export async function serve(folder) {
  const process = spawn(headless, ["serve", "--json", "--data-dir", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: process.stdout });
  const [line] = await once(lines, "line");
  const stop = async () => {
    process.kill("SIGTERM");
    if (process.exitCode === null) await once(process, "exit");
  };
  return { ...JSON.parse(line), stop };
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}
