// The second day: a further key, another setting, a project with its own key, each held against the files and the ledger.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Key } from "selenium-webdriver";
import { ask, calls, filesWith } from "./house.mjs";
import { startOpenai } from "./openai.mjs";
import { freshFolder, openWindow } from "./window.mjs";

const FIRST = "sk-planted-first-3b7c9d15";
const SECOND = "sk-planted-second-8e2a6f40";

describe("the second day", () => {
  let window;
  let openai;
  before(async () => {
    openai = await startOpenai();
    window = await openWindow(await freshFolder());
  });
  after(async () => {
    openai?.close();
    await window?.close();
  });

  const address = async () => (await window.reads(/(127\.0\.0\.1:\d+\/v1)/))[1];

  /** A call as a tool makes it. */
  async function call(key) {
    const answer = await fetch(`http://${await address()}/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "openai/gpt-5-mini", messages: [{ role: "user", content: "hello" }] }),
    });
    return answer.status;
  }

  it("adds a second key to an account, and no file holds either", async () => {
    await window.go("Providers");
    await window.press("button", "Add a provider");
    await window.press("button", "OpenAI", window.holding);
    await window.type("Key", FIRST);
    await window.type("Base URL", openai.url);
    await window.press("button", "Add account");
    await window.press("button", "Add a key");
    await window.reads("One more key for openai");
    await window.type("Key", SECOND);
    await window.press("button", "Add key");
    await window.beginning("button", "Actions for the key openai-2");
    assert.match(await window.read("accounts.toml"), /keys = \["keychain:openai", "keychain:openai-2"\]/);
    for (const place of [window.folder, window.home, process.env.XDG_DATA_HOME]) {
      for (const planted of [FIRST, SECOND]) assert.deepEqual(await filesWith(place, planted), []);
    }
    await window.shot("second-key");
  });

  it("changes a setting at once, and says that another waits for the next start", async () => {
    await window.go("Settings");
    const before = await window.read("settings.toml");
    await (await window.field("Keeps the proxy")).click();
    await window.until(
      async () => /^on_close = "keep"/m.test(await window.read("settings.toml")),
      "settings.toml never had the new value",
    );
    const size = await window.field("Largest request");
    await size.click();
    await window.chord(Key.CONTROL, "a");
    await size.sendKeys("64", Key.ENTER);
    await window.reads("Your change of largest request holds after the next start.");
    const after = await window.read("settings.toml");
    assert.match(after, /^max_body_mib = 64/m);
    const comments = (toml) => toml.match(/#.*/g);
    assert.deepEqual(comments(after), comments(before));
    await window.shot("settings-changed");
  });

  it("makes a project with a key, and counts a call to it", async () => {
    await window.go("Connect");
    await (await window.field("Projects")).click();
    await window.press("button", "New project");
    // The field of the dialog, which has the focus; the picked project behind it has one of this name too.
    await window.reads("How long its callers wait");
    await (await window.run("return document.activeElement")).sendKeys("website");
    await window.press("button", "Make project");
    await window.named("heading", "website");
    await window.press("button", "New key");
    await window.type("Environment", "staging");
    await window.press("button", "Make key");
    const [, key] = await window.reads(/(pm-[a-z2-9]{48})/);
    assert.equal(await call(key), 200);
    const counted = await window.until(async () => {
      const [newest] = await calls(window.folder);
      return newest?.project === "website" && newest;
    }, "no call was counted to website");
    assert.equal(counted.state, "answered");
    assert.ok(openai.keys.every((seen) => [`Bearer ${FIRST}`, `Bearer ${SECOND}`].includes(seen)));
    const { rows } = await ask(window.folder, "report", "spend", "--by", "environment");
    assert.deepEqual(
      rows.map(({ key: environment }) => environment),
      ["staging"],
    );
    await window.shot("project-made");
  });

  it("refuses the key of a project that is put away", async () => {
    const [, key] = await window.reads(/(pm-[a-z2-9]{48})/);
    await window.press("button", "More actions");
    await window.at("//*[@role='menuitem'][normalize-space(.)='Put away']", "menu item Put away").then((item) =>
      item.click(),
    );
    await window.reads("It is put away: its keys are refused with status 401.");
    assert.equal(await call(key), 401);
  });
});
