/** Adding, keying and removing an account. */
export const providerForms = {
  gallery: {
    title: "Add a provider",
    found: "found on this machine",
    needed: "needs a key",
    optional: "key optional",
    none: "no key",
    models: (count: number) => (count === 0 ? "any model" : `${count} models`),
    noMatch: (text: string) =>
      `No provider and no known model is called “${text}”. Custom takes any server that speaks OpenAI's dialect.`,
    find: "Find a provider or a model",
    foundModels: (count: number) => (count === 1 ? "answers with 1 model" : `answers with ${count} models`),
    has: (models: readonly string[], more: number) =>
      more === 0 ? `has ${models.join(", ")}` : `has ${models.join(", ")} and ${more} more`,
    group: {
      local: "On this machine",
      makers: "They make their models",
      hosts: "Hosts and gateways",
      custom: "Any other server",
    },
    failed: "The providers could not be listed.",
  },
  form: {
    title: (provider: string) => `Add ${provider}`,
    back: "All providers",
    name: "Name",
    nameHint: (name: string) => `Targets begin with it: ${name}/…`,
    optional: "optional",
    baseUrl: "Base URL",
    baseUrlExample: "http://127.0.0.1:8080/v1",
    baseUrlHint: "Only to go through a proxy or a region of your own.",
    baseUrlCustomHint: "Up to /v1, as an OpenAI client would take it.",
    keyFrom: "Where the key is",
    keychain: "Keychain",
    variable: "Environment variable",
    key: "Key",
    keyHint: "Goes to this system's keychain. It is not kept in this window.",
    keyGone: "The key was not kept here. Paste it again.",
    variableName: "Variable",
    variableHint: "Read when Pointsman starts. The form for machines without a keychain.",
    keysAt: "Keys are made at",
    keysAtCopy: "the address",
    submit: "Add account",
    failed: "The account was not added.",
    added: (name: string) => `${name} was added`,
  },
  problem: {
    nameTaken: (name: string) => `${name} exists already. Take another name.`,
    nameShape: "A name has no space and no slash. Try work-openai.",
    urlMissing:
      "This provider has no address of its own. Write where its server is, like http://127.0.0.1:8080/v1.",
    urlShape: "A base URL begins with http:// or https://.",
    keyMissing: "Paste the key, or name an environment variable.",
    keyShape: "A key has no space. Check what was pasted.",
    variableMissing: "Name the variable that holds the key.",
    variableShape:
      "Letters, digits and underscores, like OPENAI_API_KEY. The key itself does not belong here.",
  },
  keyDialog: {
    add: (account: string) => `Add a key for ${account}`,
    replace: (account: string) => `Replace the key of ${account}`,
    replaceNote: "The new key holds for the next call. The old one is forgotten.",
    submit: "Save key",
    failed: "The key was not saved.",
    saved: (account: string) => `The key of ${account} was saved`,
  },
  removeDialog: {
    title: (account: string) => `Remove ${account}`,
    unused: "No chain uses it. What it cost stays on the ledger.",
    breaks: (chains: readonly string[]) =>
      chains.length === 1
        ? `Chain ${chains[0] ?? ""} uses it and will skip its targets. A chain that has no other target fails.`
        : `Chains ${chains.slice(0, -1).join(", ")} and ${chains.at(-1) ?? ""} use it and will skip its targets. A chain that has no other target fails.`,
    key: "Its key is removed from the keychain; for a minute the account can be brought back with it. What it cost stays on the ledger.",
    stays: "What it cost stays on the ledger.",
    keep: "Keep it",
    submit: "Remove account",
    failed: "The account was not removed.",
    removed: (account: string) => `${account} was removed.`,
    undone: (account: string) => `${account} is back.`,
    notUndone: (account: string) => `${account} could not be brought back.`,
  },
} as const;
