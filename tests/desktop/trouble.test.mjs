// What the window says when something is wrong before it opens, and what it advises.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, describe, it } from "node:test";
import { freshFolder, openWindow } from "./window.mjs";

describe("a window in trouble", () => {
  let window;
  let squatter;
  afterEach(async () => {
    squatter?.close();
    squatter = undefined;
    await window?.close();
    window = undefined;
  });

  it("names a port that is taken, what to do, and where it listens instead", async () => {
    squatter = createServer().listen(0, "127.0.0.1");
    await once(squatter, "listening");
    const { port } = squatter.address();
    window = await openWindow(await freshFolder({ "settings.toml": `version = 1\nport = ${port}\n` }));
    await window.reads(new RegExp(`port ${port} is in use`, "i"));
    await window.reads("stop the program that holds it");
    const [, instead] = await window.reads(/until then it listens at http:\/\/127\.0\.0\.1:(\d+)/);
    const health = await fetch(`http://127.0.0.1:${instead}/health`);
    assert.equal(health.status, 200);
    const text = await window.text();
    assert.ok(text.includes(`127.0.0.1:${instead}/v1`), text);
    assert.ok(!text.includes("The proxy does not listen"), text);
    await window.shot("busy-port");
  });

  it("names the line of a broken routes.toml, and opens the text on a press", async () => {
    const routes = `version = 1\ndefault = "auto"\n\n[chain.auto]\nsteps = [\n  { targets = ["simulator/sim-steady" }\n]\n`;
    const accounts = `version = 1\n\n[[account]]\nname = "simulator"\nprovider = "simulator"\n`;
    window = await openWindow(await freshFolder({ "routes.toml": routes, "accounts.toml": accounts }));
    await window.reads(/routes\.toml:6:\d+/);
    await window.shot("broken-policy-live");
    await window.go("Routes");
    await window.reads("routes.toml is broken.");
    await window.reads(/\b6:\d+/);
    await window.reads("no chain holds until it is mended");
    const text = await window.text();
    assert.ok(!text.includes("The proxy does not listen"), text);
    await window.shot("broken-policy");
    await window.press("button", "Open the text");
    await window.until(
      () => window.run("return [...document.querySelectorAll('textarea')].some((it) => it.value === arguments[0])", routes),
      "the text of routes.toml is not shown",
    );
    await window.shot("broken-policy-text");
  });

  it("fills the page with why a folder of a newer version cannot be opened", async () => {
    window = await openWindow(await freshFolder({ "settings.toml": "version = 99\nport = 4100\n" }));
    await window.reads("settings.toml has version 99, and this Pointsman knows version 1");
    await window.reads(/start the newer Pointsman that wrote it/i);
    await window.shot("newer-folder");
  });
});
