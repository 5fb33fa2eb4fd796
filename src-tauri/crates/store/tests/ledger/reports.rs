//! Reports equal sums that are taken independently, over calls of every kind.

use super::{DAY_ONE, all, answered, attempt, began, head, open, put, settled, turned_away};
use pointsman_engine::ports::Ledger;
use pointsman_engine::record::{AttemptBegan, AttemptEnd, CallHead, CallSettled, Outcome};
use pointsman_store::{Spend, SpendBy, SpendQuery, Store, Sums};
use pointsman_units::{CallId, NanoUsd, Tokens, UnixMillis};
use pointsman_wire::{FailureKind, UsageSource};
use std::collections::{BTreeMap, BTreeSet};

const EVERY: [SpendBy; 9] = [
    SpendBy::Project,
    SpendBy::Environment,
    SpendBy::User,
    SpendBy::Prompt,
    SpendBy::Provider,
    SpendBy::Model,
    SpendBy::Day,
    SpendBy::Tool,
    SpendBy::Chain,
];

/// A call as it was told to the ledger.
pub(super) struct Told {
    pub(super) head: CallHead,
    prompt: Option<String>,
    pub(super) outcome: Outcome,
    pub(super) attempts: Vec<(AttemptBegan, AttemptEnd)>,
}

/// Numbers that look random and are the same every time (xorshift64).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.roll(among.len() as u64) as usize]
    }
}

pub(super) fn make_up(dice: &mut Dice, n: u32) -> Told {
    let mut head = head(n);
    // Three hours apart, so that days differ by the offset.
    head.at = UnixMillis(DAY_ONE + i64::from(n) * 3 * 3_600_000);
    head.call = CallId::new(head.at, u128::from(n));
    head.project = dice.pick(&["web", "app", "ops"]).into();
    head.environment = dice
        .pick(&[None, Some("dev"), Some("prod")])
        .map(Into::into);
    head.user = dice.pick(&[None, Some("ada"), Some("bob")]).map(Into::into);
    head.tool = dice.pick(&[None, Some("cursor")]).map(Into::into);
    head.chain = dice.pick(&["auto", "fast"]).into();
    let count = dice.roll(4) as u16;
    let attempts = (1..=count).map(|no| make_up_attempt(dice, &head, no, no == count));
    let attempts: Vec<_> = attempts.collect();
    let failed = Outcome::Failed(FailureKind::NoTarget);
    let outcome = match attempts.last() {
        Some((_, end)) if end.failure.is_none() => Outcome::Answered,
        Some(_) | None => dice.pick(&[failed, Outcome::Cancelled]),
    };
    Told {
        prompt: dice.pick(&[None, Some("aa"), Some("bb")]).map(Into::into),
        head,
        outcome,
        attempts,
    }
}

fn make_up_attempt(
    dice: &mut Dice,
    head: &CallHead,
    no: u16,
    last: bool,
) -> (AttemptBegan, AttemptEnd) {
    let mut attempt = attempt(head, no);
    attempt.provider = dice.pick(&["openai", "mistral", "simulator"]).into();
    attempt.model = dice.pick(&["small", "large"]).into();
    attempt.simulated = &*attempt.provider == "simulator";
    let mut end = answered(no, dice.roll(1_000_000_000_000) as i64);
    end.usage.input = dice.pick(&[None, Some(Tokens(dice.0 % 100_000))]);
    end.usage.output = Some(Tokens(dice.roll(5_000)));
    end.usage_source = dice.pick(&[
        UsageSource::Provider,
        UsageSource::Counted,
        UsageSource::Estimated,
    ]);
    if dice.roll(5) == 0 {
        end.cost = None;
    }
    if !last || dice.roll(3) == 0 {
        end.failure = Some(FailureKind::Cut);
        if dice.roll(2) == 0 {
            end = turned_away(no);
        }
    }
    let began = AttemptBegan {
        call: head.call,
        head: None,
        attempt,
        previous: None,
    };
    (began, end)
}

pub(super) fn tell(store: &Store, told: &Told) {
    let mut previous = None;
    for (n, (began, end)) in told.attempts.iter().enumerate() {
        let began = AttemptBegan {
            head: (n == 0).then(|| told.head.clone()),
            previous: previous.take(),
            ..began.clone()
        };
        store.attempt_begins(&began).unwrap();
        previous = Some(end.clone());
    }
    let over = CallSettled {
        head: told.attempts.is_empty().then(|| told.head.clone()),
        prompt: told.prompt.clone(),
        ..settled(&told.head, told.outcome, previous)
    };
    store.call_settles(&over).unwrap();
}

