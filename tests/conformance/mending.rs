//! Recorded streams cut at their frames and made whole: by themselves begun again, and by their own
//! rest. Whatever the provider, the client reads the same text once, under one id.

use crate::chance::Chance;
use crate::second_reading as second;
use bytes::Bytes;
use pointsman_tests::recordings;
use pointsman_wire::{Begins, Dialect, Joint, Sent, Usage, codec};
use serde_json::Value;

/// The text of the first choice, read the plain way.
fn text(stream: &str) -> String {
    let chunks = second::chunks(stream);
    let pieces = chunks.iter().filter_map(|chunk| {
        let delta = &chunk["choices"].get(0)?["delta"];
        delta["content"].as_str().map(str::to_owned)
    });
    pieces.collect()
}

fn ids(stream: &str) -> Vec<String> {
    let chunks = second::chunks(stream);
    let ids = chunks
        .iter()
        .filter_map(|chunk| chunk["id"].as_str().map(str::to_owned));
    let mut ids: Vec<String> = ids.collect();
    ids.dedup();
    ids
}

fn joined(name: &str, sent: &Sent, begins: Begins, pieces: &[&[u8]]) -> String {
    let mut tap = codec(Dialect::OpenaiChat).join(Joint {
        sent: sent.clone(),
        begins,
        spent: Usage::default(),
        hide_usage: false,
    });
    let mut out = Vec::new();
    for piece in pieces {
        let pushed = tap.push(Bytes::copy_from_slice(piece), &mut out);
        assert!(pushed.is_ok(), "{name} {begins:?} {sent:?}: {pushed:?}");
    }
    let seen = tap.end(&mut out).unwrap();
    assert!(seen.whole);
    String::from_utf8(out.concat()).unwrap()
}

#[test]
fn a_recorded_stream_that_is_cut_is_made_whole_by_itself() {
    let Some(all) = recordings::load("openai_chat") else {
        return;
    };
    let mut chance = Chance(4100);
    let (mut streams, mut cuts) = (0, 0);
    for recording in all
        .iter()
        .filter(|it| it.stream && it.response.status < 400)
    {
        let body = recording.response.body.as_slice();
        let Ok(stream) = std::str::from_utf8(body) else {
            continue;
        };
        let chunks: Vec<Value> = second::chunks(stream);
        if !second::is_whole(&chunks) || stream.contains("\r") {
            continue;
        }
        let name = recording.name();
        let whole = text(stream);
        let mut tap = codec(Dialect::OpenaiChat).tap(false);
        tap.keep_text();
        let mut at = 0;
        let before = cuts;
        for (frame, _) in second::frames(stream) {
            at += frame.len();
            let seen = tap
                .push(Bytes::copy_from_slice(frame.as_bytes()), &mut Vec::new())
                .unwrap();
            // What breaks behind its finish is whole. All cuts of all streams would take minutes.
            let take = !seen.whole && (cuts == before || chance.next().is_multiple_of(16));
            let Some(sent) = tap.sent().cloned().filter(|_| take) else {
                continue;
            };
            if cuts - before >= 4 {
                break;
            }
            cuts += 1;
            assert_eq!(sent.text, text(&stream[..at]), "{name}");
            let rest = &whole[sent.text.len()..];
            let again = chance.split(body);
            for (begins, pieces) in [
                (Begins::Again, again.clone()),
                (Begins::Perhaps(0), again),
                (Begins::Behind, vec![&body[at..]]),
            ] {
                let out = joined(&name, &sent, begins, &pieces);
                assert_eq!(text(&out), rest, "{name} {begins:?}");
                let first = sent.id.clone().filter(|_| !ids(&out).is_empty());
                assert_eq!(ids(&out), Vec::from_iter(first), "{name}");
            }
        }
        streams += usize::from(cuts > before);
    }
    assert!(streams > 50, "{streams}");
    recordings::say(&format!(
        "recordings replayed: {streams} streams cut in {cuts} places and made whole, 3 ways each"
    ));
}
