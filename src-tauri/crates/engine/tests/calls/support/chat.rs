//! Bodies in OpenAI's dialect.

use bytes::Bytes;

/// A request.
pub fn request(model: &str, stream: bool) -> String {
    format!(
        r#"{{"model":"{model}","messages":[{{"role":"system","content":"Be brief."}},{{"role":"user","content":"Hello"}}],"stream":{stream},"user":"ann"}}"#
    )
}

/// A whole answer with 100 input and 50 output tokens.
pub fn whole() -> Bytes {
    Bytes::from_static(
        br#"{"id":"c1","object":"chat.completion","model":"m-1-0101","choices":[{"index":0,"message":{"role":"assistant","content":"Hi there"},"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150}}"#,
    )
}

/// A whole answer that does not say what it used.
pub fn whole_without_usage() -> Bytes {
    Bytes::from_static(
        br#"{"id":"c1","model":"m-1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi there"},"finish_reason":"stop"}]}"#,
    )
}

fn frame(rest: &str) -> Bytes {
    format!("data: {{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"m-1-0101\",{rest}}}\n\n").into()
}

/// The opening chunk, without content.
pub fn role() -> Bytes {
    frame(
        r#""choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]"#,
    )
}

pub fn says(text: &str) -> Bytes {
    frame(&format!(
        r#""choices":[{{"index":0,"delta":{{"content":"{text}"}},"finish_reason":null}}]"#
    ))
}

pub fn stop() -> Bytes {
    frame(r#""choices":[{"index":0,"delta":{},"finish_reason":"stop"}]"#)
}

/// The chunk with the usage: 100 in, 50 out.
pub fn usage() -> Bytes {
    frame(r#""choices":[],"usage":{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150}"#)
}

pub fn done() -> Bytes {
    Bytes::from_static(b"data: [DONE]\n\n")
}

/// An error in OpenAI's shape.
pub fn error(message: &str, code: &str) -> String {
    format!(r#"{{"error":{{"message":"{message}","type":"{code}","param":null,"code":"{code}"}}}}"#)
}

pub fn join(frames: &[Bytes]) -> String {
    frames
        .iter()
        .map(|frame| std::str::from_utf8(frame).unwrap())
        .collect()
}