fn key_of_call(told: &Told, by: SpendBy, offset: i64) -> Option<String> {
    let text = |text: &Option<std::sync::Arc<str>>| text.as_deref().map(ToOwned::to_owned);
    match by {
        SpendBy::Project => Some(told.head.project.to_string()),
        SpendBy::Environment => text(&told.head.environment),
        SpendBy::User => text(&told.head.user),
        SpendBy::Prompt => told.prompt.clone(),
        SpendBy::Tool => text(&told.head.tool),
        SpendBy::Chain => Some(told.head.chain.to_string()),
        SpendBy::Day => {
            // November has 30 days, and the calls span fewer.
            let days = (told.head.at.0 + offset * 60_000).div_euclid(86_400_000);
            let first = DAY_ONE.div_euclid(86_400_000);
            let day = 22 + days - first;
            Some(if day > 30 {
                format!("2026-12-{:02}", day - 30)
            } else {
                format!("2026-11-{day:02}")
            })
        }
        // Of a call that reached nobody.
        SpendBy::Provider | SpendBy::Model => None,
    }
}

fn side(spend: &mut Spend, simulated: bool) -> &mut Sums {
    if simulated {
        &mut spend.simulated
    } else {
        &mut spend.real
    }
}

/// What the report must say, by another way.
fn expect(all: &[Told], by: Option<SpendBy>, offset: i64) -> BTreeMap<Option<String>, Spend> {
    let mut sums: BTreeMap<Option<String>, Spend> = BTreeMap::new();
    for told in all {
        let key_of = |began: &AttemptBegan| match by {
            None => None,
            Some(SpendBy::Provider) => Some(began.attempt.provider.to_string()),
            Some(SpendBy::Model) => Some(began.attempt.model.to_string()),
            Some(by) => key_of_call(told, by, offset),
        };
        let mut calls = BTreeSet::new();
        let mut unpriced = BTreeSet::new();
        for (began, end) in &told.attempts {
            let simulated = began.attempt.simulated;
            let sums = side(sums.entry(key_of(began)).or_default(), simulated);
            sums.attempts += 1;
            sums.failed_attempts += u64::from(end.failure.is_some());
            sums.input.0 += end.usage.input.map_or(0, |tokens| tokens.0);
            sums.cached.0 += end.usage.cached.map_or(0, |tokens| tokens.0);
            sums.output.0 += end.usage.output.map_or(0, |tokens| tokens.0);
            sums.reasoning.0 += end.usage.reasoning.map_or(0, |tokens| tokens.0);
            match (end.cost, end.usage_source) {
                (None, _) if simulated => {}
                (None, _) => {
                    sums.unpriced_attempts += 1;
                    unpriced.insert((key_of(began), simulated));
                }
                (Some(cost), UsageSource::Estimated | UsageSource::None) => sums.estimated += cost,
                (Some(cost), UsageSource::Provider | UsageSource::Counted) => sums.cost += cost,
            }
            calls.insert((key_of(began), simulated));
        }
        if calls.is_empty() || !matches!(by, Some(SpendBy::Provider | SpendBy::Model)) {
            let key = by.and_then(|by| key_of_call(told, by, offset));
            let real = |(began, _): &(AttemptBegan, _)| !began.attempt.simulated;
            let simulated = !told.attempts.is_empty() && !told.attempts.iter().any(real);
            calls = BTreeSet::from([(key, simulated)]);
        }
        for (key, simulated) in calls {
            let unpriced = unpriced.contains(&(key.clone(), simulated));
            let sums = side(sums.entry(key).or_default(), simulated);
            sums.calls += 1;
            sums.failed_calls += u64::from(matches!(told.outcome, Outcome::Failed(_)));
            sums.unpriced_calls += u64::from(unpriced);
        }
    }
    sums
}

fn by(by: SpendBy, offset_minutes: i32) -> SpendQuery {
    SpendQuery {
        by,
        since: None,
        until: None,
        offset_minutes,
    }
}

#[test]
fn every_report_equals_an_independent_sum() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let all: Vec<Told> = (0..100).map(|n| make_up(&mut dice, n)).collect();
    all.iter().for_each(|told| tell(&store, told));
    store.catch_up().unwrap();
    let total = expect(&all, None, 0)[&None];
    assert!(total.real.unpriced_calls > 0 && total.simulated.calls > 0);
    for dimension in EVERY {
        for offset in [0, 330, -480] {
            let table = store.spend(&by(dimension, offset)).unwrap();
            let found: BTreeMap<_, _> = table
                .rows
                .iter()
                .map(|row| (row.key.clone(), row.spend))
                .collect();
            assert_eq!(found.len(), table.rows.len());
            let expected = expect(&all, Some(dimension), i64::from(offset));
            assert_eq!(found, expected, "{dimension:?} {offset}");
            assert_eq!(table.total, total, "{dimension:?} {offset}");
        }
    }
}

