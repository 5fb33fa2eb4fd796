// The first day with Pointsman, in one window: each step is held against the ledger, which another process reads.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { Key } from "selenium-webdriver";
import { answerer, ask, calls, exactly, filesWith } from "./house.mjs";
import { startOpenai } from "./openai.mjs";
import { freshFolder, openWindow } from "./window.mjs";

/** Unlike anything else that could stand in a file. */
const PLANTED = "sk-planted-9f2c7a51e8b34d06";

describe("the first day", () => {
  let window;
  let openai;
  let sent = 0;
  before(async () => {
    openai = await startOpenai();
    window = await openWindow(await freshFolder());
  });
  after(async () => {
    openai?.close();
    await window?.close();
  });

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
    await window.reads(/Sim Flaky failed \(.+\), so Sim Steady answered/);
    await window.beginning("img", "simulator/sim-flaky: ");
    await window.reads("The next target of the chain took the call.");
    await window.shot("fallback");
  });

  it("reorders the chain by keyboard and keeps the comments of routes.toml", async () => {
    const before = await window.read("routes.toml");
    await window.go("Routes");
    const handle = await window.beginning("button", "Step 2 of 2: ");
    await window.run("arguments[0].focus()", handle);
    await window.chord(Key.ALT, Key.ARROW_UP);
    const text = await window.until(async () => {
      const now = await window.read("routes.toml");
      return now.indexOf("sim-steady") < now.indexOf("sim-flaky") && now;
    }, "routes.toml never had the new order");
    const comments = (toml) => toml.match(/#.*/g).sort();
    assert.deepEqual(comments(text), comments(before));
    await window.until(async () => {
      const focus = await window.run("return document.activeElement.getAttribute('aria-label')");
      return focus?.startsWith("Step 1 of 2: ");
    }, "the step that moved never had the focus again");
    await window.shot("reordered");
  });

  it("sends the next call to the new first target", async () => {
    await window.go("Connect");
    await (await window.field("By hand")).click();
    const call = await send("Send a test call");
    assert.equal(call.attempts.length, 1);
    assert.equal(answerer(call), "simulator/sim-steady");
    await window.reads(/x-pointsman-target: simulator\/sim-steady/i);
    await window.press("link", "See it on Live");
    await window.named("row", rowOf(call));
  });

  it("sums on Spend what the ledger sums, to the last nano-dollar", async () => {
    const { simulated } = await checkSpend(window, sent);
    assert.ok(simulated > 0);
    await window.reads("no real money was spent");
    await window.shot("spent");
  });

  it("puts a key into the system's keychain", async () => {
    await window.go("Providers");
    await window.press("button", "Add a provider");
    await window.press("button", "OpenAI", window.holding);
    await window.type("Key", PLANTED);
    await window.type("Base URL", openai.url);
    await window.press("button", "Add account");
    await window.reads("In this system's keychain, and sent only to its provider.");
    await window.beginning("button", "openai, OpenAI: ");
    const run = promisify(execFile);
    const kept = await run("secret-tool", ["lookup", "service", "pointsman", "username", "openai"]);
    assert.equal(kept.stdout.trim(), PLANTED);
    const [account] = (await ask(window.folder, "account", "list")).filter(({ name }) => name === "openai");
    assert.equal(account.key, "present");
    await window.shot("key-added");
  });

  it("calls with that key, and counts real money apart", async () => {
    const { key } = await ask(window.folder, "key", "new", "--project", "website");
    const [, base] = await window.reads(/(127\.0\.0\.1:\d+\/v1)/);
    const answer = await fetch(`http://${base}/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "openai/gpt-5-mini", messages: [{ role: "user", content: "hello" }] }),
    });
    assert.equal(answer.status, 200, await answer.text());
    sent += 1;
    assert.deepEqual(openai.keys, [`Bearer ${PLANTED}`]);
    const { cost } = await checkSpend(window, sent);
    assert.equal((await calls(window.folder))[0].cost, cost);
    await window.reads(`${exactly(cost)} exactly`);
    await window.reads(new RegExp(`\\$${(cost / 1e9).toFixed(4)}\\s+today`));
    await window.shot("spent-real");
  });

  it("leaves the key in no file", async () => {
    for (const place of [window.folder, window.home, process.env.XDG_DATA_HOME]) {
      assert.deepEqual(await filesWith(place, PLANTED), []);
    }
  });
});

/** Holds what Spend shows, by model, against the ledger's report and its calls. Answers the ledger's sums. */
async function checkSpend(window, sent) {
  await window.go("Spend");
  await (await window.field("Model")).click();
  const { rows, total } = await ask(window.folder, "report", "spend", "--by", "model");
  assert.equal(total.calls, sent);
  const held = await calls(window.folder);
  const sum = (which) => held.filter(which).reduce((all, { cost }) => all + cost, 0);
  assert.equal(total.simulated, sum(({ simulated }) => simulated));
  assert.equal(total.cost, sum(({ simulated }) => !simulated));
  const wanted = [...rows, { key: "Total", sums: total }].map(({ key, sums }) => [key, ...amounts(sums)]);
  await window.named("grid", "Spend by model");
  let shown;
  const equal = async () => {
    shown = await window.run(READ_ROWS, "Spend by model");
    return JSON.stringify(shown.sort()) === JSON.stringify(wanted.sort());
  };
  await window.until(equal, "").catch(() => assert.deepEqual(shown, wanted));
  return total;
}

/** The amounts of a row that say their last digit, in the order of the columns. */
const amounts = ({ simulated, cost }) =>
  [simulated, cost].filter((amount) => amount > 0).map((amount) => `exactly ${exactly(amount)}`);

/** Of each row of a table its name and the titles that say an amount exactly. */
const READ_ROWS = `
  const grid = document.querySelector('[role=grid][aria-label="' + arguments[0] + '"]');
  const rows = [...(grid?.querySelectorAll("[role=row]") ?? [])].slice(1);
  return rows.map((row) => [
    row.querySelector("[role=gridcell]").innerText.trim(),
    ...[...row.querySelectorAll("[title^='exactly ']")].map(({ title }) => title).filter((title) => title !== "exactly $0.00"),
  ]);`;

/** What a row of Live is called, out of what the ledger holds. */
function rowOf(call) {
  const { model, model_name: name } = call.attempts.at(-1);
  const shown = name ?? model;
  const choice = call.attempts.length === 1 ? "" : ", second choice";
  const time = new Date(call.at).toTimeString().slice(0, 8);
  return `${time}, ${call.project}, ${shown}, Answered by ${shown}${choice}`;
}
