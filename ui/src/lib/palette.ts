/** Something that the palette can do or lead to. */
export type Command = {
  readonly id: string;
  readonly label: string;
  /** Which heading it stands under. */
  readonly group: string;
  /** What it is also found by: ids, synonyms. */
  readonly words?: string;
  /** At the row's end: what it is, or its state. */
  readonly note?: string;
  /** The keys that do the same. */
  readonly keys?: string;
  /** Does something, rather than leading somewhere: `>` shows only these. */
  readonly acts?: boolean;
  readonly run: () => void;
};

/** What was typed: `>` asks for commands alone, `#` for calls by their id. */
export type Wanted = { readonly kind: "all" | "acts" | "call"; readonly text: string };

export function wantedOf(typed: string): Wanted {
  const text = typed.trim();
  if (text.startsWith(">")) return { kind: "acts", text: text.slice(1).trim().toLowerCase() };
  if (text.startsWith("#")) return { kind: "call", text: text.slice(1).trim().toLowerCase() };
  return { kind: "all", text: text.toLowerCase() };
}

/**
 * How well a command fits; 0 is not at all. Each word typed must be in it somewhere: best at the beginning of its
 * name, then at the beginning of one of its words.
 */
export function fitOf(command: Command, text: string): number {
  if (text === "") return 1;
  const label = command.label.toLowerCase();
  const all = `${label} ${command.words ?? ""} ${command.group}`.toLowerCase();
  let fit = label.startsWith(text) ? 100 : 0;
  for (const word of text.split(/\s+/)) {
    const at = all.indexOf(word);
    if (at < 0) return 0;
    const begins = at === 0 || /[\s/\-_.:]/.test(all[at - 1] ?? "");
    fit += (begins ? 10 : 2) + (at < label.length ? 3 : 0);
  }
  return fit;
}

export type Group = { readonly name: string; readonly commands: readonly Command[] };

/**
 * The commands that fit, under their headings. Headings keep their order, those with the best fit first once something
 * is typed; each shows at most `most`.
 */
export function groupsOf(commands: readonly Command[], text: string, most: number): readonly Group[] {
  const groups = new Map<string, { command: Command; fit: number }[]>();
  for (const command of commands) {
    const fit = fitOf(command, text);
    if (fit === 0) continue;
    const group = groups.get(command.group) ?? [];
    group.push({ command, fit });
    groups.set(command.group, group);
  }
  const sorted = [...groups].map(([name, found]) => {
    const best = [...found].sort((a, b) => b.fit - a.fit);
    return { name, best: best[0]?.fit ?? 0, commands: best.slice(0, most).map(({ command }) => command) };
  });
  if (text !== "") sorted.sort((a, b) => b.best - a.best);
  return sorted;
}
