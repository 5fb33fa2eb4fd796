// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { DataTable } from "./data-table";
import { StackedBars } from "./stacked-bars";
import { nextThemeMode, setThemeMode, startTheme } from "./theme-mode";
import { useKeys } from "./use-keys";

beforeAll(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  vi.stubGlobal("matchMedia", () => ({ matches: true, addEventListener: () => {} }));
  // jsdom lays nothing out: a window of 600 px is enough to have rows in view.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  Element.prototype.scrollTo = () => {};
});
afterEach(cleanup);

function Bound({ onGo, onHelp }: { readonly onGo: () => void; readonly onHelp: () => void }) {
  useKeys({ "g s": onGo, "?": onHelp });
  return <input aria-label="prompt" />;
}

test("a sequence goes somewhere and single keys are off while typing", () => {
  const [onGo, onHelp] = [vi.fn(), vi.fn()];
  render(<Bound onGo={onGo} onHelp={onHelp} />);
  fireEvent.keyDown(document.body, { key: "g" });
  fireEvent.keyDown(document.body, { key: "s" });
  expect(onGo).toHaveBeenCalledOnce();
  fireEvent.keyDown(screen.getByLabelText("prompt"), { key: "?" });
  expect(onHelp).not.toHaveBeenCalled();
  fireEvent.keyDown(document.body, { key: "?" });
  expect(onHelp).toHaveBeenCalledOnce();
});

const ROWS = Array.from({ length: 500 }, (_, i) => ({ id: `call-${i}` }));

function Calls({ onOpen }: { readonly onOpen: (key: string) => void }) {
  const [selected, setSelected] = useState<string | null>(null);
  return (
    <DataTable
      label="Calls"
      columns={[{ id: "id", head: "Id", min: 80, cell: (row: { readonly id: string }) => row.id }]}
      rows={ROWS}
      rowKey={(row) => row.id}
      selected={selected}
      onSelect={setSelected}
      onOpen={onOpen}
    />
  );
}

test("rows are walked and opened by keyboard, and only those in view exist", () => {
  const onOpen = vi.fn();
  render(<Calls onOpen={onOpen} />);
  const grid = screen.getByRole("grid");
  fireEvent.keyDown(grid, { key: "j" });
  fireEvent.keyDown(grid, { key: "ArrowDown" });
  expect(screen.getByRole("row", { selected: true }).textContent).toBe("call-1");
  expect(grid.getAttribute("aria-activedescendant")).toBe(screen.getByRole("row", { selected: true }).id);
  fireEvent.keyDown(grid, { key: "Enter" });
  expect(onOpen).toHaveBeenCalledWith("call-1");
  expect(screen.getAllByRole("row").length).toBeLessThan(60);
  expect(grid.getAttribute("aria-rowcount")).toBe("501");
});

test("T shows a chart as the table that says the same", () => {
  render(
    <StackedBars
      sentence="Spend by day"
      days={[{ key: "1", label: "1 Sep", values: [2, 3] }]}
      series={[
        { name: "ci", color: 1 },
        { name: "web", color: 2 },
      ]}
      format={(value) => `$${value}`}
      formatAxis={String}
    />,
  );
  fireEvent.keyDown(screen.getByRole("button"), { key: "t" });
  expect(screen.getByRole("table").textContent).toContain("1 Sep$2$3$5");
});

test("the theme is kept and reaches both attributes at once", () => {
  startTheme();
  setThemeMode(nextThemeMode("dark"));
  const { theme, mantineColorScheme } = document.documentElement.dataset;
  expect([theme, mantineColorScheme, localStorage.getItem("pointsman.theme")]).toEqual([
    "light",
    "light",
    "light",
  ]);
});
