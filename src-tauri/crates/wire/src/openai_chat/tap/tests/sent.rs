//! What the client has of a stream, and what it was spared.

use super::*;

#[test]
fn a_frame_that_may_have_held_content_and_cannot_be_read_is_malformed() {
    let hi = say("hi");
    let frames = [
        (
            "data: {\"choices\":[{]}\n\n",
            "an event of the stream is not JSON",
        ),
        (
            "data: [\"content\"]\n\n",
            "an event of the stream is no JSON object",
        ),
        ("a delta of old\n\n", "a line of the stream is no event's"),
        (
            "data: {\"id\":7,}\n\n",
            "an event of the stream is not JSON",
        ),
        (
            "data: NOT \"},\"finish_reason\":null}]}\n\n",
            "an event of the stream is not JSON",
        ),
        ("data: \0\0\0\0\n\n", "an event of the stream is not JSON"),
        (
            "data: {\"processing\":\n\n",
            "an event of the stream is not JSON",
        ),
    ];
    for (frame, what) in frames {
        let stream = format!("{hi}{frame}{STOP}");
        check(
            &stream,
            false,
            1,
            &hi,
            &format!("malformed: {what}; Some(\"m\") 2 bytes None"),
        );
    }
    let mut tap = ChatTap::new(false);
    let failed = tap.push(
        Bytes::from_static(b"data: {\"delta\":\"\xff\"}\n\n"),
        &mut Vec::new(),
    );
    assert_eq!(failed.unwrap_err().kind, FailureKind::Malformed);
}

#[test]
fn a_frame_that_held_no_content_and_cannot_be_read_is_left_out() {
    let hi = say("hi");
    for frame in [
        "data: 7\n\n",
        "data: upstream error\n\n",
        "upstream connect error\n\n",
        "data: {\"processing\":}\n\n",
    ] {
        check(
            &format!("{hi}{frame}{STOP}{DONE}"),
            false,
            1,
            &format!("{hi}{STOP}{DONE}"),
            "whole, content true; Some(\"m\") 2 bytes None",
        );
        check(
            &format!("{hi}{frame}"),
            false,
            1,
            &hi,
            "cut: the stream ended before its finish, and not all of it could be read; Some(\"m\") 2 bytes None",
        );
        check(
            frame,
            false,
            1,
            "",
            "malformed: nothing of the stream could be read; None 0 bytes None",
        );
    }
    let mut tap = ChatTap::new(false);
    let failed = (0..9).find_map(|_| tap.push("data: 7\n\n".into(), &mut Vec::new()).err());
    assert_eq!(failed.map(|it| it.kind), Some(FailureKind::Malformed));
    assert_eq!(tap.left_out(), 8);
}

#[test]
fn the_text_that_was_passed_on_is_kept_while_it_is_one_plain_text() {
    let sent = |frames: &[&str]| {
        let mut tap = ChatTap::new(false);
        tap.keep_text();
        let whole = Bytes::from(frames.concat());
        tap.push(whole, &mut Vec::new()).unwrap();
        // What lacks its blank line is not passed on.
        let _ = tap.end(&mut Vec::new());
        tap.sent().cloned()
    };
    let first = "data: {\"id\":\"i\",\"created\":7,\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
    let open = say(" more");
    let kept = sent(&[first, &say("Gr\\u00fc\\\"\\n"), &say("ße"), open.trim_end()]);
    assert_eq!(
        kept,
        Some(Sent {
            text: "Grü\"\nße".to_owned(),
            id: Some("i".to_owned()),
            created: Some(7)
        })
    );
    for more in [
        "{\"index\":0,\"delta\":{\"reasoning_content\":\"hm\"}}",
        "{\"index\":0,\"delta\":{\"content\":\"a\",\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]}}",
        "{\"index\":0,\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}}",
        "{\"index\":1,\"delta\":{\"content\":\"b\"}}",
        "{\"index\":0,\"delta\":{\"refusal\":\"no\"}}",
    ] {
        let frame = format!("data: {{\"choices\":[{more}]}}\n\n");
        assert_eq!(sent(&[first, &say("hi"), &frame]), None, "{more}");
    }
    assert_eq!(sent(&[first]), None, "no text yet");
    let much = say(&"x".repeat(5 << 20));
    assert_eq!(sent(&[&much, &much]), None, "more than is kept");
}
