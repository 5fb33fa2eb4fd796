//! The cost of a usage, by hand and by law.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic here is a test's report"
)]

use pointsman_catalog::{Catalog, Cost, CostPart, Offer, Price, Rates, Tier, cost::cost};
use pointsman_units::{NanoUsd, Rate, Tokens, UnixMillis};
use pointsman_wire::Usage;

const DAY: i64 = 86_400_000;
/// Noon UTC of Sunday 2026-11-22.
const NOON: UnixMillis = UnixMillis(20_779 * DAY + DAY / 2);

fn usage(input: u64, output: u64) -> Usage {
    Usage {
        input: Some(Tokens(input)),
        output: Some(Tokens(output)),
        ..Usage::default()
    }
}

fn rate(dollars: &str) -> Rate {
    Rate::per_million(dollars).unwrap()
}

fn built_in(provider: &str, model: &str, usage: &Usage, at: UnixMillis) -> Cost {
    let catalog = Catalog::built_in();
    let found = catalog.cost(provider, model, usage, at);
    assert_eq!(
        found,
        cost(catalog.offer(provider, model).unwrap(), usage, at)
    );
    found.unwrap()
}

fn offer(prices: Vec<Price>) -> Offer {
    Offer {
        prices,
        ..Offer::default()
    }
}

fn price(from: &str, rates: Rates) -> Price {
    Price {
        from: from.to_owned(),
        rates,
        ..Price::default()
    }
}

/// Lines as `part tokens rate`.
fn bill(cost: &Cost) -> Vec<String> {
    let line = |line: &pointsman_catalog::CostLine| {
        format!(
            "{:?} {} {}",
            line.part,
            line.tokens.0,
            line.rate.to_per_million()
        )
    };
    cost.lines.iter().map(line).collect()
}

#[test]
fn gpt_5_mini_with_a_warm_cache_is_charged_to_the_nano_dollar() {
    let used = Usage {
        cached: Some(Tokens(16_384)),
        reasoning: Some(Tokens(640)),
        ..usage(18_204, 1_126)
    };
    let cost = built_in("openai", "gpt-5-mini", &used, NOON);
    // 1,820 × 0.25 + 16,384 × 0.025 + 1,126 × 2 = 455 + 409.6 + 2,252 micro-dollars.
    assert_eq!(cost.total, NanoUsd(3_116_600));
    assert_eq!(
        bill(&cost),
        ["Cached 16384 0.025", "Input 1820 0.25", "Output 1126 2"]
    );
    assert_eq!(cost.price_from, "2026-07-02");
    assert_eq!(cost.price_source, "models.dev f3fc692, litellm 1.109.1");
}

#[test]
fn a_larger_tier_holds_for_the_whole_call_and_only_above_its_size() {
    // Gemini 2.5 Pro: 1.25 and 10 up to 200,000 input tokens, 2.5 and 15 above.
    let at_size = built_in("gemini", "gemini-2.5-pro", &usage(200_000, 1_000), NOON);
    assert_eq!(at_size.total, NanoUsd(250_000_000 + 10_000_000));
    let above = built_in("gemini", "gemini-2.5-pro", &usage(200_001, 1_000), NOON);
    assert_eq!(above.total, NanoUsd(500_002_500 + 15_000_000));
}

#[test]
fn deepseek_halves_its_price_off_peak() {
    // Peak is 01:00 to 04:00 and 06:00 to 10:00 UTC from Monday to Friday; noon is a Sunday.
    let at = |days: i64, hour: i64| UnixMillis(NOON.0 + days * DAY + (hour - 12) * 3_600_000);
    let total = |at| built_in("deepseek", "deepseek-v4-pro", &usage(1_000_000, 0), at).total;
    assert_eq!(total(at(0, 8)), NanoUsd(660_000_000));
    assert_eq!(total(at(1, 8)), NanoUsd(1_320_000_000));
    assert_eq!(total(at(1, 5)), NanoUsd(660_000_000));
    assert_eq!(total(at(1, 10)), NanoUsd(660_000_000));
    assert_eq!(total(UnixMillis(at(1, 10).0 - 1)), NanoUsd(1_320_000_000));
}

#[test]
fn qwen_charges_the_whole_output_of_a_thinking_answer_at_the_thinking_price() {
    let plain = built_in("qwen", "qwen-plus", &usage(1_000, 1_000), NOON);
    assert_eq!(plain.total, NanoUsd(400_000 + 1_200_000));
    let thought = Usage {
        reasoning: Some(Tokens(600)),
        ..usage(1_000, 1_000)
    };
    let thought = built_in("qwen", "qwen-plus", &thought, NOON);
    assert_eq!(thought.total, NanoUsd(400_000 + 4_000_000));
    assert_eq!(
        bill(&thought),
        ["Input 1000 0.4", "Reasoning 600 4", "Output 400 4"]
    );
}

