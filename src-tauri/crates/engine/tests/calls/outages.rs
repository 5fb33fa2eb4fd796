//! A thousand outages, drawn by seed: whatever happens, the books are right.

use crate::support::{Answer, Book, House, Step, account, chat};
use bytes::Bytes;
use futures_util::StreamExt;
use pointsman_engine::Out;
use pointsman_engine::record::Outcome;
use pointsman_wire::{Failure, FailureKind};
use std::collections::HashSet;
use std::time::Duration;

const TARGETS: [&str; 3] = ["maker/m-1", "relay/shared", "own/x"];

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ z >> 31) % sides
    }

    fn span(&mut self) -> Duration {
        Duration::from_millis([0, 10, 500, 3_000, 16_000, 40_000][self.roll(6) as usize])
    }
}

fn steps(dice: &mut Dice, frames: &[Bytes]) -> Vec<Step> {
    let mut steps = Vec::new();
    for frame in frames {
        if dice.roll(6) == 0 {
            steps.push(Step::Wait(dice.span()));
        }
        match dice.roll(25) {
            0 => return [steps, vec![Step::Breaks(FailureKind::Cut)]].concat(),
            1 => return [steps, vec![Step::Hangs]].concat(),
            2 => return steps,
            3 => steps.push(Step::Bytes(Bytes::from_static(b"data: {broken\n\n"))),
            4 => steps.push(Step::Bytes(frame.slice(..frame.len() / 2))),
            _ => steps.push(Step::Bytes(frame.clone())),
        }
    }
    steps
}

fn answer(dice: &mut Dice, stream: bool) -> Answer {
    let after = dice.span();
    match dice.roll(12) {
        0 => Answer::Silent,
        1 => Answer::fails(FailureKind::ALL[dice.roll(21) as usize]),
        2 => Answer::status(503, chat::error("busy", "overloaded")).after(after),
        3 => Answer::status(429, chat::error("slow", "rate_limit_exceeded"))
            .with("retry-after", ["0", "1", "12", "90"][dice.roll(4) as usize])
            .after(after),
        4 => Answer::status(400 + dice.roll(30) as u16, "<html>no</html>").after(after),
        5 => Answer::Fails(Failure {
            retry_after: Some(dice.span()),
            ..Failure::new(FailureKind::Overloaded, "x")
        }),
        _ if stream => {
            let frames = [
                chat::role(),
                chat::says("Hi"),
                chat::says(" there"),
                chat::stop(),
                chat::usage(),
                chat::done(),
            ];
            Answer::stream(steps(dice, &frames)).after(after)
        }
        _ => {
            let body = chat::whole();
            let halves = [body.slice(..60), body.slice(60..)];
            let json = vec![("content-type", "application/json".to_owned())];
            Answer::Head(after, 200, json, steps(dice, &halves))
        }
    }
}

struct Lot {
    house: House,
    targets: usize,
    retries: usize,
    stream: bool,
    /// After how many pieces the client leaves, if it does.
    leaves: Option<u64>,
}

fn draw(seed: u64) -> Lot {
    let mut dice = Dice(seed);
    let (targets, retries) = (1 + dice.roll(3) as usize, dice.roll(4) as usize);
    let stream = dice.roll(2) == 0;
    let list: Vec<String> = TARGETS[..targets]
        .iter()
        .map(|t| format!("{{ targets = [\"{t}\"] }}"))
        .collect();
    let policy = format!(
        "version = 1\ndefault = \"auto\"\n[chain.auto]\nretries = {retries}\ndeadline = {{ total = \"90s\" }}\nsteps = [{}]\n",
        list.join(", ")
    );
    let accounts = vec![
        account("maker", "maker"),
        account("relay", "relay"),
        account("own", "own"),
    ];
    let house = House::with(&policy, accounts, seed.wrapping_mul(0x2545_F491_4F6C_DD1D));
    for target in TARGETS {
        let answers: Vec<Answer> = (0..5).map(|_| answer(&mut dice, stream)).collect();
        house.script(target, answers);
    }
    let leaves = (dice.roll(5) == 0).then(|| dice.roll(6));
    Lot {
        house,
        targets,
        retries,
        stream,
        leaves,
    }
}

