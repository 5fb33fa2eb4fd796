//! Streams, hand-written after recordings.

mod sent;

use super::*;

/// Runs a stream of frames, whole and byte by byte, and tells what came of it.
#[track_caller]
fn check(stream: &str, hide: bool, choices: u64, out: &str, expected: &str) {
    let singles: Vec<&[u8]> = stream.as_bytes().chunks(1).collect();
    for pieces in [vec![stream.as_bytes()], singles] {
        let mut tap = ChatTap::new(hide);
        tap.expect_choices(choices);
        let mut got = Vec::new();
        let mut end = Ok(Seen::default());
        for piece in pieces {
            end = tap.push(Bytes::copy_from_slice(piece), &mut got);
            if end.is_err() {
                break;
            }
        }
        if end.is_ok() {
            end = tap.end(&mut got);
        }
        let end = match end {
            Ok(seen) => format!("whole, content {}", seen.content),
            Err(failure) => failure.to_string(),
        };
        let usage = tap.usage().and_then(|it| it.output).map(|it| it.0);
        let told = format!(
            "{end}; {:?} {} bytes {usage:?}",
            tap.model(),
            tap.text_bytes()
        );
        assert_eq!(told, expected);
        assert_eq!(String::from_utf8(got.concat()).unwrap(), out);
    }
}

/// A stream that passes as it is.
#[track_caller]
fn passes(stream: &str, expected: &str) {
    check(stream, false, 1, stream, expected);
}

fn say(text: &str) -> String {
    format!(
        "data: {{\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":null}}]}}\n\n"
    )
}

const STOP: &str =
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const USAGE: &str = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\n";
const DONE: &str = "data: [DONE]\n\n";

#[test]
fn a_stream_with_its_finish_is_whole_with_or_without_done() {
    passes(
        &format!("{}{STOP}{USAGE}{DONE}", say("hi")),
        "whole, content true; Some(\"m\") 2 bytes Some(2)",
    );
    passes(
        &format!("{}{STOP}", say("hi")),
        "whole, content true; Some(\"m\") 2 bytes None",
    );
    passes(
        &format!("{}{STOP}data: [DONE]", say("hi")),
        "whole, content true; Some(\"m\") 2 bytes None",
    );
    passes(
        &format!("{}{STOP}data: [DONE] \n", say("hi")),
        "whole, content true; Some(\"m\") 2 bytes None",
    );
    // Each line ending, comments, names, and a mark at the start.
    passes(
        &format!(
            "\u{feff}: OPENROUTER PROCESSING\r\n\r\n{}{}",
            say("hi").replace('\n', "\r\n"),
            STOP.replace('\n', "\r")
        ),
        "whole, content true; Some(\"m\") 2 bytes None",
    );
    passes(
        &format!(
            "event: message\nid: 3\n{}data:\n\n{}",
            say("é"),
            STOP.replace("data: ", "data:")
        ),
        "whole, content true; Some(\"m\") 2 bytes None",
    );
}

#[test]
fn a_stream_without_its_finish_is_cut() {
    let hi = say("hi");
    passes(
        &hi,
        "cut: the stream ended before its finish; Some(\"m\") 2 bytes None",
    );
    passes(
        "",
        "cut: the stream ended before it said anything; None 0 bytes None",
    );
    passes(
        ": processing\n\n",
        "cut: the stream ended before it said anything; None 0 bytes None",
    );
    check(
        &format!("{hi}data: {{\"choices\":[{{\"delta\":"),
        false,
        1,
        &hi,
        "cut: the stream broke off within an event; Some(\"m\") 2 bytes None",
    );
    // After the finish nothing is missing; the broken frame is left out.
    check(
        &format!("{hi}{STOP}data: {{\"choices\":[],\"usa"),
        false,
        1,
        &format!("{hi}{STOP}"),
        "whole, content true; Some(\"m\") 2 bytes None",
    );
    // Words that are no finish.
    let words = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"\"}]}\n\n";
    passes(
        words,
        "cut: the stream ended before its finish; None 1 bytes None",
    );
}

#[test]
fn a_finish_need_not_be_a_word() {
    for finish in ["\"STOP\"", "\"eos\"", "3", "true", "{\"type\":\"stop\"}"] {
        let stream = format!("data: {{\"choices\":[{{\"finish_reason\":{finish}}}]}}\n\n");
        passes(&stream, "whole, content false; None 0 bytes None");
    }
}

#[test]
fn done_before_the_finish_is_malformed() {
    let hi = say("hi");
    check(
        &format!("{hi}{DONE}"),
        false,
        1,
        &hi,
        "malformed: the stream says [DONE] before its finish; Some(\"m\") 2 bytes None",
    );
    check(
        DONE,
        false,
        1,
        "",
        "malformed: the stream says [DONE] before its finish; None 0 bytes None",
    );
}

