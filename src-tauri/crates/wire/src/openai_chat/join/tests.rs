//! Streams that make another whole, hand-written.

use super::super::tap::ChatTap;
use crate::{Begins, Joint, Sent, Tap, Usage};
use bytes::Bytes;
use pointsman_units::Tokens;

/// Runs a stream behind `sent`, whole and byte by byte, and tells what the client gets.
#[track_caller]
fn check(sent: &str, begins: Begins, stream: &str, out: &str, expected: &str) {
    let singles: Vec<&[u8]> = stream.as_bytes().chunks(1).collect();
    for pieces in [vec![stream.as_bytes()], singles] {
        let mut tap = ChatTap::joined(Joint {
            sent: Sent {
                text: sent.to_owned(),
                id: Some("first".to_owned()),
                created: Some(7),
            },
            begins,
            spent: Usage {
                input: Some(Tokens(10)),
                output: Some(Tokens(5)),
                ..Usage::default()
            },
            hide_usage: false,
        });
        let mut got = Vec::new();
        let pushed = pieces
            .into_iter()
            .try_for_each(|piece| tap.push(Bytes::copy_from_slice(piece), &mut got).map(drop));
        let end = pushed.and_then(|()| tap.end(&mut got).map(drop));
        let told = match end {
            Ok(()) => format!("whole: {}", tap.sent().map_or("more", |sent| &sent.text)),
            Err(failure) => failure.to_string(),
        };
        assert_eq!(told, expected);
        assert_eq!(String::from_utf8(got.concat()).unwrap(), out);
    }
}

fn chunk(id: &str, created: u64, rest: &str) -> String {
    format!(
        "data: {{\"choices\":[{rest}],\"created\":{created},\"id\":\"{id}\",\"model\":\"b\"}}\n\n"
    )
}

fn says(id: &str, created: u64, text: &str) -> String {
    let delta =
        format!("{{\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":null,\"index\":0}}");
    chunk(id, created, &delta)
}

fn theirs(text: &str) -> String {
    says("second", 9, text)
}

fn ours(text: &str) -> String {
    says("first", 7, text)
}

const ROLE: &str = "data: {\"id\":\"second\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
const THOUGHT: &str = "data: {\"id\":\"second\",\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n";
const DONE: &str = "data: [DONE]\n\n";
const STOP: &str = "{\"delta\":{},\"finish_reason\":\"stop\",\"index\":0}";

#[test]
fn a_continuation_goes_on_under_the_first_id() {
    let stream = format!(
        ": hello\n\n{ROLE}{THOUGHT}{}{}{DONE}",
        theirs(" world"),
        chunk("second", 9, STOP)
    );
    let out = format!("{}{}{DONE}", ours(" world"), chunk("first", 7, STOP));
    check("Hello", Begins::Behind, &stream, &out, "whole: Hello world");
}

#[test]
fn a_second_beginning_is_taken_off_wherever_the_pieces_end() {
    let rest = format!("{}{DONE}", chunk("second", 9, STOP));
    let end = format!("{}{DONE}", chunk("first", 7, STOP));
    for pieces in [
        vec!["Grüße, ", "Welt"],
        vec!["Grüße, Welt"],
        vec!["G", "r", "ü", "ße,", " We", "lt"],
    ] {
        let stream: String = pieces.iter().map(|text| theirs(text)).collect();
        let mut out = String::new();
        let mut at = 0;
        for piece in pieces {
            let from = "Grüße".len().saturating_sub(at).min(piece.len());
            at += piece.len();
            let new = piece.get(from..).unwrap();
            if !new.is_empty() {
                out += &ours(new);
            }
        }
        check(
            "Grüße",
            Begins::Again,
            &format!("{ROLE}{stream}{rest}"),
            &format!("{out}{end}"),
            "whole: Grüße, Welt",
        );
    }
}

#[test]
fn what_does_not_fit_is_told_before_anything_of_it_is_passed_on() {
    let stop = chunk("second", 9, STOP);
    for (stream, what) in [
        (theirs("Hallo"), "does not begin with what was sent"),
        (
            theirs("Hel") + &theirs("p"),
            "does not begin with what was sent",
        ),
        (theirs("Hé"), "does not begin with what was sent"),
        (theirs("Hel") + &stop, "does not begin with what was sent"),
        (
            chunk(
                "second",
                9,
                "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0}]}}",
            ),
            "does not begin with what was sent",
        ),
        (
            chunk(
                "second",
                9,
                "{\"index\":0,\"delta\":{\"content\":[{\"text\":\"Hello\"}]}}",
            ),
            "ends before all that was sent",
        ),
    ] {
        let told = format!("diverged: the answer {what}");
        check("Hello", Begins::Again, &stream, "", &told);
    }
}

