// The window closed, hidden and called back, and one window per folder.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { application, ask, freePort } from "./house.mjs";
import { freshFolder, openWindow, PATIENCE } from "./window.mjs";

const healthy = (port) => fetch(`http://127.0.0.1:${port}/health`).then(({ status }) => status === 200, () => false);

/** Starts the app once more on the folder, and answers how it ended. */
async function startAgain(folder) {
  const second = spawn(application, ["--data-dir", folder], { stdio: "ignore" });
  const [code] = await once(second, "exit");
  return code;
}

/** Whether the screen shows a window of this name. The driver cannot tell: it waits for one that is hidden. */
async function isSeen() {
  const run = promisify(execFile);
  const { stdout } = await run("xwininfo", ["-root", "-tree"]);
  const ids = [...stdout.matchAll(/^\s*(0x[0-9a-f]+) "Pointsman"/gm)].map(([, id]) => id);
  const states = await Promise.all(ids.map((id) => run("xwininfo", ["-id", id]).catch(() => ({ stdout: "" }))));
  return states.some(({ stdout }) => stdout.includes("Map State: IsViewable"));
}

/** Waits until `holds` answers true; the window's own waiting would ask the driver. */
async function until(holds, what) {
  for (const end = Date.now() + PATIENCE; !(await holds()); await pause(100)) assert.ok(Date.now() < end, what);
}

async function folderThat(closing) {
  const port = await freePort();
  const folder = await freshFolder({ "settings.toml": `version = 1\nport = ${port}\non_close = "${closing}"\n` });
  return { port, folder };
}

describe("a window whose closing keeps the proxy", () => {
  let window, port;
  before(async () => {
    const place = await folderThat("keep");
    port = place.port;
    window = await openWindow(place.folder);
    await window.named("heading", "Live");
  });
  after(() => window?.close());

  it("is hidden when it is closed, and the proxy goes on", async () => {
    await window.press("button", "Close the window");
    await until(async () => !(await isSeen()), "the window is still seen");
    assert.ok(await healthy(port));
  });

  it("comes back when Pointsman is started again", async () => {
    assert.equal(await startAgain(window.folder), 0);
    await until(isSeen, "the window never came back");
    await window.shot("back");
  });
});

describe("a window whose closing ends Pointsman", () => {
  it("lets go of the folder", async () => {
    const { port, folder } = await folderThat("quit");
    const window = await openWindow(folder);
    try {
      await window.named("heading", "Live");
      assert.ok(await healthy(port));
      await window.press("button", "Close the window").catch(() => undefined);
      await until(async () => !(await healthy(port)), "the proxy still answers");
      assert.deepEqual(await ask(folder, "calls"), []);
    } finally {
      await window.close();
    }
  });
});
