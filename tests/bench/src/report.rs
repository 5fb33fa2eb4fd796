//! What came of the run: the medians, and the verdict against each target.

use crate::table::{Measure, Table, Way};

const WAYS: [Way; 5] = [
    Way::Direct,
    Way::Floor,
    Way::Product,
    Way::LedgerOn,
    Way::LedgerOff,
];

/// Prints every median, its spread, and how it compares with the floor.
pub fn print(table: &Table, rounds: usize) {
    println!(
        "\nmedians of {rounds} interleaved rounds (least to most); `x floor` compares what is added to a direct call"
    );
    for measure in Measure::ALL {
        println!("\n{}", measure.title());
        for way in WAYS {
            let Some(median) = table.median(measure, way) else {
                continue;
            };
            let (least, most) = table.spread(measure, way);
            println!(
                "  {:<11} {median:>10.2}   ({least:.2} to {most:.2}){}",
                way.name(),
                comparison(table, measure, way)
            );
        }
    }
}

fn comparison(table: &Table, measure: Measure, way: Way) -> String {
    let times = table.times_floor(measure, way).unwrap_or(f64::NAN);
    let added = table.added(measure, way).unwrap_or(f64::NAN);
    match (way, measure.is_added()) {
        (Way::Direct, _) | (Way::Floor, false) => String::new(),
        (Way::Floor, true) => format!("   adds {added:.1} us"),
        (_, true) => format!("   adds {added:.1} us, x {times:.2} floor"),
        (_, false) => format!("   x {times:.2} floor"),
    }
}

/// A target: what was measured, and what it must and would best be.
struct Target {
    what: &'static str,
    is: Option<f64>,
    must: f64,
    /// `None` where no better was asked for.
    best: Option<f64>,
    /// More is better.
    more: bool,
    unit: &'static str,
}

/// Prints the verdict against each target of the product. Cold starts in ms.
pub fn judge(table: &Table, cold_empty: f64, cold_full: f64) {
    println!("\nverdict (the product with its ledger; targets from the floor of this run)");
    for target in against_floor(table)
        .into_iter()
        .chain(outright(table, cold_empty, cold_full))
        .chain(ledger(table))
    {
        println!("{}", target.line());
    }
}

impl Target {
    fn line(&self) -> String {
        let Some(is) = self.is else {
            return format!("  {:<52} not measured", self.what);
        };
        let reaches = |goal: f64| {
            if self.more { is >= goal } else { is <= goal }
        };
        let word = match self.best {
            Some(best) if reaches(best) => "BEST ",
            Some(_) | None if reaches(self.must) => "holds",
            Some(_) | None => "MISS ",
        };
        let sign = if self.more { ">=" } else { "<=" };
        let best = self
            .best
            .map_or_else(String::new, |best| format!(", best {best:.2}"));
        format!(
            "  {word} {:<50} {is:>9.2} {} ({sign} {:.2}{best})",
            self.what, self.unit, self.must
        )
    }
}

fn against_floor(table: &Table) -> Vec<Target> {
    let times = |what, measure, must, best, more| Target {
        what,
        is: table.times_floor(measure, Way::Product),
        must,
        best: Some(best),
        more,
        unit: "x floor",
    };
    let beyond = |what, measure, must, best| Target {
        what,
        is: difference(table, measure, Way::Product, Way::Floor),
        must,
        best,
        more: false,
        unit: "us over floor",
    };
    vec![
        times("concurrency 1, p50 added", Measure::Alone, 2.0, 1.5, false),
        times("throughput at 64", Measure::Throughput, 0.5, 0.7, true),
        times("CPU per 10,000 at 64", Measure::Cpu, 2.5, 2.0, false),
        times(
            "  with what was put off",
            Measure::CpuInAll,
            2.5,
            2.0,
            false,
        ),
        beyond("1 MB prompt, p50", Measure::Large, 900.0, Some(400.0)),
        beyond(
            "500 streams, per chunk p99",
            Measure::ChunkTail,
            300.0,
            None,
        ),
    ]
}

fn outright(table: &Table, cold_empty: f64, cold_full: f64) -> Vec<Target> {
    let least = |what, is, must, unit| Target {
        what,
        is,
        must,
        best: None,
        more: false,
        unit,
    };
    let memory = |measure| table.median(measure, Way::Product);
    vec![
        least("memory idle", memory(Measure::Idle), 25.0, "MiB"),
        least(
            "memory with 500 streams",
            memory(Measure::Streaming),
            60.0,
            "MiB",
        ),
        least("cold start, empty", Some(cold_empty), 50.0, "ms"),
        least(
            "cold start, ledger of 10 M rows",
            Some(cold_full),
            50.0,
            "ms",
        ),
    ]
}

fn ledger(table: &Table) -> Vec<Target> {
    let throughput = |way| table.median(Measure::Throughput, way);
    let off = table.median(Measure::Alone, Way::LedgerOff);
    vec![
        Target {
            what: "ledger on against off: throughput",
            is: throughput(Way::LedgerOn)
                .zip(throughput(Way::LedgerOff))
                .map(|(on, off)| on / off),
            must: 0.9,
            best: None,
            more: true,
            unit: "x off",
        },
        Target {
            what: "ledger on against off: p50 at concurrency 1",
            is: difference(table, Measure::Alone, Way::LedgerOn, Way::LedgerOff),
            must: off.map_or(10.0, |off| (off * 0.05).max(10.0)),
            best: None,
            more: false,
            unit: "us over off",
        },
    ]
}

fn difference(table: &Table, measure: Measure, way: Way, other: Way) -> Option<f64> {
    Some(table.median(measure, way)? - table.median(measure, other)?)
}
