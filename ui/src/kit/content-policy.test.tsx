// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Menu } from "./menu";
import { Popover } from "./popover";
import { SelectField } from "./select-field";
import { Themed } from "./themed";

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
    matches: true,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
  Element.prototype.scrollIntoView = () => {};
});
afterEach(cleanup);

test("no part of the kit writes a style sheet at run time, for the window's policy forbids it", async () => {
  render(
    <Themed>
      <Dialog open title="A dialog" onClose={() => {}}>
        <SelectField
          label="Chain"
          value="a"
          onChange={() => {}}
          options={[{ value: "a", label: "first chain" }]}
          searchable
        />
        <Popover label="A popover" trigger={(button) => <Button {...button}>popover</Button>}>
          within
        </Popover>
        <Menu trigger={<Button>menu</Button>} items={[{ label: "item", onSelect: () => {} }]} />
      </Dialog>
    </Themed>,
  );
  fireEvent.click(await screen.findByText("popover"));
  await screen.findByText("within");
  fireEvent.click(screen.getByText("menu"));
  await screen.findByText("item");
  fireEvent.click(screen.getByRole("combobox"));
  await screen.findByText("first chain");
  expect([...document.querySelectorAll("style")].map((sheet) => sheet.textContent)).toEqual([]);
});
