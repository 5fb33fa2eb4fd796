// A window on a folder that another process owns.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { answerer, calls, serve } from "./house.mjs";
import { freshFolder, openWindow } from "./window.mjs";

describe("a window on a folder that is owned", () => {
  let window;
  let owner;
  before(async () => {
    const folder = await freshFolder();
    owner = await serve(folder);
    window = await openWindow(folder);
  });
  after(async () => {
    await window?.close();
    await owner?.stop();
  });

  it("says to whom it is attached, and shows the owner's address", async () => {
    await window.reads(`Attached to process ${owner.pid}`);
    await window.reads(owner.url.replace("http://", ""));
  });

  it("shows a call as the owner runs it", async () => {
    const answer = await fetch(`${owner.url}/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${owner.key}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "simulator/sim-steady", messages: [{ role: "user", content: "hello" }] }),
    });
    assert.equal(answer.status, 200, await answer.text());
    const [call] = await calls(window.folder);
    await window.at(`//*[@role='row' and contains(@aria-label, 'Answered by Sim Steady')]`, "row of the owner's call");
    assert.equal(answerer(call), "simulator/sim-steady");
    await window.shot("attached");
  });

  it("sends a call through the owner", async () => {
    await window.press("button", "Send another");
    await window.until(async () => {
      const held = await calls(window.folder);
      return held.length === 2 && held[0].state === "answered";
    }, "the owner's ledger never had the window's call");
  });

  it("takes the folder over when the owner ends, and serves at the same address", async () => {
    await owner.stop();
    const gone = async () => !(await window.text()).includes("Attached to process");
    await window.until(gone, "it still says that it is attached");
    const health = await fetch(owner.url.replace("/v1", "/health"));
    assert.equal(health.status, 200);
    assert.equal((await calls(window.folder)).length, 2);
  });
});
