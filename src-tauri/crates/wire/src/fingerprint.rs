//! What makes a prompt this prompt, in 64 bits: the same across releases and machines.
//!
//! Bytes, not meaning: another client's spacing or escapes make another fingerprint. Knows no dialect.

use sha2::{Digest, Sha256};

/// Takes the parts of a prompt that stay from call to call.
#[derive(Default)]
pub struct Fingerprint {
    hash: Sha256,
    any: bool,
}

impl Fingerprint {
    /// Adds a part: of the system's words, under the same tag in every dialect.
    pub fn system(&mut self, bytes: &[u8]) {
        self.part(b's', bytes);
    }

    /// Adds the tools.
    pub fn tools(&mut self, bytes: &[u8]) {
        self.part(b't', bytes);
    }

    fn part(&mut self, tag: u8, bytes: &[u8]) {
        self.any = true;
        // Tag and length keep "ab" + "c" apart from "a" + "bc".
        self.hash.update([tag]);
        self.hash.update((bytes.len() as u64).to_be_bytes());
        self.hash.update(bytes);
    }

    /// The first 64 bits of SHA-256 over all parts; `None` when there was none.
    pub fn told(self) -> Option<u64> {
        if !self.any {
            return None;
        }
        let digest = self.hash.finalize();
        digest.first_chunk().map(|eight| u64::from_be_bytes(*eight))
    }
}
