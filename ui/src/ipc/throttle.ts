/** Runs `act` at once, then at most every `ms` while asked; what was asked meanwhile runs once at the end. */
export function throttle(
  act: () => void,
  ms: number,
): { readonly ask: () => void; readonly stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let asked = false;
  const rest = () => {
    timer = null;
    if (!asked) return;
    asked = false;
    run();
  };
  const run = () => {
    act();
    timer = setTimeout(rest, ms);
  };
  return {
    ask: () => {
      if (timer === null) run();
      else asked = true;
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      asked = false;
    },
  };
}
