//! Recorded answers, whole and streamed, crossed into each client's dialect and read back.

use super::told::{End, One, Told, of_events, of_reply};
use super::{
    asked, choices, clients, events, expected, readme, recorded, score::Score, tongues, write,
};
use pointsman_tests::recordings::{self, Recording};
use pointsman_wire::Dialect;
use pointsman_wire::canon::{Feature, Losses, Tongue};

/// What a conversation cannot do without.
const NEEDS: [&str; 4] = ["text", "tools", "end", "thoughts"];

/// An answer as its own dialect tells it, crossed and read back.
struct Crossed {
    before: Told,
    after: Told,
    losses: Losses,
}

/// A recorded answer on its way to a client; `None` for one that is a failure in its own dialect.
fn cross(
    recording: &Recording,
    dialect: Dialect,
    tongue: &dyn Tongue,
    client: &dyn Tongue,
) -> Option<Result<Crossed, String>> {
    let body = &recording.response.body;
    let mut losses = Losses::default();
    if recording.stream {
        let (before, lost) = events(tongue.reader(choices(dialect, recording)), &[body]).ok()?;
        losses.append(lost);
        let (bytes, lost) = write(client, &before);
        losses.append(lost);
        let expected = choices(dialect, recording);
        return Some(match events(client.reader(expected), &[&bytes]) {
            Ok((after, _)) => Ok(Crossed {
                before: of_events(&before),
                after: of_events(&after),
                losses,
            }),
            Err(_) if ends_failed(&of_events(&before)) => return None,
            Err(failure) => Err(format!("{failure} in {}", String::from_utf8_lossy(&bytes))),
        });
    }
    let before = tongue.read_reply(body, &mut losses).ok()?;
    let bytes = client.write_reply(&before, &asked(), &mut losses);
    Some(match client.read_reply(&bytes, &mut Losses::default()) {
        Ok(after) => Ok(Crossed {
            before: of_reply(&before),
            after: of_reply(&after),
            losses,
        }),
        Err(_) if ends_failed(&of_reply(&before)) => return None,
        Err(failure) => Err(format!("{failure} in {}", String::from_utf8_lossy(&bytes))),
    })
}

/// An answer that its provider ends with a failure is one on the other side as well.
fn ends_failed(told: &Told) -> bool {
    told.first().end == End::Failed
}

fn said(one: &One) -> String {
    format!("{}{}", one.text, one.refusal)
}

/// Whether an end is the same, or was brought to the nearest that the client's dialect has.
fn same_end(before: &One, after: &One, losses: &Losses) -> bool {
    before.end == after.end
        || losses.has(Feature::Finish)
        || losses.has(Feature::Refusals)
        || before.end == End::Other
}

/// What providers tell of usage in total; details where both sides have a place for them.
fn same_usage(crossed: &Crossed) -> bool {
    match (crossed.before.usage, crossed.after.usage) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(before), Some(after)) => {
            let told =
                |tokens: Option<pointsman_units::Tokens>| tokens.map_or(0, |tokens| tokens.0);
            told(before.input) == told(after.input) && told(before.output) == told(after.output)
        }
    }
}

fn same_details(crossed: &Crossed) -> bool {
    let (Some(before), Some(after)) = (crossed.before.usage, crossed.after.usage) else {
        return crossed.before.usage.is_none();
    };
    let same = |before: Option<pointsman_units::Tokens>, after: Option<pointsman_units::Tokens>| {
        before.is_none_or(|before| before.0 == 0) || before == after
    };
    let thought = same(before.reasoning, after.reasoning) || crossed.losses.has(Feature::Usage);
    same(before.cached, after.cached) && thought
}

