// The first day with Pointsman, in one window: each step is held against the ledger, which another process reads.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { answerer, calls } from "./house.mjs";
import { freshFolder, openWindow } from "./window.mjs";

describe("the first day", () => {
  let window;
  let sent = 0;
  before(async () => {
    window = await openWindow(await freshFolder());
  });
  after(() => window?.close());

  /** Presses the button and waits until the ledger holds the call. */
  async function send(button) {
    await window.press("button", button);
    sent += 1;
    const ended = async () => {
      const held = await calls(window.folder);
      return held.length === sent && !["waiting", "streaming"].includes(held[0].state) && held[0];
    };
    return window.until(ended, `call ${sent} never ended on the ledger`);
  }

  it("begins without a key and says that the line is open", async () => {
    await window.reads("The line is open.");
    await window.reads(/127\.0\.0\.1:\d+\/v1/);
    assert.deepEqual(await calls(window.folder), []);
    await window.shot("first-start");
  });

  it("sends a sample call, which answers and costs nothing real", async () => {
    const call = await send("Send a call");
    assert.equal(call.state, "answered");
    assert.equal(call.chain, "auto");
    assert.equal(call.simulated, true);
    await window.named("row", rowOf(call));
    await window.reads("Made-up prices of the simulator");
  });

  it("shows on Live how a call falls back to the second target", async () => {
    let call = (await calls(window.folder))[0];
    while (call.attempts.length < 2 && sent < 20) call = await send("Send another");
    assert.equal(call.state, "answered", JSON.stringify(call));
    assert.deepEqual(
      call.attempts.map(({ model }) => model),
      ["sim-flaky", "sim-steady"],
    );
    assert.equal(answerer(call), "simulator/sim-steady");
    await window.reads(/sim-flaky failed \(.+\), so sim-steady answered/);
    await window.beginning("img", "simulator/sim-flaky: ");
    await window.reads("The next target of the chain took the call.");
    await window.shot("fallback");
  });
});

/** What a row of Live is called, out of what the ledger holds. */
function rowOf(call) {
  const { model } = call.attempts.at(-1);
  const choice = call.attempts.length === 1 ? "" : ", second choice";
  const time = new Date(call.at).toTimeString().slice(0, 8);
  return `${time}, ${call.project}, ${model}, Answered by ${model}${choice}`;
}
