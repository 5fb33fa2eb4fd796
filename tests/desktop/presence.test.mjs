// The window closed, hidden and called back, and one window per folder.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import { application, ask, freePort } from "./house.mjs";
import { closeSoon, isSeen, until } from "./screen.mjs";
import { freshFolder, openWindow } from "./window.mjs";

const healthy = (port) => fetch(`http://127.0.0.1:${port}/health`).then(({ status }) => status === 200, () => false);

/** Starts the app once more on the folder, and answers how it ended. */
async function startAgain(folder) {
  const second = spawn(application, ["--data-dir", folder], { stdio: "ignore" });
  const [code] = await once(second, "exit");
  return code;
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
    await closeSoon(window);
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
      await closeSoon(window);
      await until(async () => !(await healthy(port)), "the proxy still answers");
      assert.deepEqual(await ask(folder, "calls"), []);
    } finally {
      await window.close();
    }
  });
});
