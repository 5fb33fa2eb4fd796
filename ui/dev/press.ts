/**
 * Plays a person, so that a picture can be taken of what opens: `?do=key:j;key:Alt-ArrowDown;click:Send a call`.
 * `axe` writes below the page what it finds wrong there, contrast included.
 * A key goes to what has the focus, and so does `type:…`; a click to the last button, tab, link or row whose name begins so.
 */
export async function act(script: string): Promise<void> {
  for (const step of script.split(";").filter(Boolean)) {
    await new Promise((done) => setTimeout(done, 120));
    const [kind = "", ...rest] = step.split(":");
    const what = rest.join(":");
    if (kind === "key") press(what);
    if (kind === "click") named(what)?.click();
    if (kind === "focus") named(what)?.focus();
    if (kind === "type") write(what);
    if (kind === "axe") await readAloud();
    if (kind === "wait") await new Promise((done) => setTimeout(done, Number(what)));
  }
}

function press(keys: string): void {
  const held = keys.split("-");
  const key = held.pop() ?? "";
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(
    new KeyboardEvent("keydown", {
      key,
      altKey: held.includes("Alt"),
      ctrlKey: held.includes("Ctrl"),
      shiftKey: held.includes("Shift"),
      bubbles: true,
      cancelable: true,
    }),
  );
}

async function readAloud(): Promise<void> {
  const { default: axe } = await import("axe-core");
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  const report = document.createElement("pre");
  report.id = "axe";
  report.textContent = violations
    .flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${any[0]?.message ?? ""} ${html}`))
    .join("\n");
  document.body.append(report);
}

/** React listens to the setter's event, not to the property. */
function write(text: string): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement)) return;
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function named(name: string): HTMLElement | undefined {
  const all = document.querySelectorAll<HTMLElement>(
    "button, a, label, input, textarea, [role=row], [tabindex]",
  );
  return [...all].findLast((element) =>
    (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().startsWith(name),
  );
}
