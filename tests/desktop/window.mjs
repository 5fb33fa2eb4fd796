// One real window of Pointsman on a folder of its own, driven by WebDriver.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Builder, By, Capabilities, until } from "selenium-webdriver";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const PATIENCE = 20_000;
const shots = process.env.POINTSMAN_SHOTS;

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

/** Opens a window on a fresh folder; `files` are written into it first. */
export async function openWindow(files = {}) {
  const folder = await mkdtemp(join(tmpdir(), "pointsman-window-"));
  const port = await freePort();
  const given = { "settings.toml": `version = 1\nport = ${port}\n`, ...files };
  for (const [name, text] of Object.entries(given)) await writeFile(join(folder, name), text);
  const [driverPort, nativePort] = [await freePort(), await freePort()];
  const driver = spawn("tauri-driver", ["--port", `${driverPort}`, "--native-port", `${nativePort}`], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const application = process.env.POINTSMAN_DESKTOP_BIN ?? join(root, "target/debug/pointsman-desktop");
  const capabilities = new Capabilities();
  capabilities.set("tauri:options", { application, args: ["--data-dir", folder] });
  capabilities.setBrowserName("wry");
  const session = await connect(driverPort, capabilities);
  await session.manage().window().setRect({ x: 0, y: 0, width: 1280, height: 800 });
  return new Window(session, driver, folder, port);
}

/** The driver needs a moment before it listens. */
async function connect(port, capabilities) {
  for (let left = 50; ; left--) {
    try {
      return await new Builder().withCapabilities(capabilities).usingServer(`http://127.0.0.1:${port}`).build();
    } catch (error) {
      if (left === 0 || !/ECONNREFUSED/.test(`${error}`)) throw error;
      await pause(200);
    }
  }
}

class Window {
  constructor(session, driver, folder, port) {
    Object.assign(this, { session, driver, folder, port });
  }

  /** Waits for an element by CSS. */
  find(css) {
    return this.session.wait(until.elementLocated(By.css(css)), PATIENCE, `no ${css}`);
  }

  /** Waits for a button, link or option by its accessible name or text. */
  named(role, name) {
    const text = `normalize-space(.)=${quoted(name)} or @aria-label=${quoted(name)} or @title=${quoted(name)}`;
    const tag = { button: "self::button or @role='button'", link: "self::a", row: "@role='row'", field: "self::input or self::textarea or self::select" };
    const path = `//*[(${tag[role] ?? `@role='${role}'`}) and (${text})]`;
    return this.session.wait(until.elementLocated(By.xpath(path)), PATIENCE, `no ${role} called ${name}`);
  }

  /** Waits for a field by its label. */
  async labelled(label) {
    const path = `//label[contains(normalize-space(.), ${quoted(label)})]`;
    const element = await this.session.wait(until.elementLocated(By.xpath(path)), PATIENCE, `no label ${label}`);
    const id = await element.getAttribute("for");
    return id ? this.session.findElement(By.id(id)) : element.findElement(By.css("input,textarea,select"));
  }

  /** Waits until the page holds the text. */
  async reads(text) {
    const holds = async () => (await this.text()).includes(text);
    await this.session.wait(holds, PATIENCE, `the window never read “${text}”`);
  }

  async text() {
    return this.session.executeScript("return document.body.innerText");
  }

  /** Waits until `probe` answers something true, and answers it. */
  until(probe, what) {
    return this.session.wait(probe, PATIENCE, what);
  }

  keys(...keys) {
    return this.session.actions().sendKeys(...keys).perform();
  }

  /** Goes to a page by its rail station. */
  async go(word) {
    await this.session.executeScript(`location.hash = "/${word}"`);
  }

  async theme(mode) {
    await this.session.executeScript(`document.documentElement.dataset.theme = "${mode}"`);
  }

  /** Keeps a picture of the screen when POINTSMAN_SHOTS names a folder; ImageMagick takes it. */
  async shot(name) {
    if (!shots) return;
    await mkdir(shots, { recursive: true });
    const { width, height } = await this.session.manage().window().getRect();
    const taken = spawn("import", ["-window", "root", "-crop", `${width}x${height}+0+0`, join(shots, `${name}.png`)]);
    await once(taken, "exit");
  }

  read(name) {
    return readFile(join(this.folder, name), "utf8");
  }

  async close() {
    await this.session.quit().catch(() => undefined);
    this.driver.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

const quoted = (text) => (text.includes("'") ? `"${text}"` : `'${text}'`);