#[test]
fn answers_say_the_same_in_every_clients_dialect() {
    let mut score = Score::default();
    let (mut replayed, mut failures) = (0, 0);
    for (dialect, tongue) in tongues() {
        for recording in recorded(dialect) {
            if recording.response.status >= 400 {
                continue;
            }
            for (client, other) in clients().filter(|(client, _)| *client != dialect) {
                let Some(crossed) = cross(&recording, dialect, tongue, other) else {
                    failures += 1;
                    continue;
                };
                replayed += 1;
                let name = || recording.name();
                let crossed = match crossed {
                    Ok(crossed) => crossed,
                    Err(why) => {
                        score.count(
                            &recording.provider,
                            dialect,
                            client,
                            "read back",
                            false,
                            || format!("{}: {why}", name()),
                        );
                        continue;
                    }
                };
                score.count(
                    &recording.provider,
                    dialect,
                    client,
                    "read back",
                    true,
                    String::new,
                );
                compare(&mut score, &recording, dialect, client, &crossed);
            }
        }
    }
    score.print("answers");
    if replayed > 0 {
        let columns: Vec<_> = clients().map(|(client, _)| client).collect();
        readme::hold("matrix", &score.table(&columns));
    }
    recordings::say(&format!("recordings replayed: {replayed}"));
    recordings::say(&format!(
        "answers that are failures in their own dialect: {failures}"
    ));
    assert!(
        score.share(&["read back"]) == 1000,
        "{}",
        score.some_misses()
    );
    assert!(
        score.share(&NEEDS) >= 990,
        "{} {}",
        score.share(&NEEDS),
        score.some_misses()
    );
    assert!(score.share(&["usage"]) >= 990, "{}", score.some_misses());
    assert!(score.share(&["losses"]) == 1000, "{}", score.some_misses());
    let (pair, share) = score.least_pair();
    assert!(share >= 970, "{pair:?} {share}\n{}", score.some_misses());
}

fn compare(
    score: &mut Score,
    recording: &Recording,
    from: Dialect,
    to: Dialect,
    crossed: &Crossed,
) {
    let (before, after) = (crossed.before.first(), crossed.after.first());
    let mut count = |what, same, before: &dyn std::fmt::Debug, after: &dyn std::fmt::Debug| {
        score.count(&recording.provider, from, to, what, same, || {
            format!("{}: {before:?} became {after:?}", recording.name())
        });
    };
    count(
        "text",
        said(&before) == said(&after),
        &said(&before),
        &said(&after),
    );
    count(
        "end",
        same_end(&before, &after, &crossed.losses),
        &before.end,
        &after.end,
    );
    if !before.calls.is_empty() || !after.calls.is_empty() {
        // Arguments that broke off are no JSON, and a whole answer of some dialects holds them as a value.
        let kept = before.calls == after.calls || crossed.losses.has(Feature::Tools);
        count("tools", kept, &before.calls, &after.calls);
    }
    if !before.thoughts.is_empty() || !after.thoughts.is_empty() {
        count(
            "thoughts",
            before.thoughts == after.thoughts,
            &before.thoughts,
            &after.thoughts,
        );
    }
    if crossed.before.usage.is_some() {
        count(
            "usage",
            same_usage(crossed),
            &crossed.before.usage,
            &crossed.after.usage,
        );
        count(
            "usage details",
            same_details(crossed),
            &crossed.before.usage,
            &crossed.after.usage,
        );
    }
    if before.logprobs > 0 {
        let kept = before.logprobs == after.logprobs || crossed.losses.has(Feature::Logprobs);
        count("logprobs", kept, &before.logprobs, &after.logprobs);
    }
    if !before.cited.is_empty() {
        let kept = before.cited == after.cited || crossed.losses.has(Feature::Citations);
        count("citations", kept, &before.cited, &after.cited);
    }
    let more = crossed.before.choices.len() > 1;
    if more {
        let kept = crossed.before.choices.len() == crossed.after.choices.len()
            || crossed.losses.has(Feature::Choices);
        count(
            "choices",
            kept,
            &crossed.before.choices.len(),
            &crossed.after.choices.len(),
        );
    }
    let listed = expected::in_answers(to);
    let strange: Vec<_> = crossed
        .losses
        .all()
        .iter()
        .filter(|loss| !listed.contains(&loss.feature))
        .collect();
    count("losses", strange.is_empty(), &strange, &"");
}
