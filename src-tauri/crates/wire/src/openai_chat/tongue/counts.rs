//! Usage, written as the dialect has it: totals that hold their parts.

use crate::Usage;
use crate::canon::Pen;
use pointsman_units::Tokens;

/// Writes the member `usage`; nothing where neither total is known. A total that is not known is
/// written as 0, for clients read a number there.
pub fn write(usage: &Usage, pen: &mut Pen) {
    if usage.input.is_none() && usage.output.is_none() {
        return;
    }
    let count = |tokens: Option<Tokens>| tokens.map_or(0, |tokens| tokens.0);
    let (input, output) = (count(usage.input), count(usage.output));
    pen.key("usage").object();
    pen.key("prompt_tokens").count(input);
    pen.key("completion_tokens").count(output);
    pen.key("total_tokens").count(input.saturating_add(output));
    parts(
        "prompt_tokens_details",
        &[
            ("cached_tokens", usage.cached),
            // <https://openrouter.ai/docs/features/prompt-caching> (read 2026-11-22).
            ("cache_write_tokens", usage.cache_write),
            ("audio_tokens", usage.audio_in),
        ],
        pen,
    );
    parts(
        "completion_tokens_details",
        &[
            ("reasoning_tokens", usage.reasoning),
            ("audio_tokens", usage.audio_out),
        ],
        pen,
    );
    parts(
        "cache_creation",
        &[("ephemeral_1h_input_tokens", usage.cache_write_1h)],
        pen,
    );
    pen.end_object();
}

fn parts(key: &str, parts: &[(&str, Option<Tokens>)], pen: &mut Pen) {
    if parts.iter().all(|(_, tokens)| tokens.is_none()) {
        return;
    }
    pen.key(key).object();
    for (key, tokens) in parts {
        if let Some(tokens) = tokens {
            pen.key(key).count(tokens.0);
        }
    }
    pen.end_object();
}
