// By hand, as `POINTSMAN_SHOTS=FOLDER tests/desktop/run.sh tests/desktop/pictures.mjs`: every page with data, in both
// themes and two sizes.
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Key } from "selenium-webdriver";
import { ask, calls, serve } from "./house.mjs";
import { freshFolder, openWindow } from "./window.mjs";

const MODELS = ["auto", "simulator/sim-steady", "simulator/sim-429", "auto", "auto", "simulator/sim-500"];
const PAGES = ["Live", "Routes", "Providers", "Spend", "Requests", "Connect", "Settings"];

test("pictures of every page", { timeout: 230_000 }, async () => {
  const folder = await freshFolder();
  const owner = await serve(folder);
  for (let round = 0; round < 4; round++) await Promise.all(MODELS.map((model) => send(owner, model)));
  await ask(folder, "account", "add", "openai", "--key", "env:NO_SUCH_KEY", "--region", "eu");
  await ask(folder, "account", "add", "portkey", "--key", "env:NO_SUCH_KEY", "--header", "x-portkey-provider=@team");
  await ask(folder, "key", "new", "--project", "default", "--tool", "cursor");
  await owner.stop();
  const window = await openWindow(folder);
  try {
    for (const [width, height] of [[1280, 800], [1680, 1050]]) {
      await window.session.manage().window().setRect({ x: 0, y: 0, width, height });
      for (const theme of ["dark", "light"]) await takeAll(window, theme, width);
    }
  } finally {
    await window.close();
  }
});

async function takeAll(window, theme, width) {
  await window.run(`document.documentElement.dataset.theme = document.documentElement.dataset.mantineColorScheme = "${theme}"`);
  for (const page of PAGES) {
    await window.go(page);
    await pause(700);
    await window.shot(`${page.toLowerCase()}-${theme}-${width}`);
  }
  await window.go("Connect");
  await (await window.field("Projects")).click();
  await window.reads("How long its callers wait");
  await pause(700);
  await window.shot(`projects-${theme}-${width}`);
  await window.go("Providers");
  await window.press("button", "Add a provider");
  await window.named("dialog", "Add a provider");
  await pause(700);
  await window.shot(`add-${theme}-${width}`);
  await window.chord(Key.ESCAPE);
  await window.at("//button[.//*[normalize-space(.)='Portkey']]", "account portkey").then((row) => row.click());
  await window.press("button", "More actions");
  await window.at("//*[@role='menuitem'][normalize-space(.)='Settings']", "menu item Settings").then((item) => item.click());
  await window.reads("Headers of its calls");
  await pause(700);
  await window.shot(`account-${theme}-${width}`);
  await window.chord(Key.ESCAPE);
  await window.go("Settings");
  await window.press("button", "Purge…");
  await window.reads("Type purge to confirm");
  await pause(700);
  await window.shot(`purge-${theme}-${width}`);
  await window.chord(Key.ESCAPE);
  const moved = (await calls(window.folder)).find(({ attempts }) => attempts.length > 1);
  await window.run(`location.hash = "/live?call=${moved.id}"`);
  await window.reads("Why it went this way");
  await pause(700);
  await window.shot(`story-${theme}-${width}`);
}

async function send({ url, key }, model) {
  const answer = await fetch(`${url}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model, messages: [{ role: "user", content: "hello" }] }),
  });
  await answer.text();
}
