//! Seeded chance: the same splits on every run.

/// SplitMix64, <https://prng.di.unimi.it/splitmix64.c>.
pub struct Chance(pub u64);

impl Chance {
    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Cuts `bytes` at random places: mostly small pieces, some large.
    pub fn split<'a>(&mut self, bytes: &'a [u8]) -> Vec<&'a [u8]> {
        let mut pieces = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let scale = [1, 8, 64, 512, 4096][(self.next() % 5) as usize];
            let len = (1 + self.next() as usize % scale).min(rest.len());
            pieces.push(&rest[..len]);
            rest = &rest[len..];
        }
        pieces
    }
}
