//! A breaker played by hand. Time is what the test says it is.

use super::super::Rules;
use super::super::window::Mark;
use super::*;

/// A breaker, its rules, and what time it is.
struct Stand {
    breaker: Breaker,
    rules: Rules,
    now: Instant,
}

impl Stand {
    fn new() -> Self {
        Self {
            breaker: Breaker::default(),
            rules: Rules::default(),
            now: Instant::now(),
        }
    }

    fn later(&mut self, seconds: f64) -> &mut Self {
        self.now += Duration::from_secs_f64(seconds);
        self
    }

    /// A call that ends as soon as it began: `g`ood, `s`low, `b`ad, stuc`k`, or that says nothing
    /// (`-`). A second apart.
    fn play(&mut self, calls: &str) -> &mut Self {
        for call in calls.chars() {
            self.later(1.0);
            let mark = match call {
                'g' => Some(Mark::Good),
                's' => Some(Mark::Slow),
                'b' => Some(Mark::Bad),
                'k' => Some(Mark::Stuck),
                _ => None,
            };
            let ticket = match self.admit() {
                Admission::Through => None,
                Admission::Probe(ticket, _) => Some(ticket),
                Admission::Not { .. } => continue,
            };
            self.end(ticket, mark);
        }
        self
    }

    fn admit(&mut self) -> Admission {
        self.breaker.admit(self.now, Turn::Ordinary, &self.rules)
    }

    fn probe(&mut self) -> Ticket {
        match self.admit() {
            Admission::Probe(ticket, _) => ticket,
            other => panic!("{other:?}"),
        }
    }

    fn end(&mut self, ticket: Option<Ticket>, mark: Option<Mark>) {
        // Without chance it is open for the whole of its time.
        self.breaker.ended(self.now, ticket, mark, 0, &self.rules);
    }

    fn state(&self) -> BreakerState {
        self.breaker.standing(self.now, &self.rules).state
    }

    fn open_for(&self) -> f64 {
        let until = self.breaker.standing(self.now, &self.rules).until.unwrap();
        (until - self.now).as_secs_f64()
    }
}

#[track_caller]
fn check(calls: &str, expected: BreakerState) {
    let mut stand = Stand::new();
    stand.play(calls);
    assert_eq!(stand.state(), expected, "{calls}");
}

#[test]
fn opens_at_half_of_at_least_five() {
    check("bbbb", BreakerState::Closed);
    check("bbbbb", BreakerState::Open);
    check("ggggbbb", BreakerState::Closed);
    check("ggggbbbb", BreakerState::Open);
    // Nothing opens it when a call goes well.
    check("bbgbg", BreakerState::Closed);
}

#[test]
fn opens_at_five_in_a_row_however_well_it_was_before() {
    check(&("g".repeat(15) + "bbbb"), BreakerState::Closed);
    check(&("g".repeat(15) + "bbbbb"), BreakerState::Open);
}

#[test]
fn opens_at_three_in_a_row_that_somebody_waited_for_in_vain() {
    check("kk", BreakerState::Closed);
    check("kkgk", BreakerState::Closed);
    check("gggggggkkk", BreakerState::Open);
}

#[test]
fn opens_when_nearly_all_are_slow_and_not_for_one_hurried_caller_among_others() {
    check("sssss", BreakerState::Open);
    check("gsgsgsgsgsgs", BreakerState::Closed);
}

#[test]
fn what_says_nothing_never_opens_it() {
    check(&"-".repeat(100), BreakerState::Closed);
    check(&"-b-".repeat(4), BreakerState::Closed);
}

#[test]
fn old_outcomes_leave_the_window_by_time_and_by_count() {
    let mut stand = Stand::new();
    stand.play("bbbb").later(60.0).play("b");
    assert_eq!(stand.state(), BreakerState::Closed);
    check(
        &format!("{}{}", "b".repeat(4), "g".repeat(20)),
        BreakerState::Closed,
    );
    let nine = format!("{}b", "g".repeat(20) + &"bg".repeat(8));
    check(&nine, BreakerState::Closed);
    check(&(nine + "b"), BreakerState::Open);
}

