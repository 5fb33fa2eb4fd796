//! The verbatim lane: the reply's bytes reach the client as they were, wherever the network cut them.

use pointsman_tests::client::Answer;
use pointsman_tests::proxy::{Proxy, accounts, chain};
use pointsman_tests::recordings::{self, Fidelity, Recording};
use pointsman_tests::upstream::{Act, Upstream};
use serde_json::Value;
use std::sync::{Arc, Mutex};

/// A small generator with a fixed seed: the cuts are random, and the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap()
    }
}

/// The body in pieces that end anywhere, in the middle of a character too.
fn cut_anywhere(body: &[u8], dice: &mut Dice) -> Vec<Act> {
    let mut rest = body;
    let mut acts = Vec::new();
    while !rest.is_empty() {
        let length = 1 + dice.below(rest.len().min(700));
        let (piece, after) = rest.split_at(length.min(rest.len()));
        acts.push(Act::Chunk(piece.to_vec()));
        rest = after;
    }
    acts
}

struct Rig {
    folder: tempfile::TempDir,
    proxy: Proxy,
    next: Arc<Mutex<Vec<Act>>>,
    upstream: Upstream,
}

fn rig() -> Rig {
    let next: Arc<Mutex<Vec<Act>>> = Arc::default();
    let acts = next.clone();
    let upstream = Upstream::start(move |_| acts.lock().unwrap().clone());
    let folder = tempfile::tempdir().unwrap();
    let routes = chain(&["replay/replayed-model"], "retries = 0");
    let files = [
        ("accounts.toml", accounts(&[("replay", &upstream)])),
        ("routes.toml", routes),
    ];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let proxy = Proxy::start(folder.path(), &files);
    Rig {
        folder,
        proxy,
        next,
        upstream,
    }
}

/// The recorded request, asked of `auto`. A stream asks for usage itself, so that nothing is hidden.
fn request(recording: &Recording) -> Vec<u8> {
    let body = recording
        .request
        .body
        .as_ref()
        .map_or("{\"messages\":[]}", |body| body.get());
    let mut body: Value = serde_json::from_str(body).unwrap();
    body["model"] = "auto".into();
    if recording.stream {
        body["stream"] = true.into();
        body["stream_options"] = serde_json::json!({ "include_usage": true });
    }
    serde_json::to_vec(&body).unwrap()
}

