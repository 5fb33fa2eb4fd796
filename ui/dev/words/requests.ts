import type { CallsOverview, CallView, Facet, Narrow } from "../../src/ipc/bindings";
import { failingFor } from "../failing";
import type { MakeWord } from "../fake";
import { callsOf } from "../past";

/** States of its own: `slow` (the ledger is looked through for long before anything is found). */
const targets = (call: CallView) => call.attempts;

const VALUE: Record<Facet, (call: CallView) => readonly (string | null)[]> = {
  project: (call) => [call.project],
  environment: (call) => [call.environment],
  user: (call) => [call.user],
  tool: (call) => [call.tool],
  chain: (call) => [call.chain],
  prompt: (call) => [call.prompt],
  failure: (call) => [call.failure],
  provider: (call) => [...new Set(targets(call).map((attempt) => attempt.provider))],
  model: (call) => [...new Set(targets(call).map((attempt) => attempt.model))],
};
const FACETS = Object.keys(VALUE) as Facet[];

const unpriced = (call: CallView) => call.state === "answered" && call.cost === null;
const running = (call: CallView) => call.state === "waiting" || call.state === "streaming";

function fits(call: CallView, narrow: Narrow): boolean {
  const named = FACETS.every((facet) => {
    const wanted = narrow[facet];
    return wanted === null || VALUE[facet](call).some((value) => (value ?? "") === wanted);
  });
  const text = JSON.stringify(call).toLowerCase();
  const stands =
    narrow.ended === null || (narrow.ended === "running" ? running(call) : call.state === narrow.ended);
  return (
    named &&
    stands &&
    (narrow.since === null || call.at >= narrow.since) &&
    (narrow.until === null || call.at < narrow.until) &&
    (!narrow.moved || call.moved !== null) &&
    (!narrow.unpriced || unpriced(call)) &&
    (narrow.text === null || text.includes(narrow.text.toLowerCase()))
  );
}

function overview(calls: readonly CallView[], narrow: Narrow, bars: number): CallsOverview {
  const at = Date.now();
  const until = Math.min(narrow.until ?? at, at);
  const from = narrow.since ?? calls.at(-1)?.at ?? until;
  const width = Math.max(1, Math.floor((until - from) / bars));
  const drawn: CallsOverview["bars"] = [];
  for (const call of calls) {
    const place = Math.min(bars, Math.floor((call.at - from) / width));
    while (drawn.length <= place) drawn.push({ calls: 0, failed: 0 });
    const bar = drawn[place];
    if (bar) {
      bar.calls += 1;
      bar.failed += call.state === "failed" ? 1 : 0;
    }
  }
  const money = (which: (call: CallView) => boolean) =>
    calls.filter(which).reduce((sum, call) => sum + (call.cost ?? 0), 0);
  return {
    calls: calls.length,
    failed: calls.filter((call) => call.state === "failed").length,
    moved: calls.filter((call) => call.moved !== null).length,
    cost: money((call) => !call.simulated && !call.estimated),
    estimated: money((call) => !call.simulated && call.estimated),
    unpriced: calls.filter(unpriced).length,
    simulated: money((call) => call.simulated),
    ...{ from, cut: false, width, bars: drawn, at },
  };
}

export const word: MakeWord = (stage, tell) => {
  const mayFail = failingFor(stage, tell, "requests");
  const fitting = (narrow: Narrow) => callsOf(stage).filter((call) => fits(call, narrow));
  return {
    requestsPage: async ({ narrow, before, limit }) => {
      mayFail();
      if (stage.state === "slow") await new Promise((done) => setTimeout(done, 900));
      const older = fitting(narrow).filter((call) => before === null || call.id < before);
      const calls = older.slice(0, limit);
      const last = older.length > limit ? calls.at(-1) : undefined;
      return { calls, next: last?.id ?? null, reached: last?.at ?? null };
    },
    requestsOverview: ({ narrow, bars }) => overview(fitting(narrow), narrow, bars),
    requestsValues: ({ narrow, facet }) => {
      const counts = new Map<string, number>();
      for (const call of fitting(narrow)) {
        for (const value of VALUE[facet](call)) {
          if (value === null && facet === "failure") continue;
          counts.set(value ?? "", (counts.get(value ?? "") ?? 0) + 1);
        }
      }
      const all = [...counts].map(([value, calls]) => ({ value, calls }));
      return all.sort((a, b) => b.calls - a.calls);
    },
    requestsCurl: (id) => {
      const call = callsOf(stage).find((known) => known.id === id);
      const asked = call?.asked ?? "auto";
      return `# Repeats the shape of call ${id}. Its prompt was not kept: write your own
# in place of YOUR PROMPT HERE. POINTSMAN_KEY is a key of project ${call?.project ?? "default"}.
curl -N 'http://127.0.0.1:4100/v1/chat/completions' \\
  -H "Authorization: Bearer $POINTSMAN_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${asked}", "stream": true, "messages": [{"role":"user","content":"YOUR PROMPT HERE"}]}'`;
    },
    requestsExport: async ({ narrow, format }) => {
      await new Promise((done) => setTimeout(done, 700));
      const path = `/home/ada/.local/share/pointsman/exports/requests-2026-11-22T143205.${format}`;
      return { path, calls: fitting(narrow).length, cut: false };
    },
  };
};
