//! A whole answer, written for a client.

use super::media::address;
use super::{citations, counts, details, finish, likely, tools};
use crate::canon::{
    Asked, Choice, Feature, Finish, Losses, Media, MediaKind, Part, Pen, Reasoning, Reply, Source,
    Text, ToolCall, Why,
};
use bytes::Bytes;

/// Writes an answer.
pub fn write(reply: &Reply, asked: &Asked, losses: &mut Losses) -> Bytes {
    let mut pen = Pen::with_room(2048);
    let made = || format!("chatcmpl-{}", asked.id);
    pen.object();
    pen.member("id", &reply.id.clone().unwrap_or_else(made));
    pen.member("object", "chat.completion");
    pen.key("created").count(reply.created.unwrap_or(asked.now));
    pen.member("model", reply.model.as_deref().unwrap_or(&asked.model));
    pen.key("choices").array();
    for (at, choice) in reply.choices.iter().enumerate() {
        pen.object().key("index").count(at as u64);
        let mut said = Said::of(&choice.parts, asked);
        pen.key("message").object().member("role", "assistant");
        said.write(asked, &mut pen, losses);
        pen.end_object();
        match choice.logprobs.as_slice() {
            [] => drop(pen.key("logprobs").null()),
            all => likely::write(all, &mut pen),
        }
        let finish = said.finish(choice);
        pen.member("finish_reason", finish::word(finish, losses));
        pen.end_object();
    }
    pen.end_array();
    if let Some(usage) = &reply.usage {
        counts::write(usage, &mut pen);
    }
    tier(reply.service_tier.as_deref(), &mut pen, losses);
    pen.end_object();
    pen.done()
}

/// The service tier, where it is one that the dialect has a word for.
pub fn tier(tier: Option<&str>, pen: &mut Pen, losses: &mut Losses) {
    match tier {
        None => {}
        Some(tier @ ("auto" | "default" | "flex" | "scale" | "priority")) => {
            pen.member("service_tier", tier);
        }
        Some(_) => losses.lose(Feature::ServiceTier, "service_tier", Why::Foreign),
    }
}

/// What an answer says, by kind.
#[derive(Default)]
struct Said<'a> {
    texts: Vec<&'a Text>,
    thoughts: Vec<&'a Reasoning>,
    calls: Vec<&'a ToolCall>,
    media: Vec<&'a Media>,
    refusal: Option<&'a str>,
    /// The answer of a schema, which came as the arguments of a tool.
    schema: Option<&'a str>,
}

impl<'a> Said<'a> {
    fn of(parts: &'a [Part], asked: &Asked) -> Self {
        let mut said = Self::default();
        for part in parts {
            match part {
                Part::Text(text) => said.texts.push(text),
                Part::Reasoning(thought) => said.thoughts.push(thought),
                Part::ToolCall(call) if asked.schema_tool.as_ref() == Some(&call.name) => {
                    said.schema = Some(&call.arguments);
                }
                Part::ToolCall(call) => said.calls.push(call),
                Part::Media(media) => said.media.push(media),
                Part::Refusal(words) => said.refusal = Some(words),
                Part::ToolResult(_) => {}
            }
        }
        said
    }

    fn finish<'f>(&self, choice: &'f Choice) -> &'f Finish {
        let stood_in = self.schema.is_some() && self.calls.is_empty();
        match choice.finish == Finish::ToolCalls && stood_in {
            true => &Finish::Stop,
            false => &choice.finish,
        }
    }

    fn write(&mut self, asked: &Asked, pen: &mut Pen, losses: &mut Losses) {
        let text = match (self.schema, self.texts.as_slice()) {
            (Some(schema), _) => schema.to_owned(),
            (None, texts) => texts.iter().map(|text| text.text.as_str()).collect(),
        };
        let says = !text.is_empty() || self.calls.is_empty() && self.refusal.is_none();
        match says {
            true => drop(pen.member("content", &text)),
            false => drop(pen.key("content").null()),
        }
        match self.refusal {
            Some(words) => drop(pen.member("refusal", words)),
            None => drop(pen.key("refusal").null()),
        }
        if asked.shows_reasoning != Some(false) {
            self.thought(pen);
        }
        if !self.calls.is_empty() {
            pen.key("tool_calls").array();
            for call in &self.calls {
                tools::write_call(call, &call.id, pen);
                pen.end_object();
            }
            pen.end_array();
        }
        let cited = self.texts.iter().flat_map(|text| &text.citations);
        citations::write(&cited.collect::<Vec<_>>(), "citations", pen, losses);
        self.media(pen, losses);
    }

    fn thought(&self, pen: &mut Pen) {
        let all = self.thoughts.iter().map(|thought| thought.text.as_str());
        let said: String = all.collect();
        if !said.is_empty() {
            pen.member("reasoning_content", &said);
        }
        let sealed = self.thoughts.iter().any(|thought| thought.seal.is_some());
        let calls = self.calls.iter();
        let calls = calls.filter_map(|call| Some((Some(call.id.as_str()), call.seal.as_ref()?)));
        let texts = self.texts.iter().filter_map(|text| text.seal.as_ref());
        let beside: Vec<_> = calls.chain(texts.map(|seal| (None, seal))).collect();
        if !sealed && beside.is_empty() {
            return;
        }
        pen.key("reasoning_details").array();
        let mut index = 0;
        for thought in &self.thoughts {
            details::write(thought, index, pen);
            index += 1;
        }
        for (call, seal) in beside {
            details::write_beside(call, seal, index, pen);
            index += 1;
        }
        pen.end_array();
    }

    fn media(&self, pen: &mut Pen, losses: &mut Losses) {
        let is = |kind| move |media: &&&Media| media.kind == kind;
        let images = self.media.iter().filter(is(MediaKind::Image));
        let images: Vec<_> = images.filter_map(|media| picture(media)).collect();
        if !images.is_empty() {
            pen.key("images").array();
            images.iter().for_each(|url| write_picture(url, pen));
            pen.end_array();
        }
        let sound = self.media.iter().filter(is(MediaKind::Audio));
        let sound = sound.filter_map(|media| sound_data(media)).next();
        if let Some(data) = sound {
            write_sound(data, pen);
        }
        let written = images.len() + usize::from(sound.is_some());
        if written < self.media.len() {
            losses.lose(Feature::Images, "content", Why::NoPlace);
        }
    }
}

/// The address of a picture: <https://openrouter.ai/docs/features/multimodal/image-generation> (read
/// 2026-11-22).
pub fn picture(media: &Media) -> Option<String> {
    address(media, "image/png").filter(|_| media.kind == MediaKind::Image)
}

/// Writes one of `images`.
pub fn write_picture(url: &str, pen: &mut Pen) {
    pen.object().member("type", "image_url").key("image_url");
    pen.object().member("url", url).end_object().end_object();
}

/// The bytes of sound, in base64.
pub fn sound_data(media: &Media) -> Option<&str> {
    match &media.source {
        Source::Base64(data) if media.kind == MediaKind::Audio => Some(data),
        Source::Base64(_) | Source::Plain(_) | Source::Url(_) | Source::File(_) => None,
    }
}

/// Writes the member `audio`. Nobody keeps it, so its id leads nowhere and it has expired.
pub fn write_sound(data: &str, pen: &mut Pen) {
    pen.key("audio")
        .object()
        .member("id", "")
        .member("data", data);
    pen.member("transcript", "").key("expires_at").count(0);
    pen.end_object();
}
