import type { BillLine, CallView, Story, TestCallReport } from "../../src/ipc/bindings";
import { draw, FLAKY, livedPlan, MODELS, type Plan, STEADY, simulatedPlan } from "../calls";
import { type MakeWord, refusal, type Tell } from "../fake";
import { callsOf, rng } from "../past";
import { isFirstStart } from "../stage";

const PRICES = new Map(
  [...MODELS, STEADY, FLAKY].map((model) => [`${model.account}/${model.model}`, model.price]),
);

function storyOf(call: CallView): Story {
  const bill = call.attempts.flatMap((attempt): BillLine[] => {
    const price = PRICES.get(`${attempt.account}/${attempt.model}`);
    if (!price || attempt.input === null || attempt.output === null) return [];
    const cached = attempt.cached ?? 0;
    const line = (part: string, tokens: number, dollars: number): BillLine => ({
      attempt: attempt.no,
      part,
      tokens,
      rate: Math.round(dollars * 1_000_000),
      amount: Math.round(tokens * dollars * 1000),
    });
    return [
      line("input", attempt.input - cached, price[0]),
      line("cached", cached, price[0] / 10),
      line("output", attempt.output, price[1]),
    ];
  });
  const last = call.attempts.at(-1);
  return {
    call,
    bill,
    price:
      bill.length === 0 ? null : { from: "2026-04-23", source: call.simulated ? "simulated" : "models.dev" },
    told: [
      { name: "x-pointsman-request-id", value: call.id },
      { name: "x-pointsman-chain", value: call.chain },
      ...(last ? [{ name: "x-pointsman-target", value: `${last.account}/${last.model}` }] : []),
      { name: "x-pointsman-attempts", value: String(call.attempts.length) },
      ...(call.moved ? [{ name: "x-pointsman-moved", value: call.moved }] : []),
    ],
    policy: "7f3a9c21",
  };
}

/** Plays a call from arrival to its end, telling each step. */
function play(plan: Plan, calls: CallView[], tell: Tell): string {
  const id = draw({ ...plan, failed: [], answers: null, state: "waiting" }, rng).id;
  const show = (part: Partial<Plan>) => {
    const call = { ...draw({ ...plan, ...part }, rng), id };
    const at = calls.findIndex((known) => known.id === id);
    if (at < 0) calls.unshift(call);
    else calls[at] = call;
    tell({ calls: [call] });
  };
  show({ state: "waiting" });
  setTimeout(() => show({ state: "streaming" }), plan.first);
  setTimeout(() => show({}), Math.min(plan.total, 4000));
  return id;
}

export const word: MakeWord = (stage, tell) => {
  const calls = callsOf(stage);
  if (stage.state === "busy") {
    setInterval(() => {
      for (let i = 0; i < 5; i += 1)
        play(livedPlan(Date.now(), rng, rng() < 0.06 ? "failed" : "answered"), calls, tell);
    }, 80);
  }
  return {
    liveCalls: ({ last }) => calls.slice(0, last),
    liveStory: (id) => {
      const call = calls.find((known) => known.id === id);
      if (!call)
        throw refusal(
          "not_found",
          `no call ${id} is on the ledger`,
          "it may have been removed by the retention of the ledger",
        );
      return storyOf(call);
    },
    connectTestCall: async ({ stream }): Promise<TestCallReport> => {
      const plan = isFirstStart(stage)
        ? simulatedPlan(Date.now(), rng, true, "answered")
        : livedPlan(Date.now(), rng, "answered");
      const call = play(plan, calls, tell);
      await new Promise((done) => setTimeout(done, 1400));
      return {
        call,
        status: 200,
        text: stream ? "The points are set and the line is clear." : "The line is clear.",
        headers: [{ name: "x-pointsman-chain", value: plan.chain }],
      };
    },
  };
};
