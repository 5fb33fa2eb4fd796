//! The figures of a run: one a round, by measure and way, and their medians.

use std::collections::BTreeMap;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// One call after another, median.
    Alone,
    /// Calls at a steady rate, median.
    Steady,
    /// The same, 99th percentile.
    SteadyTail,
    /// Calls per second with 64 clients.
    Throughput,
    /// CPU of these calls while they ran.
    Cpu,
    /// The same with what was put off until they had ended.
    CpuInAll,
    /// A prompt of a megabyte, median.
    Large,
    /// From asking for a stream to its first chunk, median.
    FirstChunk,
    /// From a chunk's leaving the provider to its arrival, median.
    Chunk,
    /// The same, 99th percentile.
    ChunkTail,
    /// Memory before the first call.
    Idle,
    /// Memory while streams run.
    Streaming,
}

impl Measure {
    /// All, in the order of the report.
    pub const ALL: [Self; 12] = [
        Self::Alone,
        Self::Steady,
        Self::SteadyTail,
        Self::Throughput,
        Self::Cpu,
        Self::CpuInAll,
        Self::Large,
        Self::FirstChunk,
        Self::Chunk,
        Self::ChunkTail,
        Self::Idle,
        Self::Streaming,
    ];

    /// What it is, with its unit.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Alone => "concurrency 1, p50, us",
            Self::Steady => "50 requests/s, p50, us",
            Self::SteadyTail => "50 requests/s, p99, us",
            Self::Throughput => "throughput at 64, requests/s",
            Self::Cpu => "CPU s per 10,000 at 64",
            Self::CpuInAll => "CPU s per 10,000 at 64, with what was put off",
            Self::Large => "1 MB prompt, p50, us",
            Self::FirstChunk => "500 streams, first chunk p50, us",
            Self::Chunk => "500 streams, per chunk p50, us",
            Self::ChunkTail => "500 streams, per chunk p99, us",
            Self::Idle => "memory idle, MiB",
            Self::Streaming => "memory with 500 streams, MiB",
        }
    }

    /// Whether a way is judged by what it adds to a direct call.
    pub const fn is_added(self) -> bool {
        match self {
            Self::Alone
            | Self::Steady
            | Self::SteadyTail
            | Self::Large
            | Self::FirstChunk
            | Self::Chunk
            | Self::ChunkTail => true,
            Self::Throughput | Self::Cpu | Self::CpuInAll | Self::Idle | Self::Streaming => false,
        }
    }
}

/// A way that calls can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// To the provider itself.
    Direct,
    /// Through the thinnest pass-through.
    Floor,
    /// Through the product as users run it.
    Product,
    /// Through its rooms composed by hand, with the ledger.
    LedgerOn,
    /// The same without the ledger.
    LedgerOff,
}

impl Way {
    /// Its name in the report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Floor => "floor",
            Self::Product => "pointsman",
            Self::LedgerOn => "ledger on",
            Self::LedgerOff => "ledger off",
        }
    }
}

/// Figures by measure and way, one per round.
#[derive(Default)]
pub struct Table(BTreeMap<(Measure, Way), Vec<f64>>);

impl Table {
    /// Adds a round's figure.
    pub fn note(&mut self, measure: Measure, way: Way, value: f64) {
        self.0.entry((measure, way)).or_default().push(value);
    }

    /// The median over the rounds; `None` where nothing was measured.
    pub fn median(&self, measure: Measure, way: Way) -> Option<f64> {
        let mut sorted = self.0.get(&(measure, way))?.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied()
    }

    /// The least and the most.
    pub fn spread(&self, measure: Measure, way: Way) -> (f64, f64) {
        let values = self.0.get(&(measure, way)).map_or(&[][..], Vec::as_slice);
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (least, most)
    }

    /// What a way adds to a direct call.
    pub fn added(&self, measure: Measure, way: Way) -> Option<f64> {
        Some(self.median(measure, way)? - self.median(measure, Way::Direct)?)
    }

    /// How a way compares with the floor: by what both add to a direct call, or as they stand.
    pub fn times_floor(&self, measure: Measure, way: Way) -> Option<f64> {
        if measure.is_added() {
            return Some(self.added(measure, way)? / self.added(measure, Way::Floor)?);
        }
        Some(self.median(measure, way)? / self.median(measure, Way::Floor)?)
    }
}

/// A percentile in microseconds of times in nanoseconds.
pub fn percentile(took: &mut [u64], percent: usize) -> f64 {
    took.sort_unstable();
    let at = (took.len() * percent / 100).min(took.len().saturating_sub(1));
    took.get(at)
        .map_or(f64::NAN, |nanos| *nanos as f64 / 1000.0)
}