#[test]
fn each_choice_must_finish() {
    let second = |finish: &str| {
        format!(
            "data: {{\"choices\":[{{\"index\":1,\"delta\":{{\"content\":\"b\"}},\"finish_reason\":{finish}}}]}}\n\n"
        )
    };
    let (hi, open, shut) = (say("hi"), second("null"), second("\"stop\""));
    passes(
        &format!("{hi}{open}{STOP}"),
        "cut: the stream ended before its finish; Some(\"m\") 3 bytes None",
    );
    check(
        &format!("{hi}{STOP}{shut}"),
        false,
        2,
        &format!("{hi}{STOP}{shut}"),
        "whole, content true; Some(\"m\") 3 bytes None",
    );
    // The second was asked for and never came: whole only if the provider says that it is done.
    let cut = format!("{hi}{STOP}");
    check(
        &cut,
        false,
        2,
        &cut,
        "cut: the stream ended before its finish; Some(\"m\") 2 bytes None",
    );
    let done = format!("{hi}{STOP}{DONE}");
    check(
        &done,
        false,
        2,
        &done,
        "whole, content true; Some(\"m\") 2 bytes None",
    );
    // One more chunk after the finish changes nothing.
    passes(
        &format!("{hi}{STOP}{hi}"),
        "whole, content true; Some(\"m\") 4 bytes None",
    );
}

#[test]
fn only_a_chunk_of_nothing_but_usage_is_hidden() {
    let hi = say("hi");
    let whole = format!("{hi}{STOP}{USAGE}{DONE}");
    check(
        &whole,
        true,
        1,
        &format!("{hi}{STOP}{DONE}"),
        "whole, content true; Some(\"m\") 2 bytes Some(2)",
    );
    let beside = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":7}}\n\n";
    check(
        &format!("{hi}{beside}"),
        true,
        1,
        &format!("{hi}{beside}"),
        "whole, content true; Some(\"m\") 2 bytes Some(7)",
    );
    let first = "data: {\"choices\":[],\"prompt_filter_results\":[],\"model\":\"\"}\n\n";
    check(
        &format!("{first}{hi}{STOP}"),
        true,
        1,
        &format!("{first}{hi}{STOP}"),
        "whole, content true; Some(\"m\") 2 bytes None",
    );
    let null = "data: {\"choices\":[],\"usage\":null}\n\n";
    check(
        &format!("{null}{hi}{STOP}"),
        true,
        1,
        &format!("{null}{hi}{STOP}"),
        "whole, content true; Some(\"m\") 2 bytes None",
    );
}

#[test]
fn the_last_usage_holds_and_is_never_summed() {
    let usage = |output: u32| {
        format!(
            "data: {{\"choices\":[{{\"delta\":{{\"content\":\"a\"}}}}],\"usage\":{{\"prompt_tokens\":1,\"completion_tokens\":{output}}}}}\n\n"
        )
    };
    passes(
        &format!("{}{}{}", usage(1), usage(5), STOP),
        "whole, content true; None 2 bytes Some(5)",
    );
    let aside = "data: {\"choices\":[],\"x_groq\":{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":9}}}\n\n";
    passes(
        &format!("{STOP}{aside}"),
        "whole, content false; None 0 bytes Some(9)",
    );
    passes(
        &format!("{STOP}{USAGE}{aside}"),
        "whole, content false; None 0 bytes Some(2)",
    );
    passes(
        &format!("{STOP}{aside}{USAGE}"),
        "whole, content false; None 0 bytes Some(2)",
    );
    let empty = "data: {\"choices\":[],\"usage\":{}}\n\n";
    passes(
        &format!("{STOP}{USAGE}{empty}"),
        "whole, content false; None 0 bytes Some(2)",
    );
}

