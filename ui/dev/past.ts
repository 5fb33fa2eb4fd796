import type { CallState, CallView } from "../src/ipc/bindings";
import { draw, livedPlan, seeded, simulatedPlan } from "./calls";
import type { Stage } from "./stage";

export const rng = seeded(7);

function past(stage: Stage): CallView[] {
  if (stage.state === "empty") return [];
  if (stage.state === "simulated") {
    return [2_000, 31_000, 38_000].map((ago, i) =>
      draw(simulatedPlan(stage.now - ago, rng, i !== 1, "answered"), rng),
    );
  }
  const states: CallState[] = ["waiting", "streaming", "streaming"];
  return Array.from({ length: 2400 }, (_, i) => {
    const roll = rng();
    const settled: CallState =
      roll < 0.05 ? "failed" : roll < 0.08 ? "cancelled" : roll < 0.085 ? "interrupted" : "answered";
    const at =
      i < 3
        ? stage.now - 900 * (i + 1)
        : stage.now - 3_000 - Math.floor((i + rng()) * 4_300 * (1 + (i / 300) ** 2));
    return draw(livedPlan(at, rng, states[i] ?? settled), rng);
  }).sort((a, b) => (a.id < b.id ? 1 : -1));
}

let made: CallView[] | null = null;

/** Every call of the stage, newest first: one list for each word that tells of calls. */
export function callsOf(stage: Stage): CallView[] {
  made ??= past(stage);
  return made;
}
