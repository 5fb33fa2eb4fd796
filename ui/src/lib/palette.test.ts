import { expect, test } from "vitest";
import { type Command, fitOf, groupsOf, wantedOf } from "./palette";

const command = (group: string, label: string, words = ""): Command => ({
  id: label,
  label,
  group,
  words,
  run: () => {},
});
const COMMANDS = [
  command("Go to", "Live"),
  command("Go to", "Routes"),
  command("Models", "openai/gpt-5-mini", "GPT-5 mini"),
  command("Models", "mistral/mistral-large-latest"),
];
const names = (text: string, most = 9) =>
  groupsOf(COMMANDS, text, most).map((group) => [group.name, ...group.commands.map(({ label }) => label)]);

test("a sign before the text asks for commands or for calls alone", () => {
  expect(wantedOf(" > Theme ")).toEqual({ kind: "acts", text: "theme" });
  expect(wantedOf("#01KD")).toEqual({ kind: "call", text: "01kd" });
  expect(wantedOf("GPT")).toEqual({ kind: "all", text: "gpt" });
});

test("each word typed must be found, in any order, also in what is not shown", () => {
  expect(fitOf(COMMANDS[2] as Command, "mini openai")).toBeGreaterThan(0);
  expect(fitOf(COMMANDS[2] as Command, "mini mistral")).toBe(0);
  expect(fitOf(COMMANDS[0] as Command, "go live")).toBeGreaterThan(0);
});

test("what begins as typed comes before what only holds it", () => {
  const begins = fitOf(command("x", "Routes"), "ro");
  const word = fitOf(command("x", "Go to Routes"), "ro");
  const holds = fitOf(command("x", "Metro"), "ro");
  expect([begins > word, word > holds, holds > 0]).toEqual([true, true, true]);
});

test("nothing typed shows each heading in its order, cut to a few", () => {
  expect(names("", 1)).toEqual([
    ["Go to", "Live"],
    ["Models", "openai/gpt-5-mini"],
  ]);
});

test("the heading with the best fit comes first", () => {
  expect(names("l")[0]).toEqual(["Go to", "Live"]);
  expect(names("mi")[0]?.[0]).toBe("Models");
  expect(names("no such thing")).toEqual([]);
});
