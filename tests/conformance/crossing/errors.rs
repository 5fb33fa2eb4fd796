//! Every recorded error, told again in each other client's dialect: it stays the same kind of
//! failure, and the provider's own message is kept.

use super::{clients, recorded, score::Score, tongues};
use http::HeaderMap;
use pointsman_tests::recordings;
use pointsman_wire::{Told, codec};

/// Kinds of failure that a client's dialect has one word for, or none: told apart by nobody.
fn same_kind(before: &str, after: &str) -> bool {
    // All of them are the request itself: a client mends it or asks for another model.
    let plain = [
        "bad_request",
        "context_too_long",
        "unsupported",
        "refused",
        "no_such_model",
    ];
    let full = ["out_of_credit", "rate_limited"];
    before == after
        || (plain.contains(&before) && plain.contains(&after))
        || (full.contains(&before) && full.contains(&after))
}

#[test]
fn errors_keep_their_kind_and_their_message_in_every_clients_dialect() {
    let mut score = Score::default();
    let mut replayed = 0;
    for (dialect, _) in tongues() {
        for recording in recorded(dialect) {
            let response = &recording.response;
            if response.status < 400 {
                continue;
            }
            let failure =
                codec(dialect).read_failure(response.status, &HeaderMap::new(), &response.body);
            replayed += 1;
            for (client, _) in clients().filter(|(client, _)| *client != dialect) {
                let told = Told {
                    kind: failure.kind,
                    status: response.status,
                    code: failure.kind.code().to_owned(),
                    message: failure.message.clone(),
                    param: None,
                };
                let body = codec(client).write_failure(&told);
                let read = codec(client).read_failure(told.status, &HeaderMap::new(), &body);
                let (before, after) = (failure.kind.code(), read.kind.code());
                let mut count = |what, same| {
                    score.count(&recording.provider, dialect, client, what, same, || {
                        format!(
                            "{}: {before} {:?} became {after} {:?}",
                            recording.name(),
                            failure.message,
                            read.message
                        )
                    });
                };
                count("kind", same_kind(before, after));
                count("message", read.message == failure.message);
            }
        }
    }
    score.print("errors");
    recordings::say(&format!("recordings replayed: {replayed}"));
    assert!(
        score.share(&["kind", "message"]) >= 990,
        "{}",
        score.some_misses()
    );
}
