// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { type Command, groupsOf, wantedOf } from "../lib/palette";
import { intend, useIntent } from "./intent";
import { Palette } from "./palette";
import { startTheme } from "./theme-mode";
import { Themed } from "./themed";

beforeAll(() => {
  vi.stubGlobal("matchMedia", () => ({
    matches: true,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
  Element.prototype.scrollIntoView = () => {};
  startTheme();
});
afterEach(cleanup);

function Opened({
  commands,
  onClose,
}: {
  readonly commands: readonly Command[];
  readonly onClose: () => void;
}) {
  const [typed, setTyped] = useState("");
  const groups = groupsOf(commands, wantedOf(typed).text, 5);
  return (
    <Themed>
      <Palette open onClose={onClose} typed={typed} onTyped={setTyped} groups={groups} />
    </Themed>
  );
}

const command = (label: string, run = () => {}): Command => ({ id: label, label, group: "Go to", run });
const lit = () => {
  const id = screen.getByRole("combobox").getAttribute("aria-activedescendant") ?? "";
  return document.getElementById(id)?.textContent;
};

test("the palette is walked and used without leaving its field", async () => {
  const [onClose, run] = [vi.fn(), vi.fn()];
  render(<Opened commands={[command("Live"), command("Routes", run), command("Spend")]} onClose={onClose} />);
  const field = screen.getByRole("combobox");
  expect(lit()).toBe("Live");
  fireEvent.keyDown(field, { key: "ArrowDown" });
  expect(lit()).toBe("Routes");
  fireEvent.change(field, { target: { value: "sp" } });
  expect(screen.getAllByRole("option").map((one) => one.textContent)).toEqual(["Spend"]);
  fireEvent.change(field, { target: { value: "ro" } });
  expect(lit()).toBe("Routes");
  fireEvent.keyDown(field, { key: "Enter" });
  expect(run).toHaveBeenCalledOnce();
  expect(onClose).toHaveBeenCalledOnce();
});

test("what has no match says so, and Enter does nothing", () => {
  const onClose = vi.fn();
  render(<Opened commands={[command("Live")]} onClose={onClose} />);
  const field = screen.getByRole("combobox");
  fireEvent.change(field, { target: { value: "zebra" } });
  expect(screen.getByText("Nothing has this name.")).toBeTruthy();
  fireEvent.keyDown(field, { key: "Enter" });
  expect(onClose).not.toHaveBeenCalled();
});

function Page({ act, ready }: { readonly act: () => void; readonly ready: boolean }) {
  useIntent("new-key", act, ready);
  return null;
}

test("a page does what was wanted of it before it stood, once, when it is ready", () => {
  const act = vi.fn();
  intend("new-key");
  const { rerender } = render(<Page act={act} ready={false} />);
  expect(act).not.toHaveBeenCalled();
  rerender(<Page act={act} ready />);
  rerender(<Page act={act} ready />);
  expect(act).toHaveBeenCalledOnce();
  intend("new-key");
  expect(act).toHaveBeenCalledTimes(2);
});
