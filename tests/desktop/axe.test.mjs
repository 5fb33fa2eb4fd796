// Every page of the real window read by axe, in both themes: contrast is only known where it is drawn.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Key } from "selenium-webdriver";
import { calls, serve } from "./house.mjs";
import { freshFolder, openWindow } from "./window.mjs";

const AXE = fileURLToPath(new URL("../../ui/node_modules/axe-core/axe.min.js", import.meta.url));
const PAGES = ["Live", "Routes", "Providers", "Spend", "Requests", "Connect", "Settings"];
const MODELS = ["auto", "simulator/sim-steady", "simulator/sim-429", "auto", "simulator/sim-500"];

describe("axe", () => {
  let window;
  before(async () => {
    const folder = await freshFolder();
    const owner = await serve(folder);
    for (const model of MODELS) await send(owner, model);
    await owner.stop();
    window = await openWindow(folder);
    await window.reads("in flight");
    await window.run(await readFile(AXE, "utf8"));
  });
  after(() => window?.close());

  for (const theme of ["dark", "light"]) {
    describe(`in the ${theme} theme`, () => {
      before(() =>
        window.run(
          `document.documentElement.dataset.theme = document.documentElement.dataset.mantineColorScheme = "${theme}"`,
        ),
      );

      for (const page of PAGES) {
        it(`finds nothing serious on ${page}`, async () => {
          await window.go(page);
          await isSound(window);
        });
      }

      it("finds nothing serious in a story", async () => {
        const moved = (await calls(window.folder)).find(({ attempts }) => attempts.length > 1);
        await window.run(`location.hash = "/live?call=${moved.id}"`);
        await window.reads("Why it went this way");
        await isSound(window);
      });

      it("finds nothing serious among the projects", async () => {
        await window.go("Connect");
        await (await window.field("Projects")).click();
        await window.reads("How long its callers wait");
        await isSound(window);
      });

      it("finds nothing serious where everything may be purged", async () => {
        await window.go("Settings");
        await window.press("button", "Purge…");
        await window.reads("Take the providers' keys out of the keychain too");
        await isSound(window);
        await window.press("button", "Keep it all");
      });

      it("finds nothing serious where an account is added", async () => {
        await window.go("Providers");
        await window.press("button", "Add a provider");
        await window.named("dialog", "Add a provider");
        await isSound(window);
        await window.chord(Key.ESCAPE);
      });
    });
  }
});

/** What is loaded is drawn, and axe calls nothing of it serious or critical. */
async function isSound(window) {
  const busy = "return document.querySelector('[aria-busy=true]') !== null";
  await window.until(async () => !(await window.run(busy)), "it never was loaded");
  const found = await window.session.executeAsyncScript(`
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ["violations"] }).then(
      ({ violations, passes }) => done({ looked: passes.length, violations: violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => id + ": " + nodes.map(({ html, any }) => html.slice(0, 160) + " " + (any[0]?.message ?? "")).join(" | ")) }),
      (error) => done({ looked: 0, violations: [String(error)] }),
    );`);
  assert.ok(found.looked > 10, "axe looked at next to nothing");
  assert.equal(found.violations.join("\n"), "");
}

async function send({ url, key }, model) {
  const answer = await fetch(`${url}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model, messages: [{ role: "user", content: "hello" }] }),
  });
  await answer.text();
}
