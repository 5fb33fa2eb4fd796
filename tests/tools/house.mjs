// A home folder of the test's own, `pointsman serve` beside it, and the command line between the two.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { SECRET } from "./upstreams.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const binary = process.env.POINTSMAN_BIN ?? join(root, "target/debug/pointsman");
/** How long a tool may take, in milliseconds. */
const PATIENCE = 90_000;

/** Where tools are looked for: POINTSMAN_TOOLS (folders with their commands), then PATH. */
const path = [process.env.POINTSMAN_TOOLS, process.env.PATH].filter(Boolean).join(delimiter);

/** A tool's version, or null where it is not installed. */
export function version(command) {
  const asked = spawnSync(command, ["--version"], { env: { ...process.env, PATH: path }, timeout: PATIENCE });
  return asked.status === 0 ? String(asked.stdout).trim().split("\n").at(-1) : null;
}

/** A house whose one account is the given provider. */
export async function startHouse(dialect, upstream) {
  const place = await mkdtemp(join(tmpdir(), "pointsman-tools-"));
  const [data, home, work] = ["data", "home", "home/work"].map((name) => join(place, name));
  await mkdir(data);
  await mkdir(work, { recursive: true });
  await writeFile(join(work, "platform.txt"), `${SECRET}\n`);
  const base = `${upstream.root}${dialect === "gemini_generate" ? "/v1beta" : "/v1"}`;
  await writeFile(
    join(data, "accounts.toml"),
    `version = 1\n\n[[account]]\nname = "first"\nprovider = "custom"\ndialect = "${dialect}"\nbase_url = "${base}"\nkey = "env:UPSTREAM_KEY"\n`,
  );
  await writeFile(
    join(data, "routes.toml"),
    `version = 1\ndefault = "auto"\n\n[chain.auto]\nretries = 0\nsteps = [{ targets = ["first/model"] }]\n`,
  );
  await writeFile(join(data, "settings.toml"), "version = 1\nport = 0\n");
  const env = environment(home);
  const served = { ...env, UPSTREAM_KEY: "upstream-secret-7f3a" };
  const child = spawn(binary, ["serve", "--data-dir", data, "--port", "0", "--json"], {
    env: served,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const ask = (...args) => {
    const asked = spawnSync(binary, [...args, "--data-dir", data, "--json"], { env, cwd: work });
    const said = String(asked.stdout);
    if (asked.status !== 0) throw new Error(`pointsman ${args.join(" ")}: ${said}${asked.stderr}`);
    return JSON.parse(said);
  };
  const stop = async () => {
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    await rm(place, { recursive: true, force: true });
    return code;
  };
  return { root: JSON.parse(line).url.replace(/\/v1$/, ""), home, work, ask, stop, run: (command, args) => run(command, args, env, work) };
}

/** Runs a tool to its end. */
async function run(command, args, env, cwd) {
  const child = spawn(command, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"], timeout: PATIENCE });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (text += piece));
  const [status] = await once(child, "close");
  return { status, text };
}

/** Nothing of this machine's own keys and settings. */
function environment(home) {
  const keep = ["LANG", "TERM", "TMPDIR", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"];
  const kept = Object.fromEntries(keep.filter((name) => process.env[name]).map((name) => [name, process.env[name]]));
  return { ...kept, HOME: home, PATH: path, NO_COLOR: "1", CI: "1" };
}

/** Every file under a folder with its bytes and mode. */
export async function picture(folder, at = folder) {
  const found = {};
  for (const entry of await readdir(at, { withFileTypes: true })) {
    const whole = join(at, entry.name);
    if (entry.isDirectory()) Object.assign(found, await picture(folder, whole));
    else found[relative(folder, whole)] = `${((await stat(whole)).mode & 0o777).toString(8)} ${await readFile(whole, "latin1")}`;
  }
  return found;
}
