//! Chance that can be repeated.

/// The seed of an answer: what the caller names, or else the whole request. The model's name is
/// always part of it, so that two models differ.
pub(super) fn seed(named: Option<i64>, model: &str, body: &[u8]) -> u64 {
    match named {
        Some(named) => hash(hash(FNV_OFFSET, model.as_bytes()), &named.to_le_bytes()),
        None => hash(hash(FNV_OFFSET, model.as_bytes()), body),
    }
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, which stays the same over releases; the standard library's hasher promises no such thing.
fn hash(state: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(state, |state, byte| {
        (state ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Repeatable throws: splitmix64, <https://prng.di.unimi.it/splitmix64.c>.
#[derive(Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, 0 when there is none below.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// One of the items.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let at = self.below(items.len() as u64);
        items.get(usize::try_from(at).unwrap_or(0))
    }

    /// Other dice that do not follow these.
    pub(super) fn fork(&mut self) -> Self {
        Self(self.next())
    }
}
