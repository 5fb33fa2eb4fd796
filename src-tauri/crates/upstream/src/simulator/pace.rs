//! When the pieces of an answer are spoken.

use super::frames::Piece;
use super::name::Voice;
use futures_util::stream;
use pointsman_engine::ports::BodyStream;
use std::time::Duration;
use tokio::time::Instant;

/// How fast the simulator speaks. Models differ by multiples of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SimulatorPace {
    /// Until the first token.
    pub first_token: Duration,
    /// For each further token.
    pub per_token: Duration,
    /// How long `sim-slow-first-token` keeps its client waiting behind the head.
    pub slow: Duration,
}

impl Default for SimulatorPace {
    /// A quick model of 2026: a quarter of a second to the first token and about 80 tokens a second.
    /// The slow one outlasts the 20 s that a policy commonly grants.
    fn default() -> Self {
        Self {
            first_token: Duration::from_millis(250),
            per_token: Duration::from_millis(12),
            slow: Duration::from_secs(25),
        }
    }
}

impl SimulatorPace {
    /// No waiting at all, but for what a fault's name asks for.
    pub const INSTANT: Self = Self {
        first_token: Duration::ZERO,
        per_token: Duration::ZERO,
        slow: Duration::from_secs(25),
    };

    /// The usual pace, scaled to the percentage in `POINTSMAN_SIMULATOR_PACE` where that is a number:
    /// how tests of whole processes make the simulator quick.
    pub fn from_environment() -> Self {
        let percent = std::env::var("POINTSMAN_SIMULATOR_PACE");
        let percent = percent.ok().and_then(|percent| percent.parse().ok());
        Self::default().scaled(percent.unwrap_or(100))
    }

    /// Every span at so many percent: 50 is twice as fast, 0 does not wait at all.
    #[must_use]
    pub fn scaled(self, percent: u32) -> Self {
        let scale = |span: Duration| span.saturating_mul(percent) / 100;
        Self {
            first_token: scale(self.first_token),
            per_token: scale(self.per_token),
            slow: scale(self.slow),
        }
    }

    pub(super) fn of(self, voice: Voice) -> Self {
        Self {
            first_token: self.first_token.saturating_mul(voice.first),
            per_token: self.per_token.saturating_mul(voice.token),
            slow: self.slow,
        }
    }
}

/// Waits, without a timer where the time has come already.
pub(super) async fn wait_until(when: Instant) {
    if when > Instant::now() {
        tokio::time::sleep_until(when).await;
    }
}

/// The pieces, each when its last token is spoken. Times are counted from the beginning, so a slow
/// reader does not slow the speaker down.
pub(super) fn spoken(pieces: Vec<Piece>, pace: SimulatorPace, began: Instant) -> BodyStream {
    let state = (pieces.into_iter(), began + pace.first_token);
    Box::pin(stream::unfold(state, move |(mut pieces, due)| async move {
        let piece = pieces.next()?;
        let due = due + pace.per_token.saturating_mul(piece.tokens);
        wait_until(due).await;
        Some((Ok(piece.bytes), (pieces, due)))
    }))
}
