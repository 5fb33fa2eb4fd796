//! Streams pass through the tap byte for byte, however the network splits them.

use crate::chance::Chance;
use crate::second_reading as second;
use bytes::Bytes;
use pointsman_tests::recordings::{self, Fidelity, Recording};
use pointsman_wire::{Dialect, Failure, FailureKind, PathSays, Seen, Usage, codec};
use std::collections::BTreeMap;

/// Recorded streams that are not whole, each with what must be said of it.
const BROKEN: [(&str, FailureKind); 3] = [
    // `event: error` after some reasoning: the model's tool call did not fit the schema.
    ("groq/29ca74b9a8fc8c61", FailureKind::Malformed),
    // The only event is an error of code 502.
    ("openrouter/32c43a2331b565b2", FailureKind::Overloaded),
    // Claude behind this gateway: no choice ever has a finish reason, and then comes [DONE].
    ("snowflake/f5c98ac357875222", FailureKind::Malformed),
];

#[derive(Debug, PartialEq)]
struct Told {
    out: Vec<u8>,
    end: Result<Seen, Failure>,
    usage: Option<Usage>,
    model: Option<String>,
    text_bytes: u64,
}

fn run(pieces: &[&[u8]], choices: u64, hide_usage: bool) -> Told {
    let mut tap = codec(Dialect::OpenaiChat).tap(hide_usage);
    tap.expect_choices(choices);
    let mut out = Vec::new();
    let mut end = Ok(Seen::default());
    for piece in pieces {
        let before = end.as_ref().ok().copied();
        end = tap.push(Bytes::copy_from_slice(piece), &mut out);
        let Ok(seen) = &end else { break };
        assert!(
            seen.content >= before.unwrap().content,
            "content was unseen"
        );
    }
    if end.is_ok() {
        end = tap.end(&mut out);
    }
    Told {
        out: out.concat(),
        end,
        usage: tap.usage(),
        model: tap.model().map(str::to_owned),
        text_bytes: tap.text_bytes(),
    }
}

fn streams() -> Option<Vec<Recording>> {
    let all = recordings::load("openai_chat")?;
    Some(
        all.into_iter()
            .filter(|it| it.stream && it.response.status < 400)
            .collect(),
    )
}

fn choices(recording: &Recording) -> u64 {
    let body = recording
        .request
        .body
        .as_ref()
        .map(|it| it.get().as_bytes());
    let peek = body.and_then(|body| {
        codec(Dialect::OpenaiChat)
            .peek(body, &PathSays::default())
            .ok()
    });
    peek.and_then(|it| it.choices).unwrap_or(1)
}

#[test]
fn every_recorded_stream_passes_byte_for_byte_wherever_it_is_split() {
    let Some(streams) = streams() else { return };
    let mut chance = Chance(4100);
    let mut by_fidelity: BTreeMap<Fidelity, usize> = BTreeMap::new();
    let mut broken = Vec::new();
    for recording in &streams {
        let name = recording.name();
        let body = recording.response.body.as_slice();
        let n = choices(recording);
        let told = run(&[body], n, false);
        let mut splits: Vec<Vec<&[u8]>> = (0..4).map(|_| chance.split(body)).collect();
        if let Some(chunks) = &recording.response.chunks {
            splits.push(chunks.iter().map(Vec::as_slice).collect());
        }
        for split in splits {
            assert_eq!(run(&split, n, false), told, "{name}");
        }
        match &told.end {
            Ok(seen) => {
                assert!(told.out == body, "{name} was changed");
                assert!(seen.whole, "{name}");
            }
            Err(failure) => {
                assert!(body.starts_with(&told.out), "{name} was changed");
                broken.push((name, failure.kind));
            }
        }
        *by_fidelity.entry(recording.fidelity).or_default() += 1;
    }
    let expected: Vec<_> = BROKEN.map(|(name, kind)| (name.to_owned(), kind)).into();
    assert_eq!(broken, expected);
    recordings::say(&format!(
        "recordings replayed: {} streams through the tap, 5 ways each {by_fidelity:?}",
        streams.len()
    ));
}