#[test]
fn one_probe_at_a_time_and_a_whole_answer_closes_it() {
    let mut stand = Stand::new();
    stand.play("bbbbb").later(2.0);
    let ticket = stand.probe();
    assert_eq!(stand.state(), BreakerState::HalfOpen);
    assert!(matches!(stand.admit(), Admission::Not { .. }));
    stand.end(Some(ticket), Some(Mark::Good));
    assert_eq!(stand.state(), BreakerState::Closed);
    assert!(matches!(stand.admit(), Admission::Through));
}

#[test]
fn a_probe_that_is_dropped_makes_room_for_the_next() {
    let mut stand = Stand::new();
    stand.play("bbbbb").later(2.0);
    for _ in 0..10 {
        let ticket = stand.probe();
        stand.end(Some(ticket), None);
        assert_eq!(stand.state(), BreakerState::HalfOpen);
    }
}

#[test]
fn an_answer_that_has_begun_lets_another_probe_leave_and_no_more_than_four_run() {
    let mut stand = Stand::new();
    stand.play("bbbbb").later(2.0);
    let mut talking = Vec::new();
    for _ in 0..4 {
        let mut ticket = stand.probe();
        stand.breaker.spoke(&mut ticket);
        talking.push(ticket);
    }
    assert!(matches!(stand.admit(), Admission::Not { .. }));
    stand.end(talking.pop(), Some(Mark::Bad));
    assert_eq!(
        stand.state(),
        BreakerState::Open,
        "a cut answer is no success"
    );
    // Those that still run are of a round that is over.
    stand.end(talking.pop(), Some(Mark::Good));
    assert_eq!(stand.state(), BreakerState::Open);
}

#[test]
fn the_time_open_doubles_to_twenty_seconds_and_starts_again_when_it_was_well_for_a_while() {
    let mut stand = Stand::new();
    stand.play("bbbbb");
    let mut spans = vec![stand.open_for()];
    for _ in 0..5 {
        let wait = stand.open_for();
        let ticket = stand.later(wait).probe();
        stand.end(Some(ticket), Some(Mark::Bad));
        spans.push(stand.open_for());
    }
    assert_eq!(spans, [2.0, 4.0, 8.0, 16.0, 20.0, 20.0]);
    stand.later(20.0).play("g").later(100.0).play("bbbbb");
    assert_eq!(stand.open_for(), 2.0);
}

#[test]
fn chance_shortens_the_time_open_by_a_quarter_at_most() {
    for chance in [0, 1 << 40, u64::MAX / 2, u64::MAX] {
        let mut breaker = Breaker::default();
        let (rules, now) = (Rules::default(), Instant::now());
        for _ in 0..5 {
            breaker.ended(now, None, Some(Mark::Bad), chance, &rules);
        }
        let until = breaker.standing(now, &rules).until.unwrap();
        let span = (until - now).as_secs_f64();
        assert!((1.5..=2.0).contains(&span), "{span}");
    }
}

#[test]
fn one_that_has_just_come_back_is_trusted_less_and_rests_longer() {
    let mut stand = Stand::new();
    stand.play("bbbbb").later(2.0).play("g");
    assert_eq!(stand.state(), BreakerState::Closed);
    stand.play("bb");
    assert_eq!(stand.state(), BreakerState::Open);
    assert_eq!(stand.open_for(), 4.0);
}

#[test]
fn a_call_that_nobody_else_can_answer_probes_before_the_time_at_a_pace() {
    let mut stand = Stand::new();
    stand.play("bbbbb");
    let mut passed = 0;
    for _ in 0..100 {
        let admission = stand
            .breaker
            .admit(stand.now, Turn::LastResort, &stand.rules);
        if let Admission::Probe(ticket, _) = admission {
            passed += 1;
            stand.end(Some(ticket), Some(Mark::Bad));
        }
        stand.later(0.1);
    }
    assert_eq!(passed, 10);
}
