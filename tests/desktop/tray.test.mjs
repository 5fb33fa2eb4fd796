// The tray, where the desktop has a place for one: what it says, and the way back to a hidden window.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { freePort } from "./house.mjs";
import { closeSoon, isSeen, until } from "./screen.mjs";
import { openTray } from "./tray.mjs";
import { freshFolder, openWindow } from "./window.mjs";

describe("a window on a desktop with a tray", () => {
  let window, tray, item, port;
  before(async () => {
    tray = await openTray();
    port = await freePort();
    const settings = `version = 1\nport = ${port}\non_close = "keep"\n`;
    window = await openWindow(await freshFolder({ "settings.toml": settings }));
    item = await tray.item();
  });
  after(async () => {
    await window?.close();
    tray?.close();
  });

  it("says where the proxy listens and what today has cost", async () => {
    const says = async () => (await item.labels()).some((label) => label === `Listening on 127.0.0.1:${port}`);
    await until(says, "the tray never said where it listens");
    const labels = await item.labels();
    assert.ok(labels.includes("Today: $0.00"), labels.join(" | "));
    assert.ok(labels.includes("Quit"), labels.join(" | "));
  });

  it("brings a hidden window back", async () => {
    await closeSoon(window);
    await until(async () => !(await isSeen()), "the window is still seen");
    await item.choose("Open Pointsman");
    await until(isSeen, "the window never came back");
  });

  it("ends Pointsman", async () => {
    const healthy = () => fetch(`http://127.0.0.1:${port}/health`).then(({ ok }) => ok, () => false);
    assert.ok(await healthy());
    await item.choose("Quit");
    await until(async () => !(await healthy()), "the proxy still answers");
  });
});