#[test]
fn a_provider_may_repeat_what_it_goes_on_from_or_not() {
    let (stop, end) = (chunk("second", 9, STOP), chunk("first", 7, STOP));
    for (pieces, new) in [
        (["Hello", " you"], vec![" you"]),
        (["Hel", "lo you"], vec![" you"]),
        ([" you", " all"], vec![" you", " all"]),
        (["Hel", "met"], vec!["Helmet"]),
    ] {
        let stream: String = pieces.into_iter().map(theirs).collect();
        let out: String = new.iter().map(|text| ours(text)).collect();
        check(
            "Hello",
            Begins::Perhaps(0),
            &format!("{stream}{stop}"),
            &format!("{out}{end}"),
            &format!("whole: Hello{}", new.concat()),
        );
    }
    let late = "{\"delta\":{\"content\":\"Hel\"},\"finish_reason\":\"stop\",\"index\":0}";
    check(
        "Hello",
        Begins::Perhaps(0),
        &format!("{}{stop}", theirs("Hel")),
        &chunk("first", 7, late),
        "whole: HelloHel",
    );
}

#[test]
fn white_space_that_a_provider_does_not_take_is_not_doubled() {
    let (stop, end) = (chunk("second", 9, STOP), chunk("first", 7, STOP));
    for (stream, new) in [("\\n\\nTwo", "Two"), ("Two", "Two"), ("\\n\\n", "")] {
        let out = match new {
            "" => String::new(),
            new => ours(new),
        };
        check(
            "One\n\n",
            Begins::Perhaps(3),
            &format!("{}{stop}", theirs(stream)),
            &format!("{out}{end}"),
            &format!("whole: One\n\n{new}"),
        );
    }
}

#[test]
fn what_stands_beside_the_text_says_nothing_and_is_kept_in_step() {
    // As Together sends it.
    let piece = |id: &str, created: u64, text: &str, token: u32| {
        chunk(
            id,
            created,
            &format!(
                "{{\"delta\":{{\"content\":\"{text}\",\"token_id\":{token}}},\"index\":0,\"text\":\"{text}\"}}"
            ),
        )
    };
    let stream = format!(
        "{}{}{}",
        piece("second", 9, "Hel", 1),
        piece("second", 9, "lo you", 2),
        chunk("second", 9, STOP)
    );
    let out = format!(
        "{}{}",
        piece("first", 7, " you", 2),
        chunk("first", 7, STOP)
    );
    check("Hello", Begins::Again, &stream, &out, "whole: Hello you");
}

#[test]
fn usage_is_the_sum_in_the_members_that_came() {
    let usage = |prompt, completion, total, reasoning| {
        format!(
            "data: {{\"choices\":[],\"usage\":{{\"completion_tokens\":{completion},\"completion_tokens_details\":{{\"reasoning_tokens\":{reasoning}}},\"prompt_tokens\":{prompt},\"total_tokens\":{total}}}}}\n\n"
        )
    };
    let stop = chunk("second", 9, STOP);
    check(
        "Hello",
        Begins::Behind,
        &format!("{stop}{}", usage(12, 3, 15, 0)),
        &format!("{}{}", chunk("first", 7, STOP), usage(22, 8, 30, 0)),
        "whole: Hello",
    );
}

#[test]
fn a_tool_called_behind_the_text_passes_and_ends_what_is_plain() {
    let call = "{\"delta\":{\"tool_calls\":[{\"index\":0}]},\"finish_reason\":null,\"index\":0}";
    let stream = format!(
        "{}{}{}",
        theirs("Hello"),
        chunk("second", 9, call),
        chunk("second", 9, STOP)
    );
    let out = format!("{}{}", chunk("first", 7, call), chunk("first", 7, STOP));
    check("Hello", Begins::Again, &stream, &out, "whole: more");
}

#[test]
fn a_joined_stream_that_is_cut_is_cut() {
    check(
        "Hello",
        Begins::Behind,
        &theirs(" wor"),
        &ours(" wor"),
        "cut: the stream ended before its finish",
    );
}