#[test]
fn reasoning_with_a_price_of_its_own_leaves_the_output() {
    let used = Usage {
        reasoning: Some(Tokens(300)),
        ..usage(1_000, 1_000)
    };
    let cost = built_in("simulator", "sim-thinker", &used, UnixMillis(0));
    assert_eq!(
        bill(&cost),
        ["Input 1000 4", "Reasoning 300 20", "Output 700 16"]
    );
    assert_eq!(cost.total, NanoUsd(4_000_000 + 6_000_000 + 11_200_000));
}

#[test]
fn parts_without_a_price_are_charged_as_their_whole() {
    let bare = Rates {
        input: rate("1"),
        output: rate("3"),
        ..Rates::default()
    };
    let writes = Rates {
        cache_write: Some(rate("2")),
        ..bare
    };
    let used = Usage {
        cached: Some(Tokens(100)),
        cache_write: Some(Tokens(200)),
        cache_write_1h: Some(Tokens(300)),
        audio_in: Some(Tokens(50)),
        audio_out: Some(Tokens(10)),
        ..usage(1_000, 100)
    };
    let total = |rates| {
        cost(&offer(vec![price("2026-01-01", rates)]), &used, NOON)
            .unwrap()
            .total
    };
    assert_eq!(total(bare), NanoUsd(1_000_000 + 300_000));
    assert_eq!(
        total(writes),
        NanoUsd(500_000 + 2 * 500_000 + 300_000),
        "an hour's write as five minutes'"
    );
}

#[test]
fn unknown_is_unpriced_and_zero_is_a_price() {
    let rates = Rates::default();
    let free = offer(vec![price("2026-01-01", rates)]);
    let unknown = |change: fn(&mut Usage)| {
        let mut used = usage(10, 10);
        change(&mut used);
        cost(&free, &used, NOON)
    };
    assert_eq!(unknown(|used| used.input = None), None);
    assert_eq!(unknown(|used| used.output = None), None);
    assert_eq!(unknown(|_| ()).unwrap().total, NanoUsd::ZERO);
    assert_eq!(cost(&offer(Vec::new()), &usage(10, 10), NOON), None);
}

#[test]
fn the_row_of_the_day_holds_in_utc_and_none_before_the_first() {
    let row = |from, input| {
        let input = rate(input);
        price(
            from,
            Rates {
                input,
                ..Rates::default()
            },
        )
    };
    let offer = offer(vec![row("2026-11-01", "1"), row("2026-11-22", "2")]);
    let from = |at| {
        cost(&offer, &usage(1_000_000, 0), UnixMillis(at)).map(|cost| (cost.total, cost.price_from))
    };
    let midnight = 20_779 * DAY;
    assert_eq!(
        from(midnight).unwrap(),
        (NanoUsd(2_000_000_000), "2026-11-22".to_owned())
    );
    assert_eq!(
        from(midnight - 1).unwrap(),
        (NanoUsd(1_000_000_000), "2026-11-01".to_owned())
    );
    assert_eq!(from(midnight - 22 * DAY), None);
}

#[test]
fn the_sum_is_rounded_once() {
    // Three parts of 0.4 nano-dollars are 1.2, not three times nothing.
    let rates = Rates {
        input: Rate(400),
        cached: Some(Rate(400)),
        output: Rate(400),
        ..Rates::default()
    };
    let used = Usage {
        cached: Some(Tokens(1)),
        ..usage(2, 1)
    };
    let total = cost(&offer(vec![price("2026-01-01", rates)]), &used, NOON)
        .unwrap()
        .total;
    assert_eq!(total, NanoUsd(1));
}

#[test]
fn what_no_ledger_can_hold_is_unpriced_and_does_not_overflow() {
    let most = Rates {
        input: Rate(i64::MAX),
        output: Rate(i64::MAX),
        ..Rates::default()
    };
    let offer = offer(vec![price("2026-01-01", most)]);
    assert_eq!(cost(&offer, &usage(u64::MAX, u64::MAX), NOON), None);
    assert_eq!(
        cost(&offer, &usage(u64::MAX, 0), UnixMillis(i64::MAX)),
        None
    );
    assert_eq!(cost(&offer, &usage(1, 1), UnixMillis(i64::MIN)), None);
}

