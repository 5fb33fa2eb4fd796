//! What may be lost on the way, by the dialect that it is written in: from the specs, before any run.
//!
//! A loss that is not listed here fails the tests, and so does a difference that nobody lists.

use pointsman_wire::Dialect;
use pointsman_wire::canon::Feature;

/// What an answer may lose when it is written in a client's dialect.
pub fn in_answers(client: Dialect) -> &'static [Feature] {
    use Feature as F;
    match client {
        // One word for every end but four; usage without cache writes; citations by address only; no
        // average of log probabilities.
        Dialect::OpenaiChat => &[
            F::Citations,
            F::Finish,
            F::Usage,
            F::ServerTools,
            F::Unknown,
            F::Signatures,
            F::ServiceTier,
            F::Reasoning,
            F::State,
            F::Logprobs,
            F::Refusals,
        ],
        // One answer; usage without cache writes and audio; no ratings of safety.
        Dialect::OpenaiResponses => &[
            F::Choices,
            F::Citations,
            F::Finish,
            F::Usage,
            F::ServerTools,
            F::Unknown,
            F::Audio,
            F::Images,
            F::Logprobs,
            F::ServiceTier,
            F::Signatures,
            F::State,
            F::Refusals,
        ],
        // One answer, text and tools only; no log probabilities, no count of thought tokens; citations
        // only of its own search and of documents.
        Dialect::AnthropicMessages => &[
            F::Choices,
            F::Citations,
            F::Finish,
            F::Usage,
            F::ServerTools,
            F::Tools,
            F::Unknown,
            F::Audio,
            F::Images,
            F::Logprobs,
            F::Refusals,
            F::ServiceTier,
            F::Signatures,
            F::State,
            F::Documents,
            F::Video,
        ],
        // No words of refusal of their own, no cache writes; arguments that broke off are no object.
        Dialect::GeminiGenerate => &[
            F::Tools,
            F::Citations,
            F::Finish,
            F::Usage,
            F::ServerTools,
            F::Unknown,
            F::Refusals,
            F::ServiceTier,
            F::Signatures,
            F::Logprobs,
            F::Reasoning,
            F::State,
        ],
        Dialect::OpenaiCompletions
        | Dialect::OpenaiEmbeddings
        | Dialect::AnthropicCountTokens
        | Dialect::GeminiCountTokens
        | Dialect::CohereChatV2
        | Dialect::OllamaChat => &[],
    }
}
