//! Every recorded answer and request, crossed into each other dialect and read back.
//!
//! What a conversation needs must be the same on the other side, or be listed as lost; and what may
//! be lost on which way is written down in `expected`, from the dialects' specs. Figures are counted
//! for each pair of dialects and each feature, printed, and held to the least that they may be.

mod answers;
mod errors;
mod expected;
mod next_turn;
mod readme;
mod requests;
mod score;
mod side_by_side;
mod told;

use crate::chance::Chance;
use bytes::Bytes;
use pointsman_tests::recordings::{self, Recording};
use pointsman_wire::canon::laws::Laws;
use pointsman_wire::canon::{Asked, Event, Losses, Reader, Tongue};
use pointsman_wire::{Dialect, Failure, ROUTES, codec};

/// The dialects that calls cross between.
pub fn tongues() -> impl Iterator<Item = (Dialect, &'static dyn Tongue)> {
    Dialect::ALL
        .into_iter()
        .filter_map(|dialect| Some((dialect, codec(dialect).tongue()?)))
}

/// Those that clients speak here.
pub fn clients() -> impl Iterator<Item = (Dialect, &'static dyn Tongue)> {
    tongues().filter(|(dialect, _)| ROUTES.iter().any(|route| route.dialect == *dialect))
}

/// The recordings of a dialect, whoever answered; empty where there are none here.
pub fn recorded(dialect: Dialect) -> Vec<Recording> {
    recordings::load(dialect.word()).unwrap_or_default()
}

/// A client that shows all that it gets.
pub fn asked() -> Asked {
    Asked {
        id: "01981b2c7c7c7c7c7c7c7c7c7c7c7c7c".to_owned(),
        model: "asked-model".to_owned(),
        now: 1_790_000_000,
        wants_usage: true,
        shows_reasoning: Some(true),
        ..Asked::default()
    }
}

/// The events of a recorded stream, which keep the laws however it is split.
pub fn events(
    mut reader: Box<dyn Reader>,
    pieces: &[&[u8]],
) -> Result<(Vec<Event>, Losses), Failure> {
    let mut events = Vec::new();
    for piece in pieces {
        reader.push(Bytes::copy_from_slice(piece), &mut events)?;
    }
    reader.end(&mut events)?;
    let mut laws = Laws::default();
    for event in &events {
        if let Err(broken) = laws.follow(event) {
            panic!("{broken} at {event:?}\nin {events:?}");
        }
    }
    Ok((events, reader.losses().clone()))
}

/// A stream of a client's dialect, written from events.
pub fn write(tongue: &dyn Tongue, events: &[Event]) -> (Vec<u8>, Losses) {
    let mut writer = tongue.writer(asked());
    let mut out = Vec::new();
    for event in events {
        writer.write(event.clone(), &mut out);
    }
    (out.concat(), writer.losses().clone())
}

/// How many answers a request asks for.
pub fn choices(dialect: Dialect, recording: &Recording) -> u64 {
    let body = recording.request.body.as_ref();
    let peek = body.and_then(|body| {
        let path = pointsman_wire::PathSays {
            model: recording.model.clone(),
            stream: Some(recording.stream),
            ..pointsman_wire::PathSays::default()
        };
        codec(dialect).peek(body.get().as_bytes(), &path).ok()
    });
    peek.and_then(|peek| peek.choices).unwrap_or(1)
}

#[test]
fn recorded_streams_keep_the_laws_wherever_they_are_split() {
    let mut replayed = 0;
    for (dialect, tongue) in tongues() {
        let mut chance = Chance(7);
        for recording in recorded(dialect) {
            if !recording.stream || recording.response.status >= 400 {
                continue;
            }
            let body = &recording.response.body;
            let choices = choices(dialect, &recording);
            let whole = events(tongue.reader(choices), &[body]);
            let split = events(tongue.reader(choices), &chance.split(body));
            match (whole, split) {
                (Ok((whole, _)), Ok((split, _))) => {
                    assert_eq!(
                        told::of_events(&whole),
                        told::of_events(&split),
                        "{}",
                        recording.name()
                    );
                }
                (Err(whole), Err(split)) => {
                    assert_eq!(whole.kind, split.kind, "{}", recording.name())
                }
                (whole, split) => panic!("{}: {whole:?} and {split:?}", recording.name()),
            }
            replayed += 1;
        }
    }
    recordings::say(&format!("recordings replayed: {replayed}"));
}
