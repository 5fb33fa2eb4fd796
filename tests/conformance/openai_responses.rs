//! OpenAI Responses, against every recording of it.

mod canon;
mod told;
mod turns;
mod verbatim;

use pointsman_tests::recordings::{self, Recording};

/// Exchanges that are filed under the dialect and are none of its conversations.
const OTHERS: [(&str, &str); 2] = [
    ("openai/39bacf83c7c78725", "compacts a conversation"),
    ("openai/592d6f12baad55ed", "counts tokens"),
];

/// Every recorded conversation of the dialect. `None` where there are no recordings.
fn load() -> Option<Vec<Recording>> {
    let all = recordings::load("openai_responses")?;
    let before = all.len();
    let kept: Vec<_> = all.into_iter().filter(|it| reason(it).is_none()).collect();
    assert_eq!(
        before - kept.len(),
        OTHERS.len(),
        "an exclusion excludes nothing"
    );
    Some(kept)
}

fn reason(recording: &Recording) -> Option<&'static str> {
    let name = recording.name();
    let found = OTHERS.iter().find(|(other, _)| *other == name);
    found.map(|(_, reason)| *reason)
}
