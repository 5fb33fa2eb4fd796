// What the screen shows, asked of the screen: the driver waits for ever on a window that is hidden.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { PATIENCE } from "./window.mjs";

/** Whether it shows a window of Pointsman. */
export async function isSeen() {
  const run = promisify(execFile);
  const { stdout } = await run("xwininfo", ["-root", "-tree"]);
  const ids = [...stdout.matchAll(/^\s*(0x[0-9a-f]+) "Pointsman"/gm)].map(([, id]) => id);
  const states = await Promise.all(ids.map((id) => run("xwininfo", ["-id", id]).catch(() => ({ stdout: "" }))));
  return states.some(({ stdout }) => stdout.includes("Map State: IsViewable"));
}

/** Waits until `holds` answers true; the window's own waiting would ask the driver. */
export async function until(holds, what) {
  for (const end = Date.now() + PATIENCE; !(await holds()); await pause(100)) assert.ok(Date.now() < end, what);
}

/** Presses the window's own button to close it, a moment later: an answer from a window that is hidden never comes. */
export async function closeSoon(window) {
  const button = await window.named("button", "Close the window");
  await window.run("const [button] = arguments; setTimeout(() => button.click(), 200)", button);
}
