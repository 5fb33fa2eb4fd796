/**
 * A message of the house, which begins small and ends bare, as a sentence of a page. A first word that is a name
 * (`ledger.db`, `gpt-5`, `OPENAI_API_KEY`, `routes.toml:3`) keeps its letters.
 */
export function asSentence(text: string): string {
  const bare = text.trim();
  if (bare === "") return "";
  const [first = ""] = bare.split(/\s/, 1);
  const word = /^[a-z]+['’]?[a-z]*[,;:]?$/.test(first);
  const begun = word ? `${bare.charAt(0).toUpperCase()}${bare.slice(1)}` : bare;
  return /[.!?…]["'”’)]?$/.test(begun) ? begun : `${begun}.`;
}
