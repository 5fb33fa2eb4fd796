//! Counts of tokens. An unknown count is `None`, never zero.

use serde::{Deserialize, Serialize};

/// A number of tokens as a provider counts them.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    specta::Type,
)]
#[serde(transparent)]
pub struct Tokens(#[specta(type = u32)] pub u64);
