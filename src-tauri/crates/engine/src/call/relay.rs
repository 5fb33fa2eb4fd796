//! One stream, from the provider to the client, frame by frame and verbatim.
//!
//! Nothing leaves before the first content, or, where the chain wants it so, before the whole answer
//! is there: until then another target can still take over. From then on the answer can only be
//! finished, by whoever can, or ended with an error that the client understands.

use super::course::{Cost, Course};
use super::tries::Fall;
use crate::policy::Delivery;
use crate::ports::{BodyStream, Incoming};
use bytes::Bytes;
use pointsman_wire::{Failure, FailureKind, Phase, Seen, Tap};
use std::time::Duration;
use tokio::time::Instant;

/// The most that is held back while no content has come.
const MOST_HELD: usize = 256 << 10;
/// The most that is held back of an answer that is to be whole before it leaves.
const MOST_ASSURED: usize = 8 << 20;
/// How long a stream stays open behind a whole answer: for the usage, which comes at once where it
/// comes at all. Some providers never close, and their readers would wait.
const GRACE: Duration = Duration::from_secs(2);

/// Whether a provider's stream goes on.
enum Flow {
    /// More may come.
    On(Seen),
    /// It has ended, and is whole.
    Ended,
}

impl Course {
    /// Relays a stream. `Err` while nothing of it has been given to the client, or where the rest of
    /// it can still be had.
    pub(super) async fn relay(
        &mut self,
        incoming: Incoming,
        tap: Box<dyn Tap>,
    ) -> Result<(), Fall> {
        let Incoming {
            status,
            headers,
            mut body,
        } = incoming;
        if let Some(run) = self.running() {
            run.tap = Some(tap);
        }
        let mut held = Vec::new();
        let mut flow = self.until_content(&mut body, &mut held).await?;
        if self.delivery == Delivery::Assured {
            flow = self.until_whole(flow, &mut body, &mut held).await?;
        }
        let target = self.run_label();
        self.answer_head(status, &headers, Cost::Unsaid, target)
            .await;
        self.committed = true;
        loop {
            match flow {
                Flow::On(seen) => self.give_frames(&mut held, seen).await,
                Flow::Ended => {
                    self.give_frames(&mut held, WHOLE).await;
                    self.answered();
                    return Ok(());
                }
            }
            flow = match self.step(&mut body, &mut held).await {
                Ok(flow) => flow,
                Err(failure) => {
                    // The provider is let go before the client takes its time.
                    drop(body);
                    self.give_frames(&mut held, Seen::default()).await;
                    return self.tear(failure).await;
                }
            };
        }
    }

    /// Holds frames back until one has content. A whole answer without any is given as it is.
    async fn until_content(
        &mut self,
        body: &mut BodyStream,
        held: &mut Vec<Bytes>,
    ) -> Result<Flow, Failure> {
        let limit = self.first_limit();
        loop {
            let Some(chunk) = self.piece(body, &limit).await? else {
                return self.end(held);
            };
            let seen = self.push(chunk, held)?;
            if seen.content || seen.whole {
                return Ok(Flow::On(seen));
            }
            if held.iter().map(Bytes::len).sum::<usize>() > MOST_HELD {
                let what = "the stream went on and on without content";
                return Err(Failure::new(FailureKind::Malformed, what));
            }
        }
    }

    /// Holds frames back until the answer is whole, or more than may be held.
    async fn until_whole(
        &mut self,
        mut flow: Flow,
        body: &mut BodyStream,
        held: &mut Vec<Bytes>,
    ) -> Result<Flow, Failure> {
        let mut size: usize = held.iter().map(Bytes::len).sum();
        while let Flow::On(_) = flow {
            if size > MOST_ASSURED {
                self.let_go_early();
                break;
            }
            let from = held.len();
            flow = self.step(body, held).await?;
            size += held.iter().skip(from).map(Bytes::len).sum::<usize>();
        }
        Ok(flow)
    }

    /// More cannot be held: what there is leaves, and header and ledger tell it.
    fn let_go_early(&mut self) {
        self.too_large_to_hold = true;
        tracing::warn!("an answer was too large to be held until it is whole");
        if let Some(run) = self.running() {
            let megabytes = MOST_ASSURED >> 20;
            run.note = Some(format!(
                "the answer left before it was whole: more than {megabytes} MiB is not held back"
            ));
        }
    }

    /// One step of a stream that the client reads. On an error `held` has the sound frames before it.
    async fn step(
        &mut self,
        body: &mut BodyStream,
        held: &mut Vec<Bytes>,
    ) -> Result<Flow, Failure> {
        let mut limit = self.limit(Phase::Idle, Instant::now());
        if let Some(since) = self.running().and_then(|run| run.whole_since) {
            limit.at = limit.at.min(since + GRACE);
        }
        match self.piece(body, &limit).await {
            Ok(Some(chunk)) => self.push(chunk, held).map(Flow::On),
            Ok(None) => self.end(held),
            // A connection that breaks, or is never closed, behind a whole answer has done no harm.
            Err(failure) => self.end(held).map_err(|_| failure),
        }
    }

    fn push(&mut self, chunk: Bytes, held: &mut Vec<Bytes>) -> Result<Seen, Failure> {
        let tap = self.running().and_then(|run| run.tap.as_mut());
        let seen = tap.ok_or_else(no_tap)?.push(chunk, held)?;
        self.saw(seen);
        Ok(seen)
    }

    /// The stream has ended. An unfinished last frame is given only when the stream is whole: the
    /// error that else follows must stand in a frame of its own.
    fn end(&mut self, held: &mut Vec<Bytes>) -> Result<Flow, Failure> {
        let mut tail = Vec::new();
        let tap = self.running().and_then(|run| run.tap.as_mut());
        let seen = tap.ok_or_else(no_tap)?.end(&mut tail)?;
        self.saw(seen);
        held.append(&mut tail);
        Ok(Flow::Ended)
    }

    /// Hands frames over. With the last one of a whole stream the client has all of the answer.
    async fn give_frames(&mut self, held: &mut Vec<Bytes>, seen: Seen) {
        let count = held.len();
        for (place, frame) in held.drain(..).enumerate() {
            if place + 1 == count {
                self.note_whole(seen);
            }
            self.give(frame).await;
        }
        if count > 0 && self.torn.is_some() {
            self.next_ping = Instant::now() + self.keep_alive_every();
        }
        self.note_whole(seen);
    }

    fn note_whole(&mut self, seen: Seen) {
        if let Some(run) = self.running() {
            run.whole |= seen.whole;
        }
    }
}

const WHOLE: Seen = Seen {
    content: true,
    whole: true,
};

fn no_tap() -> Failure {
    Failure::new(FailureKind::Bug, "a stream is relayed without a tap")
}