#[test]
fn every_recorded_answer_reaches_the_client_byte_for_byte() {
    let Some(all) = recordings::load("openai_chat") else {
        return;
    };
    let whole: Vec<Recording> = all
        .into_iter()
        .filter(|it| it.fidelity == Fidelity::Wire && it.response.status < 400)
        .collect();
    assert!(
        whole.len() >= 500,
        "only {} recordings of wire fidelity",
        whole.len()
    );
    let rig = rig();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut wrong = Vec::new();
    for recording in &whole {
        let kind = if recording.stream {
            "text/event-stream"
        } else {
            "application/json"
        };
        let mut acts = vec![Act::Head(
            recording.response.status,
            vec![("content-type".into(), kind.into())],
        )];
        acts.extend(cut_anywhere(&recording.response.body, &mut dice));
        acts.push(Act::End);
        *rig.next.lock().unwrap() = acts;
        let answer = rig.proxy.ask(&request(recording));
        if let Some((_, expected)) = NO_ANSWERS.iter().find(|(id, _)| *id == recording.id) {
            check_no_answer(recording, &answer, *expected);
            continue;
        }
        if answer.body != recording.response.body || answer.status != 200 || !answer.complete {
            wrong.push(format!(
                "{}: {} {}",
                recording.name(),
                answer.status,
                tail(&answer.text())
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} differ:\n{}",
        wrong.len(),
        whole.len(),
        wrong.join("\n")
    );
    recordings::say(&format!("recordings replayed: {}", whole.len()));
    assert_eq!(
        rig.upstream.received().len(),
        whole.len(),
        "each was asked once"
    );
    drop(rig.folder);
}

/// Recordings of status 200 that are no answers by the contract's own definitions.
const NO_ANSWERS: [(&str, NoAnswer); 4] = [
    ("fff6cddc12f3e529", NoAnswer::Refused(400)),
    ("32c43a2331b565b2", NoAnswer::Refused(503)),
    ("29ca74b9a8fc8c61", NoAnswer::BrokenOff),
    ("f5c98ac357875222", NoAnswer::BrokenOff),
];

/// What a client gets in place of an answer.
#[derive(Clone, Copy)]
enum NoAnswer {
    /// The provider put an error into a 200 before any content: a status that SDKs raise.
    Refused(u16),
    /// An error in the stream, or `[DONE]` before a finish: every sound frame, then an error.
    BrokenOff,
}

fn check_no_answer(recording: &Recording, answer: &Answer, expected: NoAnswer) {
    let (name, text) = (recording.name(), answer.text());
    assert!(
        text.contains("\"error\"") && answer.complete,
        "{name}: {text}"
    );
    match expected {
        NoAnswer::Refused(status) => assert_eq!(answer.status, status, "{name}"),
        NoAnswer::BrokenOff => {
            assert_eq!(answer.status, 200, "{name}");
            let sound = answer
                .body
                .iter()
                .zip(&recording.response.body)
                .take_while(|(a, b)| a == b);
            let sound = sound.count();
            assert!(
                sound > recording.response.body.len() / 2,
                "{name}: {sound} bytes are the provider's"
            );
            assert!(!text.contains("data: [DONE]"), "{name}");
        }
    }
}

fn tail(text: &str) -> String {
    let from = text.char_indices().rev().nth(160).map_or(0, |(at, _)| at);
    text[from..].replace('\n', "\\n")
}

#[test]
fn only_the_usage_chunk_that_was_asked_for_on_our_own_account_is_hidden() {
    let rig = rig();
    let content = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}],\"usage\":{\"prompt_tokens\":3}}\n\n";
    let finish = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    let empty = "data: {\"choices\":[],\"usage\":null}\n\n";
    let usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4}}\n\n";
    let done = "data: [DONE]\n\n";
    let body = [empty, content, finish, usage, done].concat();
    let mut dice = Dice(7);
    for asked in [false, true] {
        let mut acts = vec![pointsman_tests::upstream::stream_head()];
        acts.extend(cut_anywhere(body.as_bytes(), &mut dice));
        acts.push(Act::End);
        *rig.next.lock().unwrap() = acts;
        let options = if asked {
            ",\"stream_options\":{\"include_usage\":true}"
        } else {
            ""
        };
        let asking = format!("{{\"model\":\"auto\",\"stream\":true,\"messages\":[]{options}}}");
        let expected = if asked {
            body.clone()
        } else {
            [empty, content, finish, done].concat()
        };
        assert_eq!(
            rig.proxy.ask(asking.as_bytes()).text(),
            expected,
            "asked: {asked}"
        );
    }
}

#[test]
fn the_request_is_changed_by_spans_only() {
    let rig = rig();
    *rig.next.lock().unwrap() = pointsman_tests::upstream::json(
        200,
        r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}]}"#,
    );
    let odd = "{ \"messages\" : [ ] ,\n\t\"mod\\u0065l\":\"auto\", \"future_field\": {\"model\": \"auto\", \"n\": 1.50e+1}, \"seed\":007e0 }";
    let sound = odd.replace("007e0", "7e0");
    assert_eq!(
        rig.proxy.ask(odd.as_bytes()).status,
        400,
        "007e0 is not a number"
    );
    assert_eq!(rig.proxy.ask(sound.as_bytes()).status, 200);
    let received = rig.upstream.received();
    let expected = sound.replacen("\"auto\"", "\"replayed-model\"", 1);
    assert_eq!(String::from_utf8_lossy(&received[0].body), expected);
    assert_eq!(received[0].path, "/v1/chat/completions");
    assert_eq!(received[0].header("accept-encoding"), Some("identity"));
}
