import { expect, test } from "vitest";
import { edited, NO_TRAIL, redone, redoTo, undone, undoTo } from "./trail";

test("undo goes back edit by edit, and redo forth again", () => {
  const trail = edited(edited(NO_TRAIL, "a", "b"), "b", "c");
  expect(undoTo(trail)).toBe("b");
  const back = undone(trail, "c");
  expect([undoTo(back), redoTo(back)]).toEqual(["a", "c"]);
  const forth = redone(back, "b");
  expect([undoTo(forth), redoTo(forth)]).toEqual(["b", null]);
});

test("a new edit forgets what was undone", () => {
  const back = undone(edited(NO_TRAIL, "a", "b"), "b");
  expect(redoTo(edited(back, "a", "c"))).toBeNull();
});

test("an edit that changed nothing is no step on the way back", () => {
  expect(edited(NO_TRAIL, "a", "a")).toBe(NO_TRAIL);
});