#[test]
fn every_recorded_stream_is_read_as_a_second_reading_does() {
    let Some(streams) = streams() else { return };
    let (mut with_usage, mut silent) = (0, 0);
    for recording in &streams {
        let name = recording.name();
        let body = std::str::from_utf8(&recording.response.body).unwrap();
        let chunks = second::chunks(body);
        let told = run(&[body.as_bytes()], choices(recording), false);
        let is_broken = BROKEN.iter().any(|(broken, _)| *broken == name);
        assert_eq!(second::is_whole(&chunks), !is_broken, "{name}");
        assert_eq!(told.end.is_ok(), !is_broken, "{name}");
        assert_eq!(
            told.usage,
            second::usage(&recording.provider, &chunks),
            "{name}"
        );
        assert_eq!(told.model.as_deref(), second::model(&chunks), "{name}");
        assert_eq!(told.text_bytes, second::text_bytes(&chunks), "{name}");
        match told.end {
            Ok(seen) if !seen.content => silent += 1,
            Ok(_) => assert!(told.text_bytes > 0, "{name}"),
            Err(_) => {}
        }
        with_usage += usize::from(told.usage.is_some());
    }
    recordings::say(&format!(
        "recordings replayed: {} streams read twice, {with_usage} with usage, {silent} whole without content",
        streams.len()
    ));
}

#[test]
fn only_the_chunk_that_we_asked_for_is_hidden() {
    let Some(streams) = streams() else { return };
    let mut chance = Chance(1868);
    let mut hidden = 0;
    for recording in &streams {
        let body = std::str::from_utf8(&recording.response.body).unwrap();
        let kept = second::frames(body).into_iter().filter(|(_, data)| {
            let chunk: Option<serde_json::Value> = data
                .as_deref()
                .and_then(|data| serde_json::from_str(data).ok());
            let is_usage = chunk.is_some_and(|it| {
                it["usage"].is_object() && it["choices"].as_array().is_none_or(Vec::is_empty)
            });
            hidden += usize::from(is_usage);
            !is_usage
        });
        let kept: String = kept.map(|(frame, _)| frame).collect();
        for split in [vec![body.as_bytes()], chance.split(body.as_bytes())] {
            let told = run(&split, choices(recording), true);
            let out = std::str::from_utf8(&told.out).unwrap();
            match told.end {
                Ok(_) => assert!(out == kept, "{}", recording.name()),
                Err(_) => assert!(kept.starts_with(out), "{}", recording.name()),
            }
        }
    }
    recordings::say(&format!(
        "recordings replayed: {} streams with usage hidden, {hidden} chunks hidden",
        streams.len()
    ));
}

#[test]
fn a_stream_that_is_cut_anywhere_before_its_finish_is_never_whole() {
    let Some(streams) = streams() else { return };
    let mut chance = Chance(7);
    let mut cuts = 0;
    for recording in &streams {
        let body = std::str::from_utf8(&recording.response.body).unwrap();
        let n = choices(recording);
        for _ in 0..6 {
            let at = chance.next() as usize % body.len();
            let cut = &body.as_bytes()[..at];
            let told = run(&chance.split(cut), n, false);
            // Whole by the second reading: the frames that are complete, and the tail if it reads.
            let text = String::from_utf8_lossy(cut);
            let data = second::frames(&text)
                .into_iter()
                .filter_map(|(_, data)| data);
            let chunks: Vec<_> = data
                .filter_map(|it| serde_json::from_str(&it).ok())
                .collect();
            let seen_choices: std::collections::BTreeSet<_> = chunks
                .iter()
                .flat_map(|it: &serde_json::Value| it["choices"].as_array().cloned())
                .flatten()
                .map(|choice| choice["index"].as_u64())
                .collect();
            let whole = second::is_whole(&chunks) && seen_choices.len() as u64 >= n;
            assert_eq!(told.end.is_ok(), whole, "{} cut at {at}", recording.name());
            assert!(
                body.as_bytes().starts_with(&told.out),
                "{}",
                recording.name()
            );
            cuts += 1;
        }
    }
    recordings::say(&format!(
        "recordings replayed: {} streams cut at {cuts} places",
        streams.len()
    ));
}

#[test]
fn a_short_stream_of_each_provider_is_the_same_split_at_every_byte() {
    let Some(mut streams) = streams() else { return };
    streams.sort_by_key(|it| (it.provider.clone(), it.response.body.len()));
    streams.dedup_by_key(|it| it.provider.clone());
    streams.retain(|it| it.response.body.len() < 2_500);
    for recording in &streams {
        let body = &recording.response.body[..];
        let n = choices(recording);
        let told = run(&[body], n, true);
        let singles: Vec<&[u8]> = body.chunks(1).collect();
        assert_eq!(run(&singles, n, true), told, "{}", recording.name());
        for at in 0..body.len() {
            let (head, tail) = body.split_at(at);
            assert_eq!(
                run(&[head, tail], n, true),
                told,
                "{} at {at}",
                recording.name()
            );
        }
    }
    recordings::say(&format!(
        "recordings replayed: {} streams split at every byte",
        streams.len()
    ));
}
