//! A client's stream, written from events.
//!
//! Texts and refusals side by side are the content of one message; a thought, a call and a picture are
//! items of their own. The numbers of events and items run without a gap.

mod call;
mod desk;
mod items;
mod message;
mod thought;

use super::settings::Settings;
use crate::Usage;
use crate::canon::{Asked, Event, Feature, Finish, Losses, Pen, Why, Writer};
use bytes::Bytes;
use items::Items;

/// Writes one stream.
pub struct ResponsesWriter {
    page: Page,
    items: Items,
    usage: Option<Usage>,
    finish: Finish,
}

/// What every event needs: its number, and the frame around the answer.
pub struct Page {
    asked: Asked,
    settings: Settings,
    /// What items' ids are made of.
    pub stem: String,
    model: String,
    created: u64,
    tier: Option<String>,
    number: u64,
    /// Only the answer at the end is wanted.
    mute: bool,
    /// What the dialect had no place for.
    pub losses: Losses,
}

impl ResponsesWriter {
    /// A stream that answers this request.
    pub fn new(asked: Asked) -> Self {
        let stem = stem(&asked.id);
        Self {
            items: Items::new(asked.schema_tool.clone()),
            page: Page {
                settings: Settings::of(&asked),
                stem,
                model: asked.model.clone(),
                created: asked.now,
                asked,
                tier: None,
                number: 0,
                mute: false,
                losses: Losses::default(),
            },
            usage: None,
            finish: Finish::Stop,
        }
    }

    /// One of which only [`answer`](Self::answer) is wanted.
    pub fn mute(asked: Asked, tier: Option<String>) -> Self {
        let mut writer = Self::new(asked);
        writer.page.mute = true;
        writer.page.tier = tier;
        writer
    }

    /// The whole answer, once everything was written.
    pub fn answer(mut self) -> (Bytes, Losses) {
        let mut pen = Pen::with_room(1024);
        self.whole(&mut pen);
        (pen.done(), self.page.losses)
    }

    fn whole(&mut self, pen: &mut Pen) {
        let status = status(&self.finish);
        self.page.response(
            status,
            &self.finish,
            self.items.done(),
            self.usage.as_ref(),
            pen,
        );
    }

    fn start(&mut self, model: Option<String>, created: Option<u64>, out: &mut Vec<Bytes>) {
        self.page.model = model.unwrap_or_else(|| self.page.asked.model.clone());
        self.page.created = created.unwrap_or(self.page.asked.now);
        for name in ["response.created", "response.in_progress"] {
            self.page.event(name, out, |page, pen| {
                pen.key("response");
                page.response("in_progress", &Finish::Stop, &[], None, pen);
            });
        }
    }

    fn end(&mut self, out: &mut Vec<Bytes>) {
        let name = match status(&self.finish) {
            "failed" => "response.failed",
            "incomplete" => "response.incomplete",
            _ => "response.completed",
        };
        let (items, usage, finish) = (&self.items, self.usage.as_ref(), &self.finish);
        self.page.event(name, out, |page, pen| {
            pen.key("response");
            page.response(status(finish), finish, items.done(), usage, pen);
        });
    }
}

impl Writer for ResponsesWriter {
    fn write(&mut self, event: Event, out: &mut Vec<Bytes>) {
        match event {
            Event::Start { model, created, .. } => self.start(model, created, out),
            Event::Open(slot, _) | Event::Piece(slot, _) | Event::Close(slot)
                if slot.choice > 0 =>
            {
                self.page
                    .losses
                    .lose(Feature::Choices, "choices", Why::NoPlace);
            }
            Event::Open(slot, block) => self.items.open(slot, block, &mut self.page, out),
            Event::Piece(slot, piece) => self.items.piece(slot, piece, &mut self.page, out),
            Event::Close(slot) => self.items.close(slot, &mut self.page, out),
            Event::Usage(usage) => self.usage = Some(usage),
            Event::Finish { choice: 0, finish } => {
                self.items.end(&mut self.page, out);
                self.page.lose_finish(&finish);
                self.finish = finish;
            }
            Event::Finish { .. } => {}
            Event::End => self.end(out),
        }
    }

    fn losses(&self) -> &Losses {
        &self.page.losses
    }
}

