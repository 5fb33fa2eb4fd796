// Every call on the ledger, in a window that owns it: found, narrowed, told, exported; and the palette that leads there.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { Key } from "selenium-webdriver";
import { ask, calls, serve } from "./house.mjs";
import { freshFolder, openWindow } from "./window.mjs";

const MODELS = ["simulator/sim-steady", "simulator/sim-swift", "simulator/sim-503", "simulator/sim-steady"];

describe("the ledger's calls", () => {
  let window;
  let held;
  before(async () => {
    const folder = await freshFolder();
    const owner = await serve(folder);
    for (const model of MODELS) await send(owner, model);
    await owner.stop();
    held = await calls(folder);
    window = await openWindow(folder);
    await window.reads("in flight");
  });
  after(() => window?.close());

  const failed = () => held.filter(({ state }) => state === "failed");
  const rows = () => window.run("return document.querySelectorAll('[role=grid] [role=row][aria-selected]').length");
  const showRows = (count) =>
    window.until(async () => (await rows()) === count, `the list never had ${count} rows`);

  it("lists every call and sums what they cost", async () => {
    await window.go("Requests");
    await showRows(held.length);
    await window.reads(`${held.length} calls`);
    await window.reads(`${failed().length} failed`);
    await window.shot("requests");
  });

  it("narrows to the calls that failed, by keyboard alone", async () => {
    const filter = await window.named("button", "Filter");
    await window.run("arguments[0].focus()", filter);
    await window.chord(Key.ENTER);
    await window.named("button", "Outcome");
    await focused(window, "Outcome");
    await window.chord(Key.ENTER);
    await focused(window, "answered");
    await window.chord(Key.ARROW_DOWN);
    await window.chord(Key.ARROW_DOWN);
    await focused(window, "failed");
    await window.chord(Key.ENTER);
    await window.reads("outcome is failed");
    await showRows(failed().length);
  });

  it("tells a call's story and how to repeat it, without its prompt", async () => {
    await window.run("document.querySelector('[role=grid]').focus()");
    await window.chord("j");
    await window.reads("Why it went this way");
    await window.reads("YOUR PROMPT HERE");
    const [call] = failed();
    await window.reads(`Repeats the shape of call ${call.id}`);
    await window.chord(Key.ESCAPE);
    await window.press("button", "Clear filters");
    await showRows(held.length);
  });

  it("writes what is shown to a file of the data folder", async () => {
    await window.press("button", "Export");
    await window.press("menuitem", "As CSV, a line per call");
    const [, path] = await window.reads(/calls were written to (\S+\.csv)/);
    const lines = (await readFile(path, "utf8")).trim().split("\n");
    assert.equal(lines.length, held.length + 1);
  });

  it("is where a row of Spend leads", async () => {
    await window.go("Spend");
    await (await window.field("Model")).click();
    const { rows: sums } = await ask(window.folder, "report", "spend", "--by", "model");
    const { key, sums: one } = sums.find(({ key }) => key === "sim-steady");
    await window.press("row", `${key}, ${one.calls} calls`, window.beginning);
    await window.named("heading", "Requests");
    await window.reads("model is sim-steady");
    await showRows(one.calls);
  });

  it("is found from everywhere by the palette", async () => {
    await window.go("Connect");
    await window.chord(Key.CONTROL, "k");
    await window.at("//*[@role='dialog']//*[@role='combobox']", "palette");
    const [call] = held;
    await (await window.at("//*[@role='dialog']//*[@role='combobox']", "palette")).sendKeys(call.id);
    await window.at(`//*[@role='option' and contains(., '${call.id.slice(0, 10)}') and @aria-selected='true']`, "call in the palette");
    await window.chord(Key.ENTER);
    await window.named("heading", "Requests");
    await window.reads("Why it went this way");
    await window.shot("palette-call");
  });
});

/** Waits until what has the focus reads so. */
const focused = (window, text) =>
  window.until(
    async () => (await window.run("return document.activeElement.innerText.trim()")) === text,
    `${text} never had the focus`,
  );

async function send({ url, key }, model) {
  const answer = await fetch(`${url}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model, messages: [{ role: "user", content: "hello" }] }),
  });
  await answer.text();
}