/// What the client saw: the status, the text, and whether it read to the end.
async fn read(lot: &Lot) -> (Option<u16>, String, bool) {
    let headers = [
        ("authorization", "Bearer pm-secret"),
        ("cookie", "pm-secret"),
        ("x-pointsman-key", "pm-secret"),
        ("forwarded", "for=pm-secret"),
    ];
    let map = headers.map(|(name, value)| {
        (
            http::HeaderName::from_static(name),
            http::HeaderValue::from_static(value),
        )
    });
    let mut call = lot
        .house
        .start_with(chat::request("auto", lot.stream), map.into_iter().collect());
    let (mut status, mut text, mut pieces) = (None, String::new(), 0);
    loop {
        if lot.leaves.is_some_and(|at| pieces >= at) {
            return (status, text, false);
        }
        match call.next().await {
            None => return (status, text, true),
            Some(Out::Head(head)) => assert!(status.replace(head.status).is_none()),
            Some(Out::Body(bytes)) => text.push_str(std::str::from_utf8(&bytes).unwrap()),
        }
        pieces += 1;
    }
}

#[tokio::test(start_paused = true)]
async fn in_a_thousand_outages_each_call_settles_once_and_truly() {
    let mut outcomes = HashSet::new();
    for seed in 0..1_000 {
        let lot = draw(seed);
        let (status, text, to_the_end) = read(&lot).await;
        let book = &lot.house.book;
        let settled = book.only();
        outcomes.insert(std::mem::discriminant(&settled.outcome));
        attempts_are_within_bounds(&lot, seed);
        records_are_complete(book, seed);
        assert_eq!(settled.status, status, "{seed}");
        assert_eq!(lot.house.world.open(), 0, "{seed}: nothing is left open");
        assert_eq!(lot.house.engine.in_flight(), 0, "{seed}");
        for sent in lot.house.world.sent() {
            assert!(
                !format!("{:?}", sent.headers).contains("pm-secret"),
                "{seed}"
            );
            assert!(!sent.body.contains("pm-secret"), "{seed}");
        }
        if to_the_end {
            answers_are_true(&lot, status, &text, settled.outcome, seed);
        }
        assert!(lot.house.elapsed() <= Duration::from_secs(91), "{seed}");
    }
    assert_eq!(
        outcomes.len(),
        3,
        "answered, failed and cancelled all occur"
    );
}

fn attempts_are_within_bounds(lot: &Lot, seed: u64) {
    let asked = lot.house.world.targets();
    assert!(
        asked.len() <= lot.targets + lot.retries,
        "{seed}: {asked:?}"
    );
    let began = lot.house.book.began();
    assert_eq!(began.len(), asked.len(), "{seed}");
    for (place, began) in began.iter().enumerate() {
        assert_eq!(usize::from(began.attempt.no.0), place + 1, "{seed}");
    }
}

/// Each attempt that began has one end, and only the last can have answered.
fn records_are_complete(book: &Book, seed: u64) {
    let (began, ends) = (book.began(), book.ends());
    assert_eq!(began.len(), ends.len(), "{seed}");
    for (began, end) in began.iter().zip(&ends) {
        assert_eq!(began.attempt.no, end.no, "{seed}");
    }
    let answered = ends.iter().filter(|end| end.failure.is_none()).count();
    match book.only().outcome {
        Outcome::Answered => assert_eq!(answered, 1, "{seed}"),
        Outcome::Failed(_) => assert_eq!(answered, 0, "{seed}"),
        // The provider may have answered while the client left.
        Outcome::Cancelled => assert!(answered <= 1, "{seed}"),
    }
    let earlier = ends.split_last().map_or(&[][..], |(_, earlier)| earlier);
    assert!(earlier.iter().all(|end| end.failure.is_some()), "{seed}");
}

fn answers_are_true(lot: &Lot, status: Option<u16>, text: &str, outcome: Outcome, seed: u64) {
    let says_error = text.contains("\"error\"") || text.contains("<html>");
    match outcome {
        Outcome::Answered if lot.stream => {
            assert!(
                !says_error && text.contains("\"finish_reason\":\"stop\""),
                "{seed}: {text}"
            );
        }
        Outcome::Answered => assert_eq!(text.as_bytes(), chat::whole(), "{seed}"),
        Outcome::Failed(_) => {
            assert!(says_error, "{seed}: {text}");
            assert!(lot.stream || status != Some(200), "{seed}");
        }
        Outcome::Cancelled => panic!("{seed}: nobody left"),
    }
}
