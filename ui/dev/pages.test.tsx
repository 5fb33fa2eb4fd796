// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import axe from "axe-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { App } from "../src/app/app";
import { STATIONS } from "../src/app/stations";
import { startTheme } from "../src/kit/theme-mode";
import { installFake } from "./fake";

/**
 * Every page on the made-up backend, read by axe. Contrast needs a real window: `tests/desktop` looks at that.
 */
beforeAll(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  vi.stubGlobal("matchMedia", () => ({
    matches: false,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  Element.prototype.scrollTo = () => {};
  Element.prototype.scrollIntoView = () => {};
  installFake({ state: "lived", theme: "dark", density: "comfortable", now: Date.now() });
  window.scrollTo = () => {};
  startTheme();
  document.documentElement.lang = "en";
  document.title = "Pointsman";
  render(<App />);
});
afterAll(cleanup);

/** What axe finds, with the places where it finds it. */
async function violations(): Promise<readonly string[]> {
  const { violations } = await axe.run(document, {
    resultTypes: ["violations"],
    rules: { "color-contrast": { enabled: false } },
  });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`,
  );
}

function open(path: string): void {
  act(() => {
    window.location.hash = path;
  });
}

for (const { id, label } of STATIONS) {
  test(`axe finds nothing on ${label}`, { timeout: 30_000 }, async () => {
    open(`/${id}`);
    await screen.findByRole("heading", { level: 1, name: label }, { timeout: 10_000 });
    await waitFor(() => expect(document.querySelector("[aria-busy=true]")).toBeNull(), { timeout: 10_000 });
    expect((await violations()).join("\n")).toBe("");
  });
}

test("axe finds nothing in a story, and it ends with a command to repeat the call", {
  timeout: 30_000,
}, async () => {
  open("/requests?outcome=moved");
  const row = await screen.findAllByRole("row", { name: / first$/ }, { timeout: 10_000 });
  act(() => row[0]?.click());
  await screen.findByText(/YOUR PROMPT HERE. POINTSMAN_KEY/, {}, { timeout: 10_000 });
  expect((await violations()).join("\n")).toBe("");
});

test("axe finds nothing in the palette", { timeout: 30_000 }, async () => {
  fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
  await screen.findByRole("listbox", {}, { timeout: 10_000 });
  expect((await violations()).join("\n")).toBe("");
});
