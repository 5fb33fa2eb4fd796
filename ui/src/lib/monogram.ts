/** Two letters for a provider, from its name: Anthropic An, OpenAI OA, DeepSeek DS, Amazon Bedrock AB, xAI xA. */
export function monogramOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean);
  const [first = "", second] = words;
  if (second) return `${first.charAt(0).toUpperCase()}${second.charAt(0).toUpperCase()}`;
  const humps = first.match(/[A-Z]/g) ?? [];
  if (/^[a-z]+[A-Z]/.test(first)) return `${first.charAt(0)}${humps[0] ?? ""}`;
  if (/^[A-Z][a-z]+[A-Z]/.test(first)) return `${humps[0] ?? ""}${humps[1] ?? ""}`;
  return `${first.charAt(0).toUpperCase()}${first.charAt(1).toLowerCase()}`;
}
