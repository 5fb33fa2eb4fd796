//! `routes.toml`: what it says, what it gets wrong, and how it is changed.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's report"
)]

mod edits;
mod reads;

use pointsman_engine::policy::Policy;

const FILE: &str = r#"# Our routes.
version = 1
default = "auto" # everyday work

# Small things first.
[chain.auto]
deadline = { connect = "2s", total = "5m" }
retries = 1 # enough
steps = [
  # the cheap one
  { targets = ["openai/gpt-5-mini"] }, # fast
  { targets = ["mistral/mistral-large-latest", "work/deepseek-chat"], pick = "ordered" },
  # last resort
  { targets = ["openrouter/anthropic/claude-sonnet"] }, # dear
]

[chain.tables]

[[chain.tables.steps]]
# first
targets = ["openai/a"]

[[chain.tables.steps]]
# second
targets = ["openai/b"]

[[test]]
request = { project = "web" }
expect = "chain/auto"
"#;

fn targets(text: &str, chain: &str) -> Vec<String> {
    let policy = Policy::parse(text).unwrap();
    let chain = policy.chain(chain).unwrap();
    chain.targets().map(ToString::to_string).collect()
}
