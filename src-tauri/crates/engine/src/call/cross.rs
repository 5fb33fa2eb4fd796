//! The translated lane: a call whose target speaks another dialect than the client. Its request is
//! read into the canon once, written for each target anew, and each answer is written back.
//!
//! Knows what a canon is and no dialect: reading and writing are the tongues' business. A call that
//! stays in its dialect never comes here.

use super::course::Course;
use super::tell;
use crate::headers;
use crate::plan::{Aim, Lane};
use crate::record::AttemptReason;
use bytes::Bytes;
use http::HeaderMap;
use pointsman_wire::canon::{
    Asked, Crossing, Feature, Joined, Losses, Part, Request, Role, Tongue, Turn, custom, keep,
};
use pointsman_wire::{
    Codec, Edit, Failure, FailureKind, PathSays, Prefill, Tap, Told, WholeReply, codec, renamed,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A client's request as every dialect can be written from it.
pub(super) struct Canon {
    request: Request,
    /// What could not be read into it.
    losses: Losses,
}

/// A request as its target reads it.
pub(super) struct Written {
    /// The body.
    pub body: Bytes,
    /// What did not cross.
    pub losses: Losses,
    /// What the writing of the answer needs.
    pub asked: Asked,
    /// The tools that take free text and were written as functions.
    pub lowered: BTreeSet<String>,
}

/// Why a target of another dialect is not asked.
pub(super) enum Unfit {
    /// The client's request cannot be read.
    Body(Told),
    /// The chain forbids what would be lost.
    Loses(Feature),
}

impl Aim {
    /// The codec of what its endpoint speaks.
    pub(super) fn codec(&self) -> &'static dyn Codec {
        codec(self.endpoint.dialect)
    }
}

impl Course {
    /// The request for a target that speaks another dialect; `None` for one that speaks the client's.
    pub(super) fn cross(
        &mut self,
        aim: &Aim,
        reason: AttemptReason,
    ) -> Result<Option<Box<Written>>, Unfit> {
        match aim.lane {
            Lane::Verbatim => Ok(None),
            Lane::Translated => self.write_across(aim, reason).map(|it| Some(Box::new(it))),
        }
    }

    fn write_across(&mut self, aim: &Aim, reason: AttemptReason) -> Result<Written, Unfit> {
        self.read_canon().map_err(Unfit::Body)?;
        let (Some(canon), Some(theirs)) = (&self.canon, aim.codec().tongue()) else {
            return Err(Unfit::Body(tell::no_tongue()));
        };
        let catalog = self.engine.parts.catalog;
        let offer = catalog.offer(&aim.provider.id, &aim.model);
        let manner = aim.endpoint.manner(&aim.model, offer);
        let mut losses = canon.losses.clone();
        let prefill = self.prefill(aim, reason);
        let plain = (!theirs.takes_custom()).then(|| custom::lowered(&canon.request));
        let (plain, lowered) = plain.flatten().unzip();
        let request = plain.as_ref().unwrap_or(&canon.request);
        let body = match prefill.filter(is_bare) {
            Some(bare) => {
                let mut longer = request.clone();
                let turn = Turn::of(Role::Assistant, vec![Part::text(bare.text)]);
                longer.turns.push(turn);
                theirs.write_request(&longer, &manner, &mut losses)
            }
            None => theirs.write_request(request, &manner, &mut losses),
        };
        if let Some(loss) = losses
            .all()
            .iter()
            .find(|loss| self.forbid.contains(&loss.feature))
        {
            return Err(Unfit::Loses(loss.feature));
        }
        let flagged = prefill.filter(|prefill| !is_bare(prefill));
        let request = &canon.request;
        let tool = request.schema_tool().filter(|_| !manner.takes_schema);
        Ok(Written {
            body: fitted(aim, body, flagged, request.stream),
            losses,
            asked: Asked {
                id: self.id().to_string(),
                model: self.peek.model.clone(),
                now: u64::try_from(self.at().0 / 1000).unwrap_or(0),
                wants_usage: self.peek.wants_usage,
                shows_reasoning: request.reasoning.show,
                schema_tool: tool.map(str::to_owned),
                request: Some(self.body.clone()),
            },
            lowered: lowered.unwrap_or_default(),
        })
    }

    /// Reads the client's request, the first time that somebody needs it.
    fn read_canon(&mut self) -> Result<(), Told> {
        if self.canon.is_some() {
            return Ok(());
        }
        let ours = self.codec.tongue().ok_or_else(tell::no_tongue)?;
        let mut losses = Losses::default();
        let earlier = ours
            .goes_on_from(&self.body)
            .and_then(|answer| self.engine.memory.turns(self.caller_key(), &answer));
        let read = match earlier {
            Some(turns) => ours.read_continued(&self.body, turns, &mut losses),
            None => ours.read_request(&self.body, &mut losses),
        };
        let mut request = read.map_err(tell::bad_body)?;
        // Where the path says them, the body does not.
        request.model.clone_from(&self.peek.model);
        request.stream = self.peek.stream;
        request.name_results();
        let (memory, caller) = (&self.engine.memory, self.caller_key());
        keep::lay_back(&mut request, |id| memory.of(caller, id));
        self.canon = Some(Box::new(Canon { request, losses }));
        Ok(())
    }

