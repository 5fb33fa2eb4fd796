//! One attempt: out with the edited request, and back with a whole answer, a stream or a failure.

use super::course::{Course, Limit};
use super::cross::Written;
use super::tries::{Fall, Reply};
use crate::account::{KeyRef, Signer};
use crate::headers;
use crate::health::Pass;
use crate::plan::{Aim, Lane};
use crate::ports::{BodyStream, Incoming, Outgoing};
use crate::record::AttemptReason;
use crate::verdict::{Content, verdict};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::{HeaderMap, HeaderName, HeaderValue};
use pointsman_units::AttemptNo;
use pointsman_wire::{Edit, Failure, FailureKind, Phase};
use std::sync::Arc;
use tokio::time::Instant;
use tracing::Instrument;

/// The largest answer that is not streamed.
const MOST_ANSWER: usize = 64 << 20;
/// The most that is read of an error.
const MOST_ERROR: usize = 1 << 20;

impl Course {
    /// Asks one target. `Ok` when the call is over, answered or not; `Err` when it failed with
    /// nothing given to the client, so that another can be asked.
    pub(super) async fn attempt(
        &mut self,
        aim: &Aim,
        reason: AttemptReason,
        pass: Pass,
        written: Option<Box<Written>>,
    ) -> Result<(), Fall> {
        let key = pass.key().cloned();
        let no = self.open(aim, reason, pass, written.as_deref());
        let span = tracing::debug_span!("attempt", no = no.0, target = %aim.label, ?reason);
        let asked = self
            .ask(aim, no, reason, key, written)
            .instrument(span.clone())
            .await;
        if let Err(fall) = &asked {
            span.in_scope(|| tracing::debug!(kind = %fall.failure.kind, "failed"));
            self.close(Some(&fall.failure));
        }
        asked
    }

    async fn ask(
        &mut self,
        aim: &Aim,
        no: AttemptNo,
        reason: AttemptReason,
        key: Option<KeyRef>,
        written: Option<Box<Written>>,
    ) -> Result<(), Fall> {
        let ask_usage = self.asks_usage(aim);
        let (headers, body) = match &written {
            None => (
                headers::outbound(&self.headers, self.codec.dialect()),
                self.spliced(aim, reason, ask_usage),
            ),
            Some(written) => (
                headers::outbound_across(&self.headers),
                written.body.clone(),
            ),
        };
        let outgoing = Outgoing {
            call: self.id(),
            attempt: no,
            account: Arc::clone(&aim.account),
            key,
            credential: self.credential(aim),
            endpoint: aim.endpoint,
            path: path(aim, reason, self.peek.stream),
            headers,
            body,
            model: aim.model.to_string(),
            stream: self.peek.stream,
            connect: self.limit(Phase::Connect, Instant::now()).left(),
        };
        let limit = self.first_limit();
        let sent = self.engine.parts.upstream.send(outgoing);
        let mut incoming = match self.wait(limit.at, sent).await {
            Some(sent) => sent?,
            None => return Err(limit.failure().into()),
        };
        self.head_came(incoming.status);
        self.learn(&incoming.headers);
        match incoming.status {
            200..=299 if self.peek.stream => {
                let tap = match written {
                    None => self.tap(aim, reason, ask_usage),
                    Some(written) => self.cross_tap(aim, reason, *written)?,
                };
                incoming.headers = self.told_headers(aim, incoming.headers);
                self.relay(incoming, tap).await
            }
            200..=299 => self.whole(aim, incoming, written).await,
            400.. => Err(self.refused(aim, incoming).await),
            odd => {
                let what =
                    format!("the provider answered {odd}, which is neither an answer nor an error");
                Err(Failure::new(FailureKind::Malformed, what).into())
            }
        }
    }

    /// The caller's own credential, for an account that passes it on.
    fn credential(&self, aim: &Aim) -> Option<(HeaderName, HeaderValue)> {
        match aim.account.signer {
            Signer::Account => None,
            Signer::Caller => {
                let (name, value) = headers::credential(&self.headers, self.codec.dialect())?;
                let mut value = value.clone();
                value.set_sensitive(true);
                Some((HeaderName::from_static(name), value))
            }
        }
    }

    /// The client's own bytes, as far as the target takes them.
    fn spliced(&self, aim: &Aim, reason: AttemptReason, ask_usage: bool) -> Bytes {
        let edit = Edit {
            model: &aim.model,
            ask_usage,
            prefill: self.prefill(aim, reason),
            fit: aim.endpoint.fit(),
        };
        self.codec.splice(&self.body, &self.peek, &edit)
    }

    /// Whether usage is asked for on our own account: the client streams, did not ask, and the
    /// provider takes the question.
    fn asks_usage(&self, aim: &Aim) -> bool {
        self.peek.stream && !self.peek.wants_usage && aim.endpoint.stream_usage
    }

