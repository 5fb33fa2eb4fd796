//! Answers that were not streamed.

use crate::chance::Chance;
use crate::second_reading as second;
use pointsman_tests::recordings::{self, Recording};
use pointsman_wire::{Dialect, FailureKind, codec};

/// Answers of status 200 that are errors.
const ERRORS: [(&str, FailureKind); 3] = [
    ("azure/fff6cddc12f3e529", FailureKind::Refused),
    ("openrouter/7651919b679c5eed", FailureKind::Overloaded),
    ("openrouter/fedc0cc09fb843a9", FailureKind::Overloaded),
];

fn wholes() -> Option<Vec<Recording>> {
    let all = recordings::load("openai_chat")?;
    Some(
        all.into_iter()
            .filter(|it| !it.stream && it.response.status < 400)
            .collect(),
    )
}

#[test]
fn every_recorded_answer_is_read_as_a_second_reading_does() {
    let Some(wholes) = wholes() else { return };
    let mut errors = Vec::new();
    for recording in &wholes {
        let name = recording.name();
        let body = &recording.response.body;
        let chunks = [serde_json::from_slice(body).unwrap()];
        match codec(Dialect::OpenaiChat).read_whole(body) {
            Ok(reply) => {
                assert_eq!(
                    reply.usage,
                    second::usage(&recording.provider, &chunks),
                    "{name}"
                );
                assert_eq!(reply.model.as_deref(), second::model(&chunks), "{name}");
                assert_eq!(reply.text_bytes, second::text_bytes(&chunks), "{name}");
            }
            Err(failure) => errors.push((name, failure.kind)),
        }
    }
    let expected: Vec<_> = ERRORS.map(|(name, kind)| (name.to_owned(), kind)).into();
    assert_eq!(errors, expected);
    recordings::say(&format!(
        "recordings replayed: {} answers read whole",
        wholes.len()
    ));
}

#[test]
fn an_answer_that_breaks_off_is_cut() {
    let Some(wholes) = wholes() else { return };
    let mut chance = Chance(11);
    for recording in &wholes {
        let body = recording.response.body.trim_ascii_end();
        for _ in 0..4 {
            let at = chance.next() as usize % body.len();
            let failure = codec(Dialect::OpenaiChat)
                .read_whole(&body[..at])
                .unwrap_err();
            assert_eq!(
                failure.kind,
                FailureKind::Cut,
                "{} at {at}",
                recording.name()
            );
        }
    }
    recordings::say(&format!(
        "recordings replayed: {} answers broken off",
        wholes.len()
    ));
}
