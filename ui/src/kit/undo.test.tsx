// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { offerUndo } from "./undo";
import { UndoNote } from "./undo-note";

afterEach(cleanup);

const way = (what: string, undo: () => Promise<unknown>) => ({
  ...{ what, undo, undone: "It is back.", failed: "It could not be brought back." },
});

test("a way back is offered once, with its key, and goes when it was taken", async () => {
  render(<UndoNote />);
  const undo = vi.fn(() => Promise.resolve());
  act(() => offerUndo(way("Key …x7Qd was revoked.", undo)));
  expect(screen.getByText("Key …x7Qd was revoked.")).toBeTruthy();
  await act(async () => void fireEvent.keyDown(document.body, { key: "z", ctrlKey: true }));
  expect(undo).toHaveBeenCalledOnce();
  expect(screen.queryByText("Key …x7Qd was revoked.")).toBeNull();
});

test("a way back that fails stays and says why", async () => {
  render(<UndoNote />);
  act(() => offerUndo(way("Account a was removed.", () => Promise.reject(new Error("the disk is full")))));
  await act(async () => void fireEvent.click(screen.getByRole("button", { name: /^Undo/ })));
  expect(screen.getByText("It could not be brought back.")).toBeTruthy();
  act(() => offerUndo(way("Account b was removed.", () => Promise.resolve())));
  expect(screen.queryByText("Account a was removed.")).toBeNull();
});
