import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

/**
 * The house rules that no linter knows: which room may look into which, how long a file may be, where words, colours
 * and gaps come from. Each test lists the offenders, so that a failure says where to go.
 */
const SRC = import.meta.dirname;
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /\.(tsx?|css)$/.test(path) && path !== "ipc/bindings.ts");
const read = (path: string) => readFileSync(join(SRC, path), "utf8");
const offenders = (paths: readonly string[], wrong: (path: string) => readonly string[]) =>
  paths.flatMap((path) => wrong(path).map((what) => `${path}: ${what}`));

/** `features/live/live-page.tsx` stands in `features/live`, `kit/gallery/row.tsx` in `kit`. */
function roomOf(path: string): string {
  const [room = "", word = ""] = path.split("/");
  return room === "features" ? `features/${word}` : room;
}

function importsOf(path: string): readonly string[] {
  return [...read(path).matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map((match) => match[1] ?? "");
}

const MAY: Record<string, readonly string[]> = {
  lib: [],
  kit: ["lib"],
  ipc: ["lib"],
  calls: ["lib", "kit", "ipc"],
  features: ["lib", "kit", "ipc", "calls"],
  app: ["lib", "kit", "ipc", "calls", "features"],
};

test("lib knows kit as little as kit knows features, and features never know each other", () => {
  const code = files.filter((path) => /\.tsx?$/.test(path) && path.includes("/"));
  const wrong = offenders(code, (path) => {
    const from = roomOf(path);
    const allowed = MAY[from.split("/")[0] ?? ""] ?? [];
    return importsOf(path)
      .filter((name) => name.startsWith("."))
      .map((name) => relative(SRC, resolve(SRC, dirname(path), name)).replaceAll("\\", "/"))
      .filter((target) => roomOf(target) !== from && !allowed.includes(target.split("/")[0] ?? ""));
  });
  expect(wrong).toEqual([]);
});

test("only ipc talks to the backend", () => {
  const code = files.filter((path) => roomOf(path) !== "ipc" && !path.endsWith(".css"));
  expect(offenders(code, (path) => importsOf(path).filter((name) => name.startsWith("@tauri-apps")))).toEqual(
    [],
  );
});

test("no file is longer than 200 lines", () => {
  const long = files.filter((path) => path !== "kit/tokens.css" && read(path).split("\n").length > 201);
  expect(long).toEqual([]);
});

test("colours come from tokens.css", () => {
  const sheets = files.filter((path) => path !== "kit/tokens.css" && /\.(css|tsx)$/.test(path));
  const raw = /#[0-9a-f]{3,8}\b(?=[;"\s,)])|\b(?:rgba?|hsla?|oklch|oklab)\(/gi;
  expect(offenders(sheets, (path) => read(path).match(raw) ?? [])).toEqual([]);
});

test("gaps, sizes of type, radii and durations of a page come from tokens.css", () => {
  const sheets = files.filter((path) => /^(calls|features|app)\/.*\.css$/.test(path));
  const tokened =
    /^\s*(?:padding|margin|gap|row-gap|column-gap|font-size|border-radius|transition|animation)[\w-]*\s*:(.*)$/gm;
  const rawLength = /(?<![\w-])(?!0\b|1px|2px)\d*\.?\d+(?:px|rem|em|ms|s)\b/;
  const wrong = offenders(sheets, (path) =>
    [...read(path).matchAll(tokened)].map((match) => match[0].trim()).filter((line) => rawLength.test(line)),
  );
  expect(wrong).toEqual([]);
});

test("words for people come from the strings catalogue", () => {
  const drawn = files.filter((path) => /\.tsx$/.test(path) && !/gallery|\.test\./.test(path));
  const between = />\s*([A-Z][a-z]+(?:[ ,.][^<>{}=;()]*)?)<\//g;
  const attribute = /\s(?:label|title|aria-label|placeholder|hint|what|why|now)="([^"]*[a-z][^"]*)"/g;
  const wrong = offenders(drawn, (path) =>
    [...read(path).matchAll(between), ...read(path).matchAll(attribute)].map((match) => match[1] ?? ""),
  );
  expect(wrong).toEqual([]);
});
