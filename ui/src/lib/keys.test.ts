import { expect, test } from "vitest";
import { matchKeys, nameOf } from "./keys";

const press = (
  key: string,
  held: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {},
) => nameOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

test("a bare sign needs no shift, a modifier names it", () => {
  expect(press("?", { shiftKey: true })).toBe("?");
  expect(press("L", { ctrlKey: true, shiftKey: true })).toBe("mod+shift+l");
  expect(press("ArrowUp", { altKey: true })).toBe("alt+ArrowUp");
});

test("a sequence wins over a single key, and a broken one falls back to it", () => {
  const bound = ["g l", "t", "l"];
  expect(matchKeys(bound, "g", "l")).toBe("g l");
  expect(matchKeys(bound, null, "l")).toBe("l");
  expect(matchKeys(bound, "x", "t")).toBe("t");
  expect(matchKeys(bound, null, "g")).toBeNull();
});

test("a page's own key does not take the second of a sequence", () => {
  expect(matchKeys(["p"], null, "p")).toBe("p");
  expect(matchKeys(["p"], "g", "p")).toBeNull();
  expect(matchKeys(["p"], "j", "p")).toBe("p");
});