#[test]
fn content_is_anything_that_a_client_could_act_on() {
    let deltas = [
        (r#"{"content":"a"}"#, true, 1),
        (r#"{"content":"","role":"assistant"}"#, false, 0),
        (r#"{"content":null,"refusal":null}"#, false, 0),
        (r#"{"reasoning_content":"ab"}"#, true, 2),
        (
            r#"{"reasoning":"ab","reasoning_details":[{"type":"reasoning.text","text":"ab"}]}"#,
            true,
            2,
        ),
        (
            r#"{"reasoning_details":[{"type":"reasoning.encrypted","data":"zz"}]}"#,
            true,
            0,
        ),
        (
            r#"{"tool_calls":[{"index":0,"id":"c","function":{"name":"add","arguments":""}}]}"#,
            true,
            3,
        ),
        (
            r#"{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}"#,
            true,
            2,
        ),
        (
            r#"{"tool_calls":null,"function_call":{"name":"f","arguments":"{}"}}"#,
            true,
            3,
        ),
        (r#"{"refusal":"no"}"#, true, 2),
        (r#"{"audio":{"id":"a","data":"AAAA"}}"#, true, 0),
        (
            r#"{"images":[{"type":"image_url","image_url":{"url":"data:…"}}]}"#,
            true,
            0,
        ),
        (r#"{"content":[{"type":"text","text":"abc"}]}"#, true, 3),
    ];
    for (delta, content, bytes) in deltas {
        let frame = format!("data: {{\"choices\":[{{\"delta\":{delta}}}]}}\n\n");
        let mut tap = ChatTap::new(false);
        let seen = tap.push(frame.into(), &mut Vec::new()).unwrap();
        assert_eq!(
            (seen.content, tap.text_bytes()),
            (content, bytes),
            "{delta}"
        );
    }
}

#[test]
fn an_error_in_the_stream_is_the_providers_failure() {
    let hi = say("hi");
    let frames = [
        (
            "data: {\"error\":{\"message\":\"down\",\"code\":502}}\n\n",
            "overloaded: down",
        ),
        (
            "event: error\ndata: {\"message\":\"slow\",\"code\":429}\n\n",
            "rate_limited: slow",
        ),
        (
            "data: {\"id\":\"x\",\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}],\"error\":{\"code\":\"server_error\",\"message\":\"gone\"}}\n\n",
            "overloaded: gone",
        ),
        (
            "data: {\"object\":\"error\",\"message\":\"prompt is too long\",\"code\":400}\n\n",
            "context_too_long: prompt is too long",
        ),
    ];
    for (frame, expected) in frames {
        let expected = format!("{expected}; Some(\"m\") 2 bytes None");
        check(&format!("{hi}{frame}{DONE}"), false, 1, &hi, &expected);
        // Its blank line may be missing.
        check(
            &format!("{hi}{}", frame.trim_end()),
            false,
            1,
            &hi,
            &expected,
        );
    }
    let sound = "data: {\"error\":null,\"choices\":[{\"finish_reason\":\"stop\"}]}\n\n";
    passes(sound, "whole, content false; None 0 bytes None");
}

#[test]
fn what_is_no_stream_at_all_is_told_apart() {
    let bodies = [
        (
            "<html>",
            "malformed: a page of HTML came in place of a stream",
        ),
        (
            "\n <!DOCTYPE html>\n\n",
            "malformed: a page of HTML came in place of a stream",
        ),
        (
            "{\"error\":{\"message\":\"no credit\",\"code\":402}}",
            "out_of_credit: no credit",
        ),
        (
            "{\n\n\"error\":{\"message\":\"no credit\",\"code\":402}}\n",
            "out_of_credit: no credit",
        ),
        (
            "[{\"error\":{\"message\":\"slow\",\"code\":429}}]",
            "rate_limited: slow",
        ),
        (
            "{\"choices\":[{\"message\":{\"content\":\"hi\"}}]}",
            "malformed: the provider answered whole though a stream was asked for",
        ),
        (
            "{\"choices\":[{\"mess",
            "cut: JSON came in place of a stream and broke off",
        ),
        (
            "{oops}",
            "malformed: what came in place of a stream is no event's and no JSON",
        ),
    ];
    for (body, expected) in bodies {
        let mut tap = ChatTap::new(false);
        let mut out = Vec::new();
        let pushed = tap.push(Bytes::from_static(body.as_bytes()), &mut out);
        let end = pushed.and_then(|_| tap.end(&mut out));
        assert_eq!(end.unwrap_err().to_string(), expected);
        assert!(out.is_empty(), "{body}");
    }
    check(
        "Bad gateway",
        false,
        1,
        "",
        "cut: the stream broke off within an event; None 0 bytes None",
    );
}

#[test]
fn a_hostile_stream_costs_no_memory() {
    let mut tap = ChatTap::new(false);
    let failed = (0..1_000).find_map(|index| {
        let frame = format!("data: {{\"choices\":[{{\"index\":{index}}}]}}\n\n");
        tap.push(frame.into(), &mut Vec::new()).err()
    });
    assert_eq!(failed.map(|it| it.kind), Some(FailureKind::Malformed));
    let mut tap = ChatTap::new(false);
    let piece = Bytes::from(vec![b' '; 1 << 20]);
    tap.push(Bytes::from_static(b"{"), &mut Vec::new()).unwrap();
    let failed = (0..17).find_map(|_| tap.push(piece.clone(), &mut Vec::new()).err());
    assert_eq!(failed.map(|it| it.kind), Some(FailureKind::Malformed));
}

#[test]
fn the_providers_own_error_is_kept_as_it_came_and_ours_is_not() {
    let complaint = |stream: &[u8]| {
        let mut tap = ChatTap::new(false);
        let pushed = stream.chunks(7).try_for_each(|it| {
            tap.push(Bytes::copy_from_slice(it), &mut Vec::new())
                .map(drop)
        });
        assert!(pushed.is_err());
        tap.complaint().cloned()
    };
    let named = b"event: error\ndata: {\"error\":{\"message\":\"no\",\"extra\":1}}\n\n";
    assert_eq!(complaint(named).as_deref(), Some(&named[..]));
    let plain = b"data: {\"error\":{\"message\":\"no\",\"code\":502}}\r\n\r\n";
    assert!(complaint(plain).is_some_and(|it| plain.starts_with(&it)));
    assert_eq!(complaint(b"data: {\"choices\":nonsense}\n\n"), None);
    assert_eq!(complaint(b"data: [DONE]\n\n"), None);
}