impl Page {
    /// Writes an event with its number and what `inside` adds.
    pub fn event(
        &mut self,
        name: &str,
        out: &mut Vec<Bytes>,
        inside: impl FnOnce(&Self, &mut Pen),
    ) {
        if self.mute {
            return;
        }
        let mut pen = Pen::behind(b"event: ");
        pen.bytes(name.as_bytes()).bytes(b"\ndata: ");
        pen.object().member("type", name);
        pen.key("sequence_number").count(self.number);
        self.number += 1;
        inside(self, &mut pen);
        pen.end_object().bytes(b"\n\n");
        out.push(pen.done());
    }

    fn lose_finish(&mut self, finish: &Finish) {
        match finish {
            Finish::StopSequence(_) | Finish::Pause | Finish::Other(_) => {
                let why = Why::Approximated;
                self.losses.lose(Feature::Finish, "finish", why);
            }
            Finish::Stop
            | Finish::Length
            | Finish::ToolCalls
            | Finish::ContentFilter
            | Finish::Refusal
            | Finish::Failed => {}
        }
    }

    /// The answer as it stands.
    fn response(
        &self,
        status: &str,
        finish: &Finish,
        output: &[Bytes],
        usage: Option<&Usage>,
        pen: &mut Pen,
    ) {
        pen.object().member("id", &answer_id(&self.asked.id));
        pen.member("object", "response")
            .key("created_at")
            .count(self.created);
        pen.member("status", status).key("background").flag(false);
        pen.key("error");
        if *finish == Finish::Failed {
            pen.object().member("code", "server_error");
            pen.member("message", "the provider failed in the midst of its answer");
            pen.end_object();
        } else {
            pen.null();
        }
        pen.key("incomplete_details");
        match cut_short(finish) {
            Some(reason) => pen.object().member("reason", reason).end_object(),
            None => pen.null(),
        };
        pen.member("model", &self.model).key("output").array();
        for (at, item) in output.iter().enumerate() {
            pen.bytes(if at > 0 { b"," } else { b"" }).bytes(item);
        }
        pen.end_array();
        if let Some(usage) = usage {
            write_usage(usage, pen);
        }
        self.settings.write(self.tier.as_deref(), pen);
        pen.end_object();
    }
}

/// What an answer is at its end.
fn status(finish: &Finish) -> &'static str {
    match cut_short(finish) {
        Some(_) => "incomplete",
        None if *finish == Finish::Failed => "failed",
        None => "completed",
    }
}

/// Why an answer is not complete.
const fn cut_short(finish: &Finish) -> Option<&'static str> {
    match finish {
        Finish::Length => Some("max_output_tokens"),
        Finish::ContentFilter => Some("content_filter"),
        Finish::Stop
        | Finish::StopSequence(_)
        | Finish::ToolCalls
        | Finish::Refusal
        | Finish::Pause
        | Finish::Failed
        | Finish::Other(_) => None,
    }
}

/// Every count is due, so one that is not known is 0.
fn write_usage(usage: &Usage, pen: &mut Pen) {
    let known = |tokens: Option<pointsman_units::Tokens>| tokens.map_or(0, |tokens| tokens.0);
    let (input, output) = (known(usage.input), known(usage.output));
    let written = known(usage.cache_write).saturating_add(known(usage.cache_write_1h));
    pen.key("usage").object().key("input_tokens").count(input);
    pen.key("input_tokens_details").object();
    pen.key("cached_tokens").count(known(usage.cached));
    pen.key("cache_write_tokens").count(written).end_object();
    pen.key("output_tokens").count(output);
    pen.key("output_tokens_details").object();
    pen.key("reasoning_tokens")
        .count(known(usage.reasoning))
        .end_object();
    pen.key("total_tokens")
        .count(input.saturating_add(output))
        .end_object();
}

/// The id of the answer to a call.
pub fn answer_id(call: &str) -> String {
    format!("resp_{}", stem(call))
}

/// What ids are made of: the call's id, as far as an id may hold it.
pub fn stem(id: &str) -> String {
    let word = |byte: &char| byte.is_ascii_alphanumeric() || *byte == '_';
    let kept: String = id.chars().filter(word).take(40).collect();
    format!("pm{kept}")
}

#[cfg(test)]
mod tests;
