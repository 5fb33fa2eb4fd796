//! Framing holds wherever the network splits.

use super::*;

/// Every frame with the word `hide` is hidden.
fn relay(pieces: &[&[u8]]) -> (Vec<Vec<u8>>, Vec<u8>, Vec<u8>) {
    let mut relay = Relay::default();
    let (mut frames, mut out) = (Vec::new(), Vec::new());
    for piece in pieces {
        let chunk = Bytes::copy_from_slice(piece);
        relay
            .push(&chunk, &mut out, |frame| {
                frames.push(frame.to_vec());
                let hide = frame.windows(4).any(|four| four == b"hide");
                Ok(if hide { Fate::Hide } else { Fate::Pass })
            })
            .unwrap();
    }
    assert!(out.iter().all(|bytes| !bytes.is_empty()));
    (frames, out.concat(), relay.take_held().to_vec())
}

fn trim(frame: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(frame).replace("\r\n", "\n");
    text.replace('\r', "\n").trim().as_bytes().to_vec()
}

/// Splits `stream` in two at every byte, and into single bytes: the same frames and output.
#[track_caller]
fn check(stream: &str, frames: &[&str], out: &str, held: &str) {
    let bytes = stream.as_bytes();
    let singles: Vec<&[u8]> = bytes.chunks(1).collect();
    let mut ways = vec![vec![bytes], singles];
    ways.extend((0..=bytes.len()).map(|at| vec![&bytes[..at], &bytes[at..]]));
    for way in ways {
        let (got, passed, tail) = relay(&way);
        let got: Vec<Vec<u8>> = got.iter().map(|frame| trim(frame)).collect();
        let want: Vec<Vec<u8>> = frames.iter().map(|frame| trim(frame.as_bytes())).collect();
        assert_eq!(got, want, "{way:?}");
        assert_eq!(String::from_utf8_lossy(&passed), out, "{way:?}");
        assert_eq!(String::from_utf8_lossy(&tail), held, "{way:?}");
    }
}

#[test]
fn frames_end_at_blank_lines_of_any_ending() {
    check(
        "data: a\n\ndata: b\n\n",
        &["data: a", "data: b"],
        "data: a\n\ndata: b\n\n",
        "",
    );
    check(
        "data: a\r\n\r\n: c\r\n\r\nid: 1",
        &["data: a", ": c"],
        "data: a\r\n\r\n: c\r\n\r\n",
        "id: 1",
    );
    check(
        "data: a\r\rdata: b\r\r",
        &["data: a", "data: b"],
        "data: a\r\rdata: b\r\r",
        "",
    );
    check(
        "data: a\r\n\n\ndata: b\n",
        &["data: a", ""],
        "data: a\r\n\n\n",
        "data: b\n",
    );
    check(
        "\n\ndata: é\n\n",
        &["", "", "data: é"],
        "\n\ndata: é\n\n",
        "",
    );
}

#[test]
fn a_hidden_frame_leaves_nothing_behind() {
    check(
        "data: a\n\ndata: hide\n\ndata: b\n\n",
        &["data: a", "data: hide", "data: b"],
        "data: a\n\ndata: b\n\n",
        "",
    );
    check(
        "data: hide\r\n\r\ndata: b\r\n\r\n",
        &["data: hide", "data: b"],
        "data: b\r\n\r\n",
        "",
    );
    check(
        "data: hide\r\r: x\r\r",
        &["data: hide", ": x"],
        ": x\r\r",
        "",
    );
}

#[test]
fn whole_frames_leave_as_slices_of_the_chunk_they_came_in() {
    let chunk = Bytes::from_static(b"data: a\n\ndata: b\n\ndata: hide\n\ndata: c\n\ndata: d");
    let mut out = Vec::new();
    Relay::default()
        .push(&chunk, &mut out, |frame| {
            Ok(if frame.ends_with(b"hide\n\n") {
                Fate::Hide
            } else {
                Fate::Pass
            })
        })
        .unwrap();
    assert_eq!(out, [&chunk[..18], &chunk[30..39]]);
    assert_eq!(out[0].as_ptr(), chunk.as_ptr());
    assert_eq!(out[1].as_ptr(), chunk[30..].as_ptr());
}

#[test]
fn what_came_before_a_failure_is_passed_on() {
    let chunk = Bytes::from_static(b"data: a\n\nbad\n\ndata: b\n\n");
    let mut out = Vec::new();
    let failed = Relay::default().push(&chunk, &mut out, |frame| match frame {
        b"bad\n\n" => Err(Failure::new(FailureKind::Malformed, "bad")),
        _ => Ok(Fate::Pass),
    });
    assert_eq!(failed.unwrap_err().kind, FailureKind::Malformed);
    assert_eq!(out, [&b"data: a\n\n"[..]]);
}

#[test]
fn a_frame_without_end_is_bounded() {
    let mut relay = Relay::default();
    let chunk = Bytes::from(vec![b'x'; 1 << 20]);
    let mut out = Vec::new();
    let failed = (0..17).find_map(|_| relay.push(&chunk, &mut out, |_| Ok(Fate::Pass)).err());
    assert_eq!(failed.map(|it| it.kind), Some(FailureKind::Malformed));
    assert!(out.is_empty() && relay.take_held().is_empty());
}

#[track_caller]
fn check_event(frame: &str, name: Option<&str>, data: Option<&str>, strange: bool) {
    let event = Event::read(frame.as_bytes());
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    assert_eq!(event.name.map(text).as_deref(), name);
    assert_eq!(event.data.map(|it| text(&it)).as_deref(), data);
    assert_eq!(event.strange, strange);
}

#[test]
fn reads_fields_as_the_standard_says() {
    check_event("data: a\n\n", None, Some("a"), false);
    check_event("data:a\r\n\r\n", None, Some("a"), false);
    check_event("data:  a \n\n", None, Some(" a "), false);
    check_event("data: a\ndata\ndata:b\n\n", None, Some("a\n\nb"), false);
    check_event(
        "event: error\rid: 7\rretry: 10\rdata: {}\r\r",
        Some("error"),
        Some("{}"),
        false,
    );
    check_event(": OPENROUTER PROCESSING\n\n", None, None, false);
    check_event("\u{feff}data: a\n\n", None, Some("a"), false);
    check_event("x-own: 1\n\n", None, None, false);
    check_event("upstream connect error\n\n", None, None, true);
    check_event("{\"a\":1}\n\n", None, None, true);
}