    /// When the first content must be there. An answer that is not streamed comes when all of it
    /// is ready, so only the call's end bounds it; but one that never comes leaves half of the time
    /// to the targets behind it.
    pub(super) fn first_limit(&mut self) -> Limit {
        let began = self.running().map_or_else(Instant::now, |run| run.began);
        match self.peek.stream {
            true => self.limit(Phase::FirstToken, began),
            false if self.others_left => self.half(began),
            false => self.limit(Phase::Total, began),
        }
    }

    /// The next piece of an answer; `None` at its end.
    pub(super) async fn piece(
        &mut self,
        body: &mut BodyStream,
        limit: &Limit,
    ) -> Result<Option<Bytes>, Failure> {
        match self.wait(limit.at, body.next()).await {
            Some(piece) => piece.transpose(),
            None => Err(limit.failure()),
        }
    }

    async fn whole(
        &mut self,
        aim: &Aim,
        incoming: Incoming,
        written: Option<Box<Written>>,
    ) -> Result<(), Fall> {
        let Incoming {
            status,
            headers,
            mut body,
        } = incoming;
        let first = self.first_limit();
        let Gathered { bytes, broke } = self.gather(&mut body, first, MOST_ANSWER).await;
        if let Some(failure) = broke {
            return Err(failure.into());
        }
        // The connection is free before the client takes its time.
        drop(body);
        let read = match &written {
            None => self.codec.read_whole(&bytes).map(|reply| (reply, None)),
            Some(written) => {
                let crossed = self.cross_whole(aim, &bytes, written);
                crossed.map(|(reply, ours)| (reply, Some(ours)))
            }
        };
        let headers = self.told_headers(aim, headers);
        let (reply, ours) = match read {
            Ok(read) => read,
            Err(failure) => return Err(disguised(failure, headers, bytes, aim.lane)),
        };
        if let Some(run) = self.running() {
            run.reply = Some(reply);
        }
        self.give_whole(status, &headers, ours.unwrap_or(bytes))
            .await;
        Ok(())
    }

    /// Reads an error. What cannot be read of it is left out: its status tells most.
    async fn refused(&mut self, aim: &Aim, incoming: Incoming) -> Fall {
        let Incoming {
            status,
            headers,
            mut body,
        } = incoming;
        let first = self.limit(Phase::Idle, Instant::now());
        let Gathered { bytes, broke } = self.gather(&mut body, first, MOST_ERROR).await;
        let failure = aim.codec().read_failure(status, &headers, &bytes);
        let reply = broke.is_none().then(|| Reply {
            status,
            headers: self.told_headers(aim, headers),
            body: bytes,
            lane: aim.lane,
        });
        Fall { failure, reply }
    }

    /// Gathers a body up to a size. Pieces behind the first may each take the idle deadline.
    async fn gather(&mut self, body: &mut BodyStream, first: Limit, most: usize) -> Gathered {
        let mut limit = first;
        let mut held = Bytes::new();
        let mut more = BytesMut::new();
        let broke = loop {
            let piece = match self.piece(body, &limit).await {
                Ok(Some(piece)) => piece,
                Ok(None) => break None,
                Err(failure) => break Some(failure),
            };
            if held.len() + more.len() + piece.len() > most {
                let what = format!("the answer is larger than {most} bytes");
                break Some(Failure::new(FailureKind::Malformed, what));
            }
            if held.is_empty() {
                held = piece;
            } else {
                more.extend_from_slice(&piece);
            }
            limit = self.limit(Phase::Idle, Instant::now());
        };
        Gathered {
            bytes: joined(held, &more),
            broke,
        }
    }
}

/// An answer of a good status that is none. Where it holds the provider's own error, that is what a
/// client may be given, under the status that it should have had: with a good one an SDK would take
/// it for an answer.
fn disguised(failure: Failure, headers: HeaderMap, body: Bytes, lane: Lane) -> Fall {
    let ours = matches!(failure.kind, FailureKind::Malformed | FailureKind::Cut);
    let reply = (!ours).then(|| Reply {
        status: verdict(failure.kind, Content::Held).status,
        headers,
        body,
        lane,
    });
    Fall { failure, reply }
}

/// A body as far as it came.
struct Gathered {
    bytes: Bytes,
    /// Why it is not all of it.
    broke: Option<Failure>,
}

/// Where an attempt goes. Some providers take the beginning of an answer elsewhere.
fn path(aim: &Aim, reason: AttemptReason, stream: bool) -> &'static str {
    if let AttemptReason::Continue(_) = reason
        && let Some(elsewhere) = aim.endpoint.prefill_of(&aim.model)
        && let Some(converse) = &elsewhere.converse
    {
        return converse;
    }
    aim.endpoint.path(stream)
}

/// Most answers come in one piece, which is then not copied.
fn joined(first: Bytes, more: &BytesMut) -> Bytes {
    if more.is_empty() {
        return first;
    }
    let mut all = BytesMut::with_capacity(first.len() + more.len());
    all.extend_from_slice(&first);
    all.extend_from_slice(more);
    all.freeze()
}