    /// The tap of a stream that comes from another dialect.
    pub(super) fn cross_tap(
        &self,
        aim: &Aim,
        reason: AttemptReason,
        written: Written,
    ) -> Result<Box<dyn Tap>, Failure> {
        let Written {
            mut asked, lowered, ..
        } = written;
        let (theirs, ours) = self.tongues(aim)?;
        let choices = self.peek.choices.unwrap_or(1);
        let joint = self.joint(aim, reason);
        // What is hidden of a stream that is joined is hidden by whoever joins it.
        asked.wants_usage |= joint.is_some();
        let reader = custom::raised(theirs.reader(choices), lowered);
        let mut crossing = Crossing::new(reader, ours.writer(asked));
        if self.to_keep().is_some() {
            crossing.keep_whole();
        }
        let mut tap: Box<dyn Tap> = match joint {
            Some(joint) => Box::new(Joined::new(crossing, self.codec.join(joint))),
            None => Box::new(crossing),
        };
        tap.expect_choices(choices);
        self.keep_text(tap.as_mut());
        Ok(tap)
    }

    /// Reads a whole answer of another dialect and writes it for the client.
    pub(super) fn cross_whole(
        &mut self,
        aim: &Aim,
        body: &[u8],
        written: &Written,
    ) -> Result<(WholeReply, Bytes), Failure> {
        let (theirs, ours) = self.tongues(aim)?;
        let mut losses = Losses::default();
        let mut reply = theirs.read_reply(body, &mut losses)?;
        custom::raise(&mut reply, &written.lowered);
        let ours = ours.write_reply(&reply, &written.asked, &mut losses);
        let first = reply.choices.first().map(|choice| choice.parts.as_slice());
        let kept = keep::gather(first.unwrap_or_default());
        self.engine.memory.hold(self.caller_key(), kept);
        self.keep_turns(first.map(<[Part]>::to_vec));
        if let Some(run) = self.running() {
            run.losses.append(losses);
        }
        let parts = reply.choices.iter().flat_map(|choice| &choice.parts);
        let read = WholeReply {
            usage: reply.usage,
            text_bytes: parts.map(said).sum(),
            model: reply.model,
        };
        Ok((read, ours))
    }

    fn tongues(&self, aim: &Aim) -> Result<(&'static dyn Tongue, &'static dyn Tongue), Failure> {
        let both = aim.codec().tongue().zip(self.codec.tongue());
        both.ok_or_else(|| Failure::new(FailureKind::Bug, "a call crosses that cannot"))
    }

    /// The headers of an answer as the client looks for them.
    pub(super) fn told_headers(&self, aim: &Aim, from: HeaderMap) -> HeaderMap {
        match aim.lane {
            Lane::Verbatim => from,
            Lane::Translated => {
                let now = self.engine.parts.clock.now();
                let renamed = renamed(&from, self.codec.dialect(), now);
                headers::inbound_across(&from, renamed)
            }
        }
    }

    /// Notes what a stream lost on its way, and holds what must come back with its tool calls.
    pub(super) fn note_crossing(&self, tap: &dyn Tap, losses: &mut Losses) {
        if let Some(crossing) = tap.crossing() {
            losses.append(crossing.losses());
            let kept = keep::gather(&crossing.parts());
            self.engine.memory.hold(self.caller_key(), kept);
            self.keep_turns(crossing.answer());
        }
    }

    /// Holds the conversation up to this answer, where its client may go on from there.
    fn keep_turns(&self, answer: Option<Vec<Part>>) {
        if let (Some(parts), Some((id, mut turns))) = (answer, self.to_keep()) {
            turns.push(Turn::of(Role::Assistant, parts));
            self.engine.memory.hold_turns(self.caller_key(), id, turns);
        }
    }

    fn to_keep(&self) -> Option<(String, Vec<Turn>)> {
        let request = &self.canon.as_ref()?.request;
        let ours = self.codec.tongue()?;
        ours.to_keep(&self.body, request, &self.id().to_string())
    }

    fn caller_key(&self) -> &Arc<str> {
        &self.caller.key
    }
}

/// Whether the beginning of an answer is a turn like any other.
fn is_bare(prefill: &Prefill<'_>) -> bool {
    prefill.turn.is_empty() && prefill.request.is_empty()
}

/// A request as an endpoint takes it: what it refuses is left out, what it calls otherwise renamed.
fn fitted(aim: &Aim, body: Bytes, prefill: Option<Prefill<'_>>, stream: bool) -> Bytes {
    let fit = aim.endpoint.fit();
    if fit.is_none() && prefill.is_none() {
        return body;
    }
    let path = PathSays {
        model: Some(aim.model.to_string()),
        stream: Some(stream),
        ..PathSays::default()
    };
    let edit = Edit {
        model: &aim.model,
        ask_usage: false,
        prefill,
        fit,
    };
    match aim.codec().peek(&body, &path) {
        Ok(peek) => aim.codec().splice(&body, &peek, &edit),
        // A codec reads what its own tongue wrote.
        Err(_) => body,
    }
}

/// Bytes of text in a part of an answer.
fn said(part: &Part) -> u64 {
    let length = match part {
        Part::Text(text) => text.text.len(),
        Part::Reasoning(thought) => thought.text.len(),
        Part::ToolCall(call) => call.arguments.len(),
        Part::Refusal(text) => text.len(),
        Part::Media(_) | Part::ToolResult(_) => 0,
    };
    u64::try_from(length).unwrap_or(u64::MAX)
}
