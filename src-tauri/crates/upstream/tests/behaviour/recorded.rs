//! Requests that real clients sent to real providers, answered by the simulator.

use crate::simulator::simulated;
use crate::stand::{read, sender};
use pointsman_engine::ports::Upstream;
use pointsman_wire::{Dialect, codec};
use serde_json::{Value, json};
use std::path::PathBuf;

/// The recorded requests of OpenAI's dialect, `None` where the recordings are not at hand.
fn requests() -> Option<Vec<Value>> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared");
    let shared = std::env::var_os("POINTSMAN_SHARED").map_or(here, PathBuf::from);
    let Ok(providers) = std::fs::read_dir(shared.join("recordings")) else {
        let required = std::env::var("POINTSMAN_REQUIRE_SHARED").is_ok_and(|value| value == "1");
        assert!(!required, "no ../shared recordings");
        println!("skipped: no ../shared recordings");
        return None;
    };
    let mut requests = Vec::new();
    for provider in providers {
        let file = provider.unwrap().path().join("openai_chat.jsonl");
        let Ok(text) = std::fs::read_to_string(file) else {
            continue;
        };
        for line in text.lines() {
            let mut recorded: Value = serde_json::from_str(line).unwrap();
            let body = recorded["request"]["body"].take();
            if recorded["request"]["recorded"] == true && body["messages"].is_array() {
                requests.push(body);
            }
        }
    }
    Some(requests)
}

#[tokio::test]
async fn answers_every_recorded_request_whole_and_streamed() {
    let Some(requests) = requests() else {
        return;
    };
    assert!(!requests.is_empty());
    println!(
        "{} recorded requests answered by the simulator",
        requests.len()
    );
    let codec = codec(Dialect::OpenaiChat);
    let sender = sender();
    for mut body in requests {
        body["stream"] = json!(false);
        let answer = sender.send(simulated("sim-thinker", &body)).await.unwrap();
        assert_eq!(answer.status, 200, "{body}");
        let (bytes, _) = read(answer.body).await;
        let reply = codec.read_whole(&bytes).unwrap();
        assert!(reply.usage.is_some(), "{body}");

        body["stream"] = json!(true);
        let answer = sender.send(simulated("sim-thinker", &body)).await.unwrap();
        let (bytes, _) = read(answer.body).await;
        let mut tap = codec.tap(false);
        let mut out = Vec::new();
        tap.push(bytes.into(), &mut out).unwrap();
        assert!(tap.end(&mut out).unwrap().whole, "{body}");
    }
}
