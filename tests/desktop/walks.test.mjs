// The main act of each page by keyboard alone: Tab to what is named, then the key that a reader would press.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { Key } from "selenium-webdriver";
import { serve } from "./house.mjs";
import { freshFolder, openWindow } from "./window.mjs";

/** More than any page has before the one that is looked for. */
const MOST_STEPS = 120;

describe("a day without a mouse", () => {
  let window;
  before(async () => {
    const folder = await freshFolder();
    const owner = await serve(folder);
    const { url, key } = owner;
    const answer = await fetch(`${url}/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "simulator/sim-steady", messages: [{ role: "user", content: "hello" }] }),
    });
    assert.equal(answer.status, 200);
    await answer.text();
    await owner.stop();
    window = await openWindow(folder);
    await window.reads("Sim Steady");
  });
  after(() => window?.close());

  it("adds an account and tests it", async () => {
    await go("p", "Providers");
    await reach("Add a provider");
    await window.chord(Key.ENTER);
    await window.named("dialog", "Add a provider");
    await write("vllm");
    await reach("vLLM");
    await window.chord(Key.ENTER);
    await window.named("dialog", "Add vLLM");
    await reach("Add account");
    await window.chord(Key.ENTER);
    await written("accounts.toml", /provider = "vllm"/);
    await window.named("heading", "vLLM");
    await reach("Test server");
    await window.chord(Key.ENTER);
    await window.reads("is the server running?");
  });

  it("goes from a sum of Spend to its calls", async () => {
    await go("s", "Spend");
    await reach("Spend by project");
    await window.chord(Key.ARROW_DOWN);
    await window.chord(Key.ENTER);
    await window.named("heading", "Requests");
    await window.reads("1 call");
  });

  it("makes a key for a project, gives it patience and revokes it", async () => {
    await go("c", "Connect");
    await reach("Tools");
    while (!(await window.run(NAME_OF_FOCUS)).startsWith("Projects")) await window.chord(Key.ARROW_RIGHT);
    await window.named("heading", "default");
    await reach("New key");
    await window.chord(Key.ENTER);
    await window.reads("Make key");
    await reach("Environment");
    await write("ci");
    await window.chord(Key.ENTER);
    await window.reads(/pm-[a-z2-9]{48}/);
    await written("projects.toml", /environment = "ci"/);
    await window.chord(Key.ESCAPE);
    await reach("Change the patience of the key");
    await window.chord(Key.ENTER);
    await window.reads("For the first token");
    await write("3s");
    await window.chord(Key.ENTER);
    await written("projects.toml", /first_token_within = "3s"/);
    await reach("Revoke the key");
    await window.chord(Key.ENTER);
    await reach("Revoke key");
    await window.chord(Key.ENTER);
    await window.until(async () => !/environment = "ci"/.test(await window.read("projects.toml")), "the key stays");
  });

  it("changes a setting", async () => {
    await go(",", "Settings");
    await reach("Ends Pointsman");
    await window.chord(Key.ARROW_RIGHT);
    await written("settings.toml", /^on_close = "keep"/m);
  });

  it("moves a step of a chain", async () => {
    await go("r", "Routes");
    const order = async () => [...(await window.read("routes.toml")).matchAll(/"simulator\/([a-z-]+)"/g)].map(([, model]) => model);
    const [first, second] = await order();
    await reach("Step 1 of 2");
    await window.chord(Key.ALT, Key.ARROW_DOWN);
    await window.until(async () => (await order())[0] === second, "the steps stand as before");
    assert.equal((await order())[1], first);
  });

  it("writes a backup and lets go of a purge", async () => {
    await go(",", "Settings");
    await reach("Back up now");
    await window.chord(Key.ENTER);
    await window.reads(/Wrote .+pointsman-backup-.+\.tar\.gz/);
    await reach("Purge…");
    await window.chord(Key.ENTER);
    await window.reads("Take the providers' keys out of the keychain too");
    await window.chord(Key.ESCAPE);
    await window.until(async () => !(await window.run("return document.querySelector('[role=dialog]')")), "it stays");
    await window.read("accounts.toml");
  });

  it("purges once the word is typed, and has nothing to offer but to quit", async () => {
    await reach("Purge…");
    await window.chord(Key.ENTER);
    await window.reads("Take the providers' keys out of the keychain too");
    await write("purge");
    await window.chord(Key.ENTER);
    await window.reads("Pointsman's data is gone");
    await window.named("button", "Quit Pointsman");
    await assert.rejects(window.read("accounts.toml"), { code: "ENOENT" });
    await assert.rejects(window.read("ledger.db"), { code: "ENOENT" });
    assert.deepEqual(await readdir(window.folder), ["backups"]);
  });

  const go = async (key, page) => {
    await window.chord("g");
    await window.chord(key);
    await window.named("heading", page);
    // What is drawn again once it is loaded would lose the focus.
    const busy = "return document.querySelector('[aria-busy=true]') !== null";
    await window.until(async () => !(await window.run(busy)), `${page} never was loaded`);
  };
  const write = (text) => window.chord(text);
  const written = (file, wanted) =>
    window.until(async () => wanted.test(await window.read(file)), `${file} never read ${wanted}`);
  /** Tabs on until what has the focus is called so. */
  const reach = async (name) => {
    const seen = [];
    for (let step = 0; step < MOST_STEPS; step++) {
      const now = await window.run(NAME_OF_FOCUS);
      // A name may stand behind two letters that are only seen.
      if (now.startsWith(name) || now.includes(`\n${name}`)) return;
      seen.push(now);
      await window.chord(Key.TAB);
    }
    assert.fail(`nobody who tabs comes to ${name}, but to ${[...new Set(seen)].join(", ")}`);
  };
});

const NAME_OF_FOCUS = `
  const it = document.activeElement;
  if (it === null || it === document.body) return "";
  return (it.getAttribute("aria-label") || it.labels?.[0]?.innerText || it.innerText || it.title || "").trim();`;
