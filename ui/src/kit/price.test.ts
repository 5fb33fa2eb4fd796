import { expect, test } from "vitest";
import { priceParts, pricePlaces } from "./price-parts";

test("a price keeps its digits and stands point under point with its neighbours", () => {
  expect(priceParts("0.075", 4)).toEqual({ whole: "$0", cents: ".07", beyond: "5", room: "0" });
  expect(priceParts("2", 4)).toEqual({ whole: "$2", cents: ".00", beyond: "", room: "00" });
  expect(priceParts("15.625", 2)).toEqual({ whole: "$15", cents: ".62", beyond: "5", room: "" });
  expect(priceParts("1200.50", 2)).toEqual({ whole: "$1,200", cents: ".50", beyond: "", room: "" });
});

test("a column takes the room of its longest price, within reason", () => {
  expect(pricePlaces(["2", "0.075", null], 4)).toBe(3);
  expect(pricePlaces(["2", null], 4)).toBe(2);
  expect(pricePlaces(["0.000001"], 4)).toBe(4);
});
