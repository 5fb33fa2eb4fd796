//! The next turn of a conversation that crossed: a client that sends back only what its dialect
//! publishes loses no seal and no thought that the provider wants back beside a tool call.

use super::told::parts_of_events;
use super::{choices, clients, events, recorded, score::Score};
use pointsman_tests::recordings::{self, Recording};
use pointsman_wire::Dialect;
use pointsman_wire::canon::{
    Losses, Manner, Part, ReasoningForm, Request, Role, Tongue, Tool, ToolResult, Turn, custom,
    keep,
};

/// The parts of a recorded answer.
fn parts(recording: &Recording, dialect: Dialect, tongue: &dyn Tongue) -> Option<Vec<Part>> {
    let body = &recording.response.body;
    if recording.stream {
        let read = events(tongue.reader(choices(dialect, recording)), &[body]).ok()?;
        return Some(parts_of_events(&read.0));
    }
    let reply = tongue.read_reply(body, &mut Losses::default()).ok()?;
    reply.choices.into_iter().next().map(|choice| choice.parts)
}

/// What the client keeps of an answer: text and calls, without thoughts and seals.
fn published(parts: &[Part]) -> Vec<Part> {
    let kept = parts.iter().filter_map(|part| match part {
        Part::Text(text) => Some(Part::text(text.text.clone())),
        Part::ToolCall(call) => {
            let mut call = call.clone();
            call.seal = None;
            Some(Part::ToolCall(call))
        }
        Part::Refusal(_) | Part::Media(_) | Part::Reasoning(_) | Part::ToolResult(_) => None,
    });
    kept.filter(|part| !matches!(part, Part::Text(text) if text.text.is_empty()))
        .collect()
}

/// The conversation as the client sends it next.
fn next(parts: &[Part]) -> Request {
    let calls = parts.iter().filter_map(|part| match part {
        Part::ToolCall(call) => Some(call),
        Part::Text(_)
        | Part::Media(_)
        | Part::Reasoning(_)
        | Part::ToolResult(_)
        | Part::Refusal(_) => None,
    });
    let results = calls.clone().map(|call| {
        Part::ToolResult(ToolResult {
            id: call.id.clone(),
            name: Some(call.name.clone()),
            parts: vec![Part::text("done")],
            custom: call.custom,
            ..ToolResult::default()
        })
    });
    let tools = calls.clone().map(|call| Tool {
        name: call.name.clone(),
        custom: call.custom.then_some(None),
        ..Tool::default()
    });
    Request {
        model: "m".to_owned(),
        turns: vec![
            Turn::of(Role::User, vec![Part::text("Go on.")]),
            Turn::of(Role::Assistant, published(parts)),
            Turn::of(Role::Tool, results.collect()),
        ],
        tools: tools.collect(),
        ..Request::default()
    }
}

/// Seals and sealed thoughts of the turn that calls tools, in order.
fn sealed(parts: &[Part]) -> Vec<String> {
    let mut all = Vec::new();
    for part in parts {
        match part {
            Part::Reasoning(thought) => all.extend(
                thought
                    .seal
                    .iter()
                    .map(|seal| format!("{}|{}", thought.text, seal.data)),
            ),
            Part::ToolCall(call) => all.extend(
                call.seal
                    .iter()
                    .map(|seal| format!("{}|{}", call.name, seal.data)),
            ),
            Part::Text(_) | Part::Media(_) | Part::ToolResult(_) | Part::Refusal(_) => {}
        }
    }
    all
}

fn manner_of(reasoning: ReasoningForm) -> Manner {
    Manner {
        model: "m".to_owned(),
        reasoning,
        thinks: Some(true),
        takes_thoughts: true,
        ..Manner::default()
    }
}

/// Thoughts behind the last tool call belong to no call: the next turn does without them.
fn before_last_call(parts: &[Part]) -> &[Part] {
    let last = parts
        .iter()
        .rposition(|part| matches!(part, Part::ToolCall(_)));
    last.map_or(&[], |at| &parts[..=at])
}

#[test]
fn seals_and_thoughts_come_back_with_the_next_turn() {
    let mut score = Score::default();
    let mut replayed = 0;
    let manner = manner_of(ReasoningForm::Native);
    // Gateways take thoughts back as they gave them out, seals and all.
    let google = manner_of(ReasoningForm::Google);
    let router = manner_of(ReasoningForm::ReasoningObject);
    for (dialect, tongue) in clients() {
        for recording in recorded(dialect) {
            if recording.response.status >= 400 {
                continue;
            }
            let Some(parts) = parts(&recording, dialect, tongue) else {
                continue;
            };
            let wanted = sealed(before_last_call(&parts));
            if wanted.is_empty() {
                continue;
            }
            let kept = keep::gather(&parts);
            for (client, other) in clients().filter(|(client, _)| *client != dialect) {
                let mut asks = next(&parts);
                if !other.takes_custom()
                    && let Some((lowered, _)) = custom::lowered(&asks)
                {
                    asks = lowered;
                }
                let sent = other.write_request(&asks, &manner, &mut Losses::default());
                let Ok(mut came) = other.read_request(&sent, &mut Losses::default()) else {
                    score.count(
                        &recording.provider,
                        client,
                        dialect,
                        "next turn",
                        false,
                        || format!("{}: unreadable", recording.name()),
                    );
                    continue;
                };
                keep::lay_back(&mut came, |id| {
                    kept.iter()
                        .find(|(of, _)| of == id)
                        .map(|(_, kept)| kept.clone())
                });
                let provider = match recording.provider.as_str() {
                    "openrouter" | "vercel_gateway" | "snowflake" => &router,
                    "gemini" => &google,
                    _ => &manner,
                };
                let sent = tongue.write_request(&came, provider, &mut Losses::default());
                let back = tongue.read_request(&sent, &mut Losses::default()).unwrap();
                let turn: Vec<Part> = back
                    .turns
                    .iter()
                    .filter(|turn| turn.role == Role::Assistant)
                    .flat_map(|turn| turn.parts.clone())
                    .collect();
                let got = sealed(&turn);
                score.count(
                    &recording.provider,
                    client,
                    dialect,
                    "next turn",
                    got == wanted,
                    || format!("{}: {wanted:?} became {got:?}", recording.name()),
                );
                replayed += 1;
            }
        }
    }
    score.print("next turns");
    recordings::say(&format!("recordings replayed: {replayed}"));
    assert!(
        score.share(&["next turn"]) >= 980,
        "{}",
        score.some_misses()
    );
}
