// The window without a mouse.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Key } from "selenium-webdriver";
import { freshFolder, openWindow } from "./window.mjs";

const PAGES = { l: "Live", r: "Routes", p: "Providers", s: "Spend", q: "Requests", c: "Connect" };

describe("the keyboard", () => {
  let window;
  before(async () => {
    window = await openWindow(await freshFolder());
    await window.reads("The line is open.");
  });
  after(() => window?.close());

  for (const [key, page] of Object.entries(PAGES)) {
    it(`goes to ${page} with G ${key.toUpperCase()}`, async () => {
      await window.chord("g");
      await window.chord(key);
      await window.named("heading", page);
      const current = "return document.querySelector('nav [aria-current=page]')?.innerText.trim()";
      await window.until(async () => (await window.run(current)) === page, `${page} is not marked as the page in view`);
    });
  }

  it("lists the keys with ? and closes the list with Escape", async () => {
    await window.chord("?");
    await window.named("dialog", "Keys");
    await window.shot("keys");
    await window.chord(Key.ESCAPE);
    await window.until(async () => !(await window.run("return document.querySelector('[role=dialog]')")), "it stays");
  });

  it("changes the theme, which holds when the page is loaded again", async () => {
    const theme = () => window.run("return document.documentElement.dataset.theme");
    assert.equal(await theme(), "dark");
    await window.chord(Key.CONTROL, Key.SHIFT, "l");
    await window.until(async () => (await theme()) === "light", "the theme did not change");
    await window.run("location.reload()");
    await window.reads("in flight");
    assert.equal(await theme(), "light");
  });

  it("leads a reader who tabs from the skip link to every control with a name", async () => {
    const seen = [];
    for (let step = 0; step < 60; step++) {
      await window.chord(Key.TAB);
      const one = await window.run(NAME_OF_FOCUS);
      if (one === null || (seen.length > 1 && one === seen[0])) break;
      seen.push(one);
    }
    assert.ok(seen.length >= 8, `only ${seen.join(", ")}`);
    assert.deepEqual(seen.filter((name) => name.endsWith(": ")), []);
  });
});

/** Tag and name of what has the focus, or null for the page itself. */
const NAME_OF_FOCUS = `
  const it = document.activeElement;
  if (it === null || it === document.body) return null;
  const name = it.getAttribute("aria-label") || it.innerText || it.labels?.[0]?.innerText || it.title || "";
  return it.tagName.toLowerCase() + ": " + name.trim();`;
