//! The table, row by row, and that the engine does what it says.

use crate::support::{Answer, House, TWO, chat};
use pointsman_engine::verdict::{Content, Then, verdict};
use pointsman_wire::{FailureKind, Phase};

const ROWS: [(FailureKind, Then, u16, bool); 22] = {
    use FailureKind as K;
    [
        (K::Auth, Then::Next, 502, false),
        (K::OutOfCredit, Then::Next, 402, false),
        (K::RateLimited, Then::NextElseRetry, 429, true),
        (K::Overloaded, Then::NextElseRetry, 503, true),
        (K::Connect, Then::NextElseRetry, 502, false),
        (K::Timeout(Phase::Connect), Then::NextElseRetry, 504, false),
        (K::Timeout(Phase::FirstToken), Then::Next, 504, false),
        (K::Timeout(Phase::Idle), Then::NextElseRetry, 504, false),
        (K::Timeout(Phase::Total), Then::GiveUp, 504, false),
        (K::Cut, Then::NextElseRetry, 502, false),
        (K::Malformed, Then::NextElseRetry, 502, false),
        (K::Diverged, Then::Next, 502, false),
        (K::ContextTooLong, Then::Next, 400, false),
        (K::BadRequest, Then::GiveUp, 400, false),
        (K::Unsupported, Then::Next, 400, false),
        (K::NoSuchModel, Then::Next, 404, false),
        (K::Refused, Then::GiveUp, 400, false),
        (K::BudgetSpent, Then::GiveUp, 402, false),
        (K::BreakerOpen, Then::Next, 503, true),
        (K::NoTarget, Then::GiveUp, 503, false),
        (K::Cancelled, Then::GiveUp, 499, false),
        (K::Bug, Then::GiveUp, 500, false),
    ]
};

#[test]
fn every_kind_has_its_row() {
    for (row, kind) in ROWS.iter().zip(FailureKind::ALL) {
        assert_eq!(row.0, kind);
        let held = verdict(kind, Content::Held);
        assert_eq!((kind, held.then, held.status, held.waiting_helps), *row);
        assert_eq!(verdict(kind, Content::Committed).then, Then::GiveUp);
    }
}

#[tokio::test(start_paused = true)]
async fn the_engine_goes_on_repeats_and_gives_up_as_the_table_says() {
    for (kind, then, status, waiting_helps) in ROWS {
        let house = House::new(TWO);
        house.script("maker/m-1", vec![Answer::fails(kind); 3]);
        house.script("relay/shared", vec![Answer::fails(kind); 3]);
        let got = house.ask(chat::request("auto", false)).await;
        let asked: Vec<&str> = match then {
            Then::GiveUp => vec!["maker/m-1"],
            Then::Next => vec!["maker/m-1", "relay/shared"],
            Then::NextElseRetry => {
                vec!["maker/m-1", "relay/shared", "relay/shared", "relay/shared"]
            }
        };
        assert_eq!(house.world.targets(), asked, "{kind}");
        assert_eq!(got.head.status, status, "{kind}");
        let told = got.header("x-should-retry");
        assert_eq!(told, (!waiting_helps).then_some("false"), "{kind}");
        assert_eq!(got.header("retry-after").is_some(), waiting_helps, "{kind}");
        assert_eq!(house.book.ends().len(), asked.len());
    }
}

#[tokio::test(start_paused = true)]
async fn once_content_has_left_only_what_may_be_mended_is_asked_again() {
    for (kind, then, ..) in ROWS {
        let house = House::new(TWO);
        let cut = vec![chat::says("Hi").into(), crate::support::Step::Breaks(kind)];
        house.script("maker/m-1", [Answer::stream(cut)]);
        house.script("relay/shared", [Answer::fails(FailureKind::Auth)]);
        house.script("maker/m-1", [Answer::fails(FailureKind::Auth)]);
        let got = house.ask(chat::request("auto", true)).await;
        let asked: &[&str] = match then {
            Then::GiveUp => &["maker/m-1"],
            Then::Next => &["maker/m-1", "relay/shared"],
            Then::NextElseRetry => &["maker/m-1", "relay/shared", "maker/m-1"],
        };
        assert_eq!(house.world.targets(), asked, "{kind}");
        assert!(got.text().starts_with(&chat::join(&[chat::says("Hi")])));
        assert!(got.text().contains("\"error\""), "{kind}: {}", got.text());
    }
}
