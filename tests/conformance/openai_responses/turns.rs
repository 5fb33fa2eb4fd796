//! Seals of other houses go through a Responses client and back: what its provider wants to see again
//! comes back byte for byte in the next turn.

use bytes::Bytes;
use pointsman_tests::recordings;
use pointsman_wire::canon::{Asked, Losses, Manner, Part, Reply, SealKind, keep};
use pointsman_wire::{Dialect, codec};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The answer to a request, sent back by the client as the input of its next, with the results of its
/// tools.
fn next_turn(answer: &Bytes) -> Bytes {
    let answer: Value = serde_json::from_slice(answer).unwrap();
    let mut input = vec![json!({"role": "user", "content": "Where to?"})];
    for item in answer["output"].as_array().unwrap() {
        input.push(item.clone());
    }
    for item in answer["output"].as_array().unwrap() {
        if item["type"] == "function_call" {
            let id = &item["call_id"];
            input.push(json!({"type": "function_call_output", "call_id": id, "output": "ok"}));
        }
    }
    input.push(json!({"role": "user", "content": "And then?"}));
    let body = json!({"model": "m", "input": input, "store": false});
    serde_json::to_vec(&body).unwrap().into()
}

fn seals(reply: &Reply) -> Vec<String> {
    let parts = reply.choices.iter().flat_map(|choice| &choice.parts);
    parts
        .filter_map(|part| match part {
            Part::Reasoning(thought) => thought.seal.clone(),
            Part::ToolCall(call) => call.seal.clone(),
            _ => None,
        })
        .map(|seal| seal.data)
        .collect()
}

#[test]
fn seals_come_back_to_who_made_them_through_a_responses_client() {
    let ours = codec(Dialect::OpenaiResponses).tongue().unwrap();
    let mut told = BTreeMap::new();
    for (dialect, kind) in [
        (Dialect::AnthropicMessages, SealKind::Anthropic),
        (Dialect::GeminiGenerate, SealKind::Gemini),
        (Dialect::OpenaiResponses, SealKind::Openai),
    ] {
        let Some(all) = recordings::load(dialect.word()) else {
            return;
        };
        let theirs = codec(dialect).tongue().unwrap();
        let mut count = 0;
        for recording in all
            .iter()
            .filter(|it| !it.stream && it.response.status < 400)
        {
            let name = recording.name();
            let Ok(reply) = theirs.read_reply(&recording.response.body, &mut Losses::default())
            else {
                continue;
            };
            let wanted = seals(&reply);
            if wanted.is_empty() {
                continue;
            }
            let asked = Asked {
                id: recording.id.clone(),
                model: "m".to_owned(),
                ..Asked::default()
            };
            let answer = ours.write_reply(&reply, &asked, &mut Losses::default());
            let mut next = ours
                .read_request(&next_turn(&answer), &mut Losses::default())
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            let kept = keep::gather(&reply.choices[0].parts);
            keep::lay_back(&mut next, |id| {
                let found = kept.iter().find(|(call, _)| call == id);
                found.map(|(_, kept)| kept.clone())
            });
            let manner = Manner {
                model: "m".to_owned(),
                thinks: Some(true),
                most_output: Some(8_192),
                takes_thoughts: true,
                ..Manner::default()
            };
            let written = theirs.write_request(&next, &manner, &mut Losses::default());
            let written = String::from_utf8(written.to_vec()).unwrap();
            for seal in &wanted {
                let quoted = serde_json::to_string(seal).unwrap();
                assert!(
                    written.contains(&quoted),
                    "{name}: {kind:?} {seal} in {written}"
                );
            }
            count += 1;
        }
        told.insert(dialect.word(), count);
    }
    assert!(told.values().all(|count| *count > 10), "{told:?}");
    let sum: usize = told.values().sum();
    recordings::say(&format!(
        "recordings replayed: {sum} sealed answers through a Responses client and back {told:?}"
    ));
}