/// A small generator with a seed: the cases are the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn maybe(&mut self, bound: u64) -> Option<u64> {
        (self.below(3) > 0).then(|| self.below(bound))
    }

    fn rates(&mut self) -> Rates {
        let part = |dice: &mut Self| dice.maybe(20_000_000).map(|pico| Rate(pico as i64));
        Rates {
            cached: part(self),
            cache_write: part(self),
            cache_write_1h: part(self),
            audio_in: part(self),
            reasoning: part(self),
            thinking: part(self),
            audio_out: part(self),
            input: Rate(self.below(20_000_000) as i64),
            output: Rate(self.below(20_000_000) as i64),
        }
    }

    /// Parts are as often as not larger than their whole.
    fn usage(&mut self) -> Usage {
        let part = |dice: &mut Self| dice.maybe(2_000).map(Tokens);
        Usage {
            cached: part(self),
            cache_write: part(self),
            cache_write_1h: part(self),
            audio_in: part(self),
            reasoning: part(self),
            audio_out: part(self),
            ..usage(self.below(2_000), self.below(2_000))
        }
    }
}

#[test]
fn parts_always_add_up_to_what_was_counted_and_the_total_to_the_parts() {
    let mut dice = Dice(0x5eed);
    for round in 0..20_000 {
        let tier = Tier {
            above_input: dice.below(2_000),
            rates: dice.rates(),
        };
        let row = Price {
            tiers: vec![tier],
            ..price("2026-01-01", dice.rates())
        };
        let used = dice.usage();
        let (input, output) = (used.input.unwrap().0, used.output.unwrap().0);
        let rates = if input > tier.above_input {
            tier.rates
        } else {
            row.rates
        };
        let found = cost(&offer(vec![row]), &used, NOON).unwrap();
        let sum = |parts: &[CostPart]| -> u64 {
            let lines = found.lines.iter().filter(|line| parts.contains(&line.part));
            lines.map(|line| line.tokens.0).sum()
        };
        use CostPart::{
            AudioIn, AudioOut, CacheWrite, CacheWrite1h, Cached, Input, Output, Reasoning,
        };
        assert_eq!(
            sum(&[Input, Cached, CacheWrite, CacheWrite1h, AudioIn]),
            input,
            "round {round}"
        );
        assert_eq!(sum(&[Output, Reasoning, AudioOut]), output, "round {round}");
        let pico: i128 = found
            .lines
            .iter()
            .map(|line| line.rate.times(line.tokens.0))
            .sum();
        assert_eq!(
            i128::from(found.total.0),
            (pico + 500) / 1_000,
            "round {round}"
        );
        let known = [
            Some(rates.input),
            rates.cached,
            rates.cache_write,
            rates.cache_write_1h,
            rates.audio_in,
            Some(rates.output),
            rates.reasoning,
            rates.thinking,
            rates.audio_out,
        ];
        assert!(
            found
                .lines
                .iter()
                .all(|line| known.contains(&Some(line.rate))),
            "round {round}"
        );
    }
}

#[test]
fn every_built_in_price_costs_more_for_more() {
    let catalog = Catalog::built_in();
    for provider in catalog.providers() {
        for offer in catalog
            .offers(&provider.id)
            .filter(|offer| !offer.prices.is_empty())
        {
            let small = cost(offer, &usage(1_000, 1_000), NOON).unwrap().total;
            let large = cost(offer, &usage(2_000_000, 2_000_000), NOON)
                .unwrap()
                .total;
            assert!(
                small <= large && small >= NanoUsd::ZERO,
                "{}/{}",
                provider.id,
                offer.id
            );
        }
    }
}

#[test]
fn a_region_adds_its_surcharge_to_the_models_it_is_for() {
    let catalog = Catalog::built_in();
    let usage = usage(1_000_000, 0);
    let at = NOON;
    let listed = catalog
        .cost("mistral", "mistral-large-latest", &usage, at)
        .unwrap();
    let regional =
        |provider, model, region| catalog.cost_in(provider, model, Some(region), &usage, at);
    let eu = regional("mistral", "mistral-large-latest", "eu").unwrap();
    assert_eq!(eu.total.0, listed.total.0 / 10 * 11);
    assert!(
        eu.price_source.ends_with(", regional +10 %"),
        "{}",
        eu.price_source
    );
    // Released before the day from which OpenAI charges more.
    let older = catalog.cost("openai", "gpt-5-mini", &usage, at);
    assert!(older.is_some());
    assert_eq!(regional("openai", "gpt-5-mini", "eu"), older);
    // Not known when it was released, so not known what it costs there.
    let undated = catalog
        .offers("openai")
        .find(|offer| offer.released.is_none() && !offer.prices.is_empty())
        .unwrap();
    assert_eq!(regional("openai", &undated.id, "eu"), None);
}
