// One real window of Pointsman on a folder of its own, driven by WebDriver.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Builder, By, Capabilities, until } from "selenium-webdriver";
import { application, freePort } from "./house.mjs";

export const PATIENCE = 20_000;
const shots = process.env.POINTSMAN_SHOTS;

/** A folder whose proxy listens on a free port; `files` are written into it first. */
export async function freshFolder(files = {}) {
  const folder = await mkdtemp(join(tmpdir(), "pointsman-window-"));
  const given = { "settings.toml": `version = 1\nport = ${await freePort()}\n`, ...files };
  for (const [name, text] of Object.entries(given)) await writeFile(join(folder, name), text);
  return folder;
}

/** Opens a window on the folder. The folder goes when the window is closed. */
export async function openWindow(folder) {
  const [driverPort, nativePort] = [await freePort(), await freePort()];
  // What a window remembers of its own, such as the theme, must not reach the next one.
  const home = await mkdtemp(join(tmpdir(), "pointsman-home-"));
  const driver = spawn("tauri-driver", ["--port", `${driverPort}`, "--native-port", `${nativePort}`], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, XDG_DATA_HOME: join(home, "data"), XDG_CACHE_HOME: join(home, "cache"), XDG_CONFIG_HOME: join(home, "config") },
  });
  const stop = () => driver.kill();
  process.once("exit", stop);
  let said = "";
  driver.stderr.on("data", (piece) => {
    said = (said + piece).slice(-4000);
  });
  try {
    await Promise.race([once(driver, "spawn"), once(driver, "error").then(([error]) => Promise.reject(error))]);
    // An application that ends before it shows a page leaves the driver waiting for ever.
    const late = pause(PATIENCE, undefined, { ref: false }).then(() => Promise.reject(new Error("no session came")));
    const session = await Promise.race([connect(driverPort, capabilitiesOf(folder)), late]);
    await session.manage().window().setRect({ x: 0, y: 0, width: 1280, height: 800 });
    return new Window(session, driver, folder, home);
  } catch (error) {
    stop();
    for (const place of [folder, home]) await rm(place, { recursive: true, force: true, maxRetries: 5 });
    throw new Error(`the window did not open: ${error.message} ${said}`, { cause: error });
  }
}

function capabilitiesOf(folder) {
  const capabilities = new Capabilities();
  capabilities.set("tauri:options", { application, args: ["--data-dir", folder] });
  capabilities.setBrowserName("wry");
  return capabilities;
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

const TAGS = {
  button: "self::button or @role='button'",
  link: "self::a",
  heading: "self::h1 or self::h2 or self::h3",
};

class Window {
  constructor(session, driver, folder, home) {
    Object.assign(this, { session, driver, folder, home });
  }

  /** Waits for what has this role and accessible name (or text), in view. */
  named(role, name) {
    const text = `normalize-space(.)=${quoted(name)} or @aria-label=${quoted(name)} or normalize-space(id(@aria-labelledby))=${quoted(name)}`;
    return this.at(`//*[(${tagged(role)}) and (${text})]`, `${role} called ${name}`);
  }

  /** Waits for what has this role and a name that begins so. */
  beginning(role, name) {
    const text = `starts-with(normalize-space(.), ${quoted(name)}) or starts-with(@aria-label, ${quoted(name)})`;
    return this.at(`//*[(${tagged(role)}) and (${text})]`, `${role} whose name begins ${name}`);
  }

  /** Waits for what has this role and holds a part that reads so. */
  holding(role, text) {
    return this.at(`//*[(${tagged(role)}) and .//*[normalize-space(.)=${quoted(text)}]]`, `${role} with ${text}`);
  }

  /** Waits for the field of a label. */
  async field(label) {
    const found = await this.at(`//label[normalize-space(.)=${quoted(label)}]`, `field called ${label}`);
    const id = await found.getAttribute("for");
    return id ? this.session.findElement(By.id(id)) : found;
  }

  at(path, what) {
    return this.session.wait(until.elementLocated(By.xpath(path)), PATIENCE, `the window has no ${what}`);
  }

  /** Presses a button or link; React may draw it anew between the look and the press. */
  async press(role, name, find = this.named) {
    for (let left = 5; ; left--) {
      try {
        return await (await find.call(this, role, name)).click();
      } catch (error) {
        if (left === 0 || !/Stale|Intercepted|NotInteractable/.test(error.name)) throw error;
        await pause(100);
      }
    }
  }

  /** Types into the field of a label. */
  async type(label, text) {
    await (await this.field(label)).sendKeys(text);
  }

  /** Presses keys wherever the focus is; those before the last are held down. */
  async chord(...keys) {
    const last = keys.pop();
    const actions = this.session.actions();
    for (const key of keys) actions.keyDown(key);
    actions.sendKeys(last);
    for (const key of keys.reverse()) actions.keyUp(key);
    await actions.perform();
  }

  /** Everything that can be read in the window. */
  text() {
    return this.run("return document.body.innerText");
  }

  /** Runs a script in the page. */
  run(script, ...values) {
    return this.session.executeScript(script, ...values);
  }

  /** Waits until the window reads as asked: a text, or a pattern, whose match is answered. */
  async reads(wanted) {
    let last = "";
    const holds = async () => {
      last = (await this.text()).replaceAll(/[\u2009\u202f\u00a0]/g, " ");
      return typeof wanted === "string" ? last.includes(wanted) : wanted.exec(last);
    };
    try {
      return await this.session.wait(holds, PATIENCE);
    } catch (cause) {
      throw new Error(`the window never read “${wanted}”, but:\n${last}`, { cause });
    }
  }

  /** Waits until `probe` answers something true, and answers it. */
  until(probe, what) {
    return this.session.wait(probe, PATIENCE, what);
  }

  /** Goes to a page by its station. */
  async go(station) {
    await this.press("link", station);
    await this.named("heading", station);
  }

  /** Keeps a picture when POINTSMAN_SHOTS names a folder. WebKitWebDriver's own never ends, so the screen's is taken. */
  async shot(name) {
    if (!shots) return;
    await mkdir(shots, { recursive: true });
    const { width, height } = await this.session.manage().window().getRect();
    const path = join(shots, `${name}.png`);
    const taken = spawn("import", ["-window", "root", "-crop", `${width}x${height}+0+0`, path]);
    await once(taken, "exit");
  }

  read(name) {
    return readFile(join(this.folder, name), "utf8");
  }

  async close() {
    await Promise.race([this.session.quit().catch(() => undefined), pause(10_000, undefined, { ref: false })]);
    this.driver.kill();
    for (const place of [this.folder, this.home]) await rm(place, { recursive: true, force: true, maxRetries: 5 });
  }
}

const tagged = (role) => TAGS[role] ?? `@role='${role}'`;
const quoted = (text) => (text.includes("'") ? `"${text}"` : `'${text}'`);
