//! How to call the proxy from a tool that is not connected by a click. `{key}` stands where the key
//! goes; `auto` lets the policy choose. `tests/tools` runs those that are programs as they stand here.

use crate::views::connect::Snippet;

/// Id, title, language, what must be installed first, text.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
    &'static str,
);

macro_rules! text {
    ($name:literal) => {
        include_str!(concat!("../../../snippets/", $name))
    };
}

const ROWS: [Row; 12] = [
    ("curl", "curl", "sh", None, text!("curl.sh")),
    (
        "openai-python",
        "OpenAI SDK for Python",
        "python",
        Some("pip install openai"),
        text!("openai-python.py"),
    ),
    (
        "openai-node",
        "OpenAI SDK for Node",
        "javascript",
        Some("npm install openai"),
        text!("openai-node.mjs"),
    ),
    (
        "anthropic-python",
        "Anthropic SDK for Python",
        "python",
        Some("pip install anthropic"),
        text!("anthropic-python.py"),
    ),
    (
        "anthropic-node",
        "Anthropic SDK for Node",
        "javascript",
        Some("npm install @anthropic-ai/sdk"),
        text!("anthropic-node.mjs"),
    ),
    (
        "google-python",
        "Google Gen AI SDK for Python",
        "python",
        Some("pip install google-genai"),
        text!("google-python.py"),
    ),
    (
        "google-node",
        "Google Gen AI SDK for Node",
        "javascript",
        Some("npm install @google/genai"),
        text!("google-node.mjs"),
    ),
    (
        "langchain",
        "LangChain",
        "python",
        Some("pip install langchain-openai"),
        text!("langchain.py"),
    ),
    (
        "vercel-ai",
        "Vercel AI SDK",
        "javascript",
        Some("npm install ai @ai-sdk/openai-compatible"),
        text!("vercel-ai.mjs"),
    ),
    // https://docs.continue.dev/customize/model-providers/top-level/openai, read 2026-11-22
    ("continue", "Continue", "yaml", None, text!("continue.yaml")),
    // https://zed.dev/docs/ai/use-api-access, read 2026-11-22
    ("zed", "Zed", "json", None, text!("zed.json")),
    // https://docs.cline.bot/provider-config/openai-compatible, read 2026-11-22
    ("cline", "Cline", "text", None, text!("cline.txt")),
];

/// All of them, for a base URL that ends in `/v1`.
pub(super) fn all(base_url: &str) -> Vec<Snippet> {
    let root = base_url.strip_suffix("/v1").unwrap_or(base_url);
    let rows = ROWS.iter();
    rows.map(|(id, title, language, install, text)| Snippet {
        id: (*id).to_owned(),
        title: (*title).to_owned(),
        language: (*language).to_owned(),
        install: install.map(str::to_owned),
        text: text
            .trim_end()
            .replace("{base_url}", base_url)
            .replace("{root}", root),
    })
    .collect()
}
