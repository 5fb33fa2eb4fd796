//! Complaints in the shapes of many providers. Those marked "docs" are from their documentation,
//! the rest is hand-written after recordings.

use super::*;

#[track_caller]
fn check(status: u16, body: &str, expected: &str) {
    let failure = read(status, &HeaderMap::new(), body.as_bytes());
    assert_eq!(failure.status, Some(status));
    assert_eq!(told(&failure), expected);
}

#[track_caller]
fn check_in_answer(body: &str, expected: &str) {
    let failure = read_in_answer(body.as_bytes());
    assert_eq!(failure.status, None);
    assert_eq!(told(&failure), expected);
}

fn told(failure: &Failure) -> String {
    match failure.retry_after {
        None => failure.to_string(),
        Some(wait) => format!("{failure} (wait {wait:?})"),
    }
}

#[test]
fn codes_come_before_words() {
    check(
        429,
        r#"{"error":{"message":"You exceeded your current quota, please check your plan.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"#,
        "out_of_credit: You exceeded your current quota, please check your plan.",
    );
    // docs: https://ai.google.dev/gemini-api/docs/openai, an array, and the same words for a limit.
    check(
        429,
        r#"[{"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"28s"}]}}]"#,
        "rate_limited: You exceeded your current quota, please check your plan and billing details. (wait 28s)",
    );
    check(
        400,
        r#"[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}]"#,
        "auth: API key not valid. Please pass a valid API key.",
    );
    check(
        400,
        r#"{"error":{"message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#,
        "context_too_long: This model's maximum context length is 8192 tokens.",
    );
    check(
        400,
        r#"{"error":{"message":"Output data may contain inappropriate content.","type":"data_inspection_failed","param":null,"code":"data_inspection_failed"}}"#,
        "refused: Output data may contain inappropriate content.",
    );
    check(
        400,
        r#"{"error":{"inner_error":{},"code":"content_filter","message":"The response was filtered","innererror":{"code":"ResponsibleAIPolicyViolation"}}}"#,
        "refused: The response was filtered",
    );
}

#[test]
fn a_limit_that_one_request_breaks_alone_is_a_context_too_long() {
    check(
        413,
        r#"{"error":{"message":"Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000","type":"tokens","code":"rate_limit_exceeded"}}"#,
        "context_too_long: Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000",
    );
    check(
        413,
        "",
        "context_too_long: the provider answered 413 and said nothing",
    );
    check(
        429,
        r#"{"error":{"message":"Rate limit reached for x: Limit 3, Used 3. Please try again in 20s.","type":"requests","code":"rate_limit_exceeded"}}"#,
        "rate_limited: Rate limit reached for x: Limit 3, Used 3. Please try again in 20s. (wait 20s)",
    );
}

