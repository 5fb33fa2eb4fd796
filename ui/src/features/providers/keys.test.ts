import { expect, test } from "vitest";
import type { AccountView, KeyView, RoomView } from "../../ipc/bindings";
import { markOf, placeOf, roomLines } from "./keys";

const NOW = 1_800_000_000_000;
const key = (part: Partial<KeyView>): KeyView => ({
  ...{
    place: "keychain:openai",
    status: "present",
    health: "ok",
    until: null,
    since: null,
    why: null,
    room: [],
  },
  ...part,
});
const room = (part: Partial<RoomView>): RoomView => ({
  ...{ model: "gpt-5", of: "requests", per: 60_000, limit: 1000, remaining: 400, resets: null, at: NOW },
  ...part,
});
const account = (part: Partial<AccountView>): AccountView => ({
  ...{ name: "openai", provider: "openai", provider_name: "OpenAI", monogram: "OA", base_url: "" },
  ...{ key: "present", key_place: "keychain", enabled: true, simulated: false, models: 1, chains: [] },
  ...{
    own_base_url: false,
    region: null,
    proxy: null,
    ca_file: null,
    headers: [],
    keys: [],
    targets: [],
    room: [],
  },
  limits: { requests_per_minute: null, tokens_per_minute: null, concurrent: null },
  used: { requests: 0, tokens: 0, concurrent: 0 },
  ...part,
});

test("a key is named by its place and never by itself", () => {
  expect(placeOf(key({}))).toMatchObject({ name: "openai", kept: true });
  expect(placeOf(key({ place: "env:OPENAI_API_KEY" }))).toMatchObject({
    name: "$OPENAI_API_KEY",
    kept: false,
  });
});

test("a key that is not there matters more than how it was answered", () => {
  expect(markOf(key({}))).toBeNull();
  expect(markOf(key({ health: "cooling", why: "slow down" }))).toMatchObject({ tone: "caution" });
  expect(markOf(key({ health: "retired", why: "invalid key" }))?.why).toContain("invalid key");
  expect(markOf(key({ status: "missing", health: "cooling" }))?.word).toBe("missing");
});

test("of each kind of limit the tightest is shown, and one whose window passed is full", () => {
  const keys = [key({ room: [room({})] }), key({ room: [room({ remaining: 50 })] })];
  expect(roomLines(account({ keys }), NOW)).toMatchObject([
    { name: "Requests", text: "50 of 1,000", aspect: "caution" },
  ]);
  const passed = account({ room: [room({ remaining: 0, resets: NOW - 1 })] });
  expect(roomLines(passed, NOW)).toMatchObject([{ used: 0, aspect: null }]);
  expect(roomLines(account({ room: [room({ limit: null })] }), NOW)).toEqual([]);
});

test("an account's own limit shows what is left of it", () => {
  const limits = { requests_per_minute: 60, tokens_per_minute: null, concurrent: 4 };
  const used = { requests: 15, tokens: 0, concurrent: 4 };
  const lines = roomLines(account({ limits, used }), NOW);
  expect(lines.map(({ text, aspect }) => [text, aspect])).toEqual([
    ["45 of 60", null],
    ["0 of 4", "stop"],
  ]);
});
