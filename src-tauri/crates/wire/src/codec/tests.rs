//! What holds for the codec of every dialect.

use super::*;
use crate::canon::{Event, Piece};

const CHAT: &str = r#"data: {"choices":[{"index":0,"delta":{"content":"x \ud83d tail"}}]}

data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

data: [DONE]

"#;
const MESSAGES: &str = r#"data: {"type":"message_start","message":{"id":"i","content":[]}}

data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x \ud83d tail"}}

data: {"type":"content_block_stop","index":0}

data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}

data: {"type":"message_stop"}

"#;
const GEMINI: &str = r#"data: {"candidates":[{"content":{"parts":[{"text":"x \ud83d tail"}]},"finishReason":"STOP"}]}

"#;
const RESPONSES: &str = r#"data: {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"x \ud83d tail"}

data: {"type":"response.completed","response":{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"x \ud83d tail"}]}]}}

"#;
const COHERE: &str = r#"data: {"type":"message-start","id":"i"}

data: {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}

data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"x \ud83d tail"}}}}

data: {"type":"content-end","index":0}

data: {"type":"message-end","delta":{"finish_reason":"COMPLETE"}}

"#;
const OLLAMA: &str = r#"{"message":{"content":"x \ud83d tail"},"done":false}
{"message":{"content":""},"done":true,"done_reason":"stop"}
"#;

#[test]
fn half_a_surrogate_pair_in_a_stream_that_crosses_is_heard_as_the_mark_for_one() {
    for (dialect, stream) in [
        (Dialect::OpenaiChat, CHAT),
        (Dialect::AnthropicMessages, MESSAGES),
        (Dialect::GeminiGenerate, GEMINI),
        (Dialect::OpenaiResponses, RESPONSES),
        (Dialect::CohereChatV2, COHERE),
        (Dialect::OllamaChat, OLLAMA),
    ] {
        let mut reader = codec(dialect).tongue().unwrap().reader(1);
        let mut events = Vec::new();
        reader.push(Bytes::from(stream), &mut events).unwrap();
        reader.end(&mut events).unwrap();
        let mut words = String::new();
        for event in events {
            if let Event::Piece(_, Piece::Text(text)) = event {
                words.push_str(&text);
            }
        }
        assert_eq!(words, "x \u{fffd} tail", "{dialect:?}");
    }
}

#[test]
fn half_a_surrogate_pair_in_a_verbatim_stream_passes_as_it_was_written() {
    for (dialect, stream) in [
        (Dialect::OpenaiChat, CHAT),
        (Dialect::AnthropicMessages, MESSAGES),
        (Dialect::GeminiGenerate, GEMINI),
        (Dialect::OpenaiResponses, RESPONSES),
    ] {
        let mut tap = codec(dialect).tap(false);
        let mut out = Vec::new();
        tap.push(Bytes::from(stream), &mut out).unwrap();
        let seen = tap.end(&mut out).unwrap();
        assert!(seen.whole && seen.content, "{dialect:?}");
        assert_eq!(out.concat(), stream.as_bytes(), "{dialect:?}");
    }
}

#[test]
fn half_a_surrogate_pair_in_a_whole_answer_is_counted_as_the_mark_for_one() {
    for (dialect, answer) in [
        (
            Dialect::OpenaiChat,
            r#"{"choices":[{"message":{"content":"\ud83d"},"finish_reason":"stop"}]}"#,
        ),
        (
            Dialect::AnthropicMessages,
            r#"{"type":"message","content":[{"type":"text","text":"\ud83d"}],"stop_reason":"end_turn"}"#,
        ),
        (
            Dialect::GeminiGenerate,
            r#"{"candidates":[{"content":{"parts":[{"text":"\ud83d"}]},"finishReason":"STOP"}]}"#,
        ),
        (
            Dialect::OpenaiResponses,
            r#"{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"\ud83d"}]}]}"#,
        ),
    ] {
        let whole = codec(dialect).read_whole(answer.as_bytes()).unwrap();
        assert_eq!(whole.text_bytes, 3, "{dialect:?}");
    }
}