#[test]
fn statuses_speak_where_codes_do_not() {
    check(401, r#"{"detail":"Unauthorized"}"#, "auth: Unauthorized");
    check(
        402,
        r#"{"error":{"message":"Insufficient Balance","type":"unknown_error"}}"#,
        "out_of_credit: Insufficient Balance",
    );
    check(403, "", "auth: the provider answered 403 and said nothing");
    check(404, r#"{"detail":"Not Found"}"#, "no_such_model: Not Found");
    check(
        408,
        "",
        "overloaded: the provider answered 408 and said nothing",
    );
    check(
        429,
        "{}",
        "rate_limited: the provider answered 429 and said nothing",
    );
    check(500, "oops", "overloaded: oops");
    check(
        501,
        "",
        "unsupported: the provider answered 501 and said nothing",
    );
    check(
        503,
        r#"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#,
        "overloaded: Loading model",
    );
    check(
        529,
        r#"{"error":{"type":"overloaded_error","message":"Overloaded"}}"#,
        "overloaded: Overloaded",
    );
    check(
        418,
        "",
        "bad_request: the provider answered 418 and said nothing",
    );
}

#[test]
fn words_are_read_within_their_status() {
    check(
        429,
        r#"{"error":{"message":"Insufficient balance or no resource package. Please recharge.","code":"1113"}}"#,
        "out_of_credit: Insufficient balance or no resource package. Please recharge.",
    );
    check(
        403,
        r#"{"error":"Your newly created team doesn't have any credits yet."}"#,
        "out_of_credit: Your newly created team doesn't have any credits yet.",
    );
    check(
        403,
        r#"{"error":{"code":"unsupported_country_region_territory","message":"Country, region, or territory not supported"}}"#,
        "unsupported: Country, region, or territory not supported",
    );
    check(
        400,
        r#"{"error":{"message":"Content Exists Risk","code":"invalid_request_error"}}"#,
        "refused: Content Exists Risk",
    );
    check(
        400,
        r#"{"error":{"message":"User location is not supported for the API use.","status":"FAILED_PRECONDITION"}}"#,
        "unsupported: User location is not supported for the API use.",
    );
    check(
        400,
        r#"{"error":{"message":"Access denied, please make sure your account is in good standing.","code":"Arrearage"}}"#,
        "out_of_credit: Access denied, please make sure your account is in good standing.",
    );
    check(
        400,
        r#"{"error":{"message":"Range of input length should be [1, 30720]","code":"invalid_parameter_error"}}"#,
        "context_too_long: Range of input length should be [1, 30720]",
    );
    check(
        400,
        r#"{"error":{"message":"max_tokens is too large: 9. This is allowed: 8"}}"#,
        "bad_request: max_tokens is too large: 9. This is allowed: 8",
    );
    check(
        500,
        r#"{"error":{"message":"the request exceeds the available context size"}}"#,
        "context_too_long: the request exceeds the available context size",
    );
    check(
        503,
        r#"{"error":{"message":"context size? no, we are down"}}"#,
        "overloaded: context size? no, we are down",
    );
    check(
        429,
        r#"{"error":{"code":"insufficient_quota","message":"Allocated quota exceeded, please increase your quota limit."}}"#,
        "rate_limited: Allocated quota exceeded, please increase your quota limit.",
    );
}

#[test]
fn what_echoes_the_prompt_is_not_read() {
    check(
        400,
        r#"{"error":{"message":"bad tool","failed_generation":"maximum context length, insufficient balance"},"prompt":"content policy"}"#,
        "bad_request: bad tool",
    );
    check(
        422,
        r#"{"detail":[{"loc":["body","messages",0,"content"],"msg":"field required","type":"missing","input":"maximum context length"},{"msg":"two"}]}"#,
        "bad_request: body.messages.0.content: field required; two",
    );
}

#[test]
fn the_provider_behind_a_gateway_is_heard() {
    check(
        403,
        r#"{"error":{"code":403,"message":"Provider returned error","metadata":{"provider_name":"x","raw":"{\"code\":\"no\",\"error\":\"Content violates usage guidelines.\"}"}}}"#,
        "refused: Provider returned error: Content violates usage guidelines.",
    );
    check(
        400,
        r#"{"error":{"code":400,"message":"Provider returned error","metadata":{"raw":"plain words"}}}"#,
        "bad_request: Provider returned error: plain words",
    );
    check(
        403,
        r#"{"error":{"code":403,"message":"Your input was blocked","metadata":{"reasons":["violence"],"flagged_input":"…"}}}"#,
        "refused: Your input was blocked",
    );
    let nested = (0..200).fold("\"deep\"".to_owned(), |inner, _| format!("[{inner}]"));
    check(
        400,
        &format!("{{\"error\":{nested}}}"),
        &format!("bad_request: {{\"error\":{nested}}}"),
    );
}

#[test]
fn what_is_no_json_is_told_shortly() {
    check(
        502,
        "<html><head><title>502 Bad Gateway</title></head>…",
        "overloaded: a page of HTML titled \"502 Bad Gateway\"",
    );
    check(403, "<!DOCTYPE html>", "auth: a page of HTML");
    check(
        404,
        "404 page not found\n",
        "no_such_model: 404 page not found",
    );
    let long = read(500, &HeaderMap::new(), "word ".repeat(9_000).as_bytes());
    assert_eq!(long.message.chars().count(), MOST + 1);
}

#[test]
fn keys_in_messages_are_masked() {
    check(
        401,
        r#"{"error":{"message":"Incorrect API key provided: sk-proj-abc. You can find…","code":"invalid_api_key"}}"#,
        "auth: Incorrect API key provided: [masked] You can find…",
    );
}

#[test]
fn headers_tell_the_wait_before_words_do() {
    let mut headers = HeaderMap::new();
    headers.insert("retry-after", http::HeaderValue::from_static("3"));
    let body = br#"{"error":{"message":"Please try again in 20s"}}"#;
    assert_eq!(
        read(429, &headers, body).retry_after,
        Some(Duration::from_secs(3))
    );
    assert_eq!(read(400, &HeaderMap::new(), body).retry_after, None);
}

#[test]
fn an_error_within_an_answer_is_read_by_what_it_tells() {
    check_in_answer(
        r#"{"error":{"message":"Upstream is down","code":502}}"#,
        "overloaded: Upstream is down",
    );
    check_in_answer(
        r#"{"error":{"message":"slow down","code":"429"}}"#,
        "rate_limited: slow down",
    );
    check_in_answer(
        r#"{"error":{"message":"The server had an error","type":"server_error","code":null}}"#,
        "overloaded: The server had an error",
    );
    check_in_answer(
        r#"{"error":{"message":"no such thing","type":"invalid_request_error"}}"#,
        "bad_request: no such thing",
    );
    check_in_answer(
        r#"{"error":{"code":"tool_use_failed","message":"Failed to call a function.","status_code":400}}"#,
        "malformed: Failed to call a function.",
    );
    check_in_answer(
        r#"{"error":"Rate limit reached"}"#,
        "rate_limited: Rate limit reached",
    );
    check_in_answer(
        r#"{"object":"error","message":"prompt is too long","code":40303}"#,
        "context_too_long: prompt is too long",
    );
    check_in_answer(
        r#"{"error":{}}"#,
        "overloaded: the provider sent an error in place of the answer and said nothing",
    );
}