#[test]
fn days_of_a_report_add_up_to_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut dice = Dice(88_172_645_463_325_252);
    let all: Vec<Told> = (0..100).map(|n| make_up(&mut dice, n)).collect();
    all.iter().for_each(|told| tell(&store, told));
    store.catch_up().unwrap();
    for dimension in EVERY {
        let query = by(dimension, 120);
        let mut costs: BTreeMap<Option<String>, (NanoUsd, NanoUsd, u64)> = BTreeMap::new();
        for day in store.spend_days(&query).unwrap() {
            assert!(day.day.starts_with("2026-1"), "{}", day.day);
            let cost = costs.entry(day.key).or_default();
            cost.0 += day.spend.real.cost;
            cost.1 += day.spend.simulated.cost;
            cost.2 += day.spend.real.calls;
        }
        for row in store.spend(&query).unwrap().rows {
            let spend = row.spend;
            let sums = (spend.real.cost, spend.simulated.cost, spend.real.calls);
            assert_eq!(costs.remove(&row.key), Some(sums), "{dimension:?}");
        }
        assert!(costs.is_empty());
    }
}

#[test]
fn rows_fall_by_real_money_and_days_follow_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut dice = Dice(0xdead_beef);
    for n in 0..60 {
        tell(&store, &make_up(&mut dice, n));
    }
    store.catch_up().unwrap();
    let rows = store.spend(&by(SpendBy::Project, 0)).unwrap().rows;
    let money = |sums: &Sums| sums.cost + sums.estimated;
    assert!(rows.is_sorted_by(|a, b| money(&a.spend.real) >= money(&b.spend.real)));
    let rows = store.spend(&by(SpendBy::Day, 0)).unwrap().rows;
    assert!(rows.len() > 5 && rows.is_sorted_by(|a, b| a.key < b.key));
}

#[test]
fn a_report_counts_calls_from_its_beginning_up_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for n in 0..10 {
        super::put(&store, n, 1);
    }
    store.catch_up().unwrap();
    let query = SpendQuery {
        since: Some(head(2).at),
        until: Some(head(5).at),
        ..by(SpendBy::Provider, 0)
    };
    let table = store.spend(&query).unwrap();
    assert_eq!(table.total.real.calls, 3);
    assert_eq!(table.rows[0].spend.real.cost, NanoUsd(3));
}

#[test]
fn today_begins_at_local_midnight() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    // 00:00, 03:00 … 21:00 UTC of the first day and so on.
    let mut dice = Dice(7);
    let all: Vec<Told> = (0..16).map(|n| make_up(&mut dice, n)).collect();
    all.iter().for_each(|told| tell(&store, told));
    store.catch_up().unwrap();
    let now = UnixMillis(DAY_ONE + 86_400_000 + 60_000);
    let calls = |offset| {
        let today = store.totals_today(now, offset).unwrap();
        today.real.calls + today.simulated.calls
    };
    // At 00:01 UTC of the second day: all of the second day; from 22:00 and from 01:00 UTC.
    assert_eq!((calls(0), calls(120), calls(-60)), (8, 8, 15));
}

#[test]
fn sums_beyond_the_range_stop_at_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for n in 0..3 {
        let head = head(n);
        let mut end = answered(1, i64::MAX);
        end.usage.input = Some(Tokens(u64::MAX));
        store.attempt_begins(&super::began(&head, 1, None)).unwrap();
        let over = settled(&head, Outcome::Answered, Some(end));
        store.call_settles(&over).unwrap();
    }
    store.catch_up().unwrap();
    let total = store.spend(&by(SpendBy::User, 0)).unwrap().total.real;
    assert_eq!(total.cost, NanoUsd(i64::MAX));
    assert_eq!(total.input, Tokens(i64::MAX as u64));
}

#[test]
fn an_empty_ledger_has_an_empty_report() {
    let folder = tempfile::tempdir().unwrap();
    let table = open(folder.path()).spend(&by(SpendBy::Day, 0)).unwrap();
    assert!(table.rows.is_empty() && table.total == Spend::default());
}

#[test]
fn calls_of_a_clock_that_was_set_back_are_reported_where_it_stood() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let day = 86_400;
    for n in [3 * day, day, 0, 2 * day] {
        put(&store, n, 1);
    }
    let mut before_1970 = head(7);
    before_1970.at = UnixMillis(-1);
    before_1970.call = CallId::new(UnixMillis(-1), 7);
    store.attempt_begins(&began(&before_1970, 1, None)).unwrap();
    let calls = all(&store);
    assert_eq!(calls.len(), 5);
    assert!(calls.is_sorted_by_key(|call| call.head.at));
    let query = SpendQuery {
        by: SpendBy::Day,
        since: None,
        until: None,
        offset_minutes: -720,
    };
    let days = store.spend_days(&query).unwrap();
    assert_eq!(days.len(), 5, "{days:?}");
    store.totals_today(UnixMillis(-1), 720).unwrap();
    store.totals_today(UnixMillis(DAY_ONE), 0).unwrap();
}
