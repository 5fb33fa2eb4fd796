import { installFake } from "./fake";
import { act } from "./press";
import { stageOf } from "./stage";

/**
 * The whole window on a made-up backend, to look at every page in every state without a build of the shell:
 * `npm run dev`, then `/dev/index.html?state=busy&theme=light#/live`. The product's bundle never holds it.
 */
const params = new URLSearchParams(window.location.search);
// The router would take the query for its own.
window.history.replaceState(null, "", window.location.pathname + window.location.hash);
const stage = stageOf(params);
localStorage.setItem("pointsman.theme", stage.theme);
localStorage.setItem("pointsman.density", stage.density);
installFake(stage);
await import("../src/app/main");
await new Promise((done) => setTimeout(done, 500));
await act(params.get("do") ?? "");
