//! The turns of a conversation, written as the items of a request's input.

use crate::canon::{
    Feature, IdForm, Losses, Manner, Media, MediaKind, Part, Pen, Reasoning, Role, Seal, SealKind,
    Source, Text, ToolCall, ToolResult, Turn, Why, ids,
};
use std::borrow::Cow;

/// The longest id of a call: <https://platform.openai.com/docs/api-reference/responses/create> (read
/// 2026-11-22).
const LONGEST_ID: usize = 64;

/// Writes turns, the first of which stands at `from` of the conversation.
pub fn write(turns: &[Turn], from: usize, manner: &Manner, pen: &mut Pen, losses: &mut Losses) {
    for (at, turn) in turns.iter().enumerate() {
        let mut scribe = Scribe {
            path: format!("turns[{}]", from + at),
            manner,
            pen,
            losses,
        };
        if turn.name.is_some() {
            scribe.lose(Feature::Names, "name", Why::NoPlace);
        }
        match turn.role {
            Role::System => scribe.asks("system", &turn.parts),
            Role::Developer if manner.takes_developer => scribe.asks("developer", &turn.parts),
            Role::Developer => scribe.asks("system", &turn.parts),
            Role::User => scribe.asks("user", &turn.parts),
            Role::Assistant => scribe.answers(&turn.parts),
            Role::Tool => turn.parts.iter().for_each(|part| scribe.beside(part)),
        }
    }
}

struct Scribe<'a> {
    path: String,
    manner: &'a Manner,
    pen: &'a mut Pen,
    losses: &'a mut Losses,
}

impl Scribe<'_> {
    fn lose(&mut self, feature: Feature, what: &str, why: Why) {
        self.losses
            .lose(feature, format!("{}.{what}", self.path), why);
    }

    /// A message of anybody's but the model's. Results of tools within it are items of their own and
    /// stand before it.
    fn asks(&mut self, role: &str, parts: &[Part]) {
        let (own, beside): (Vec<&Part>, Vec<&Part>) = parts
            .iter()
            .partition(|part| matches!(part, Part::Text(_) | Part::Media(_)));
        beside.into_iter().for_each(|part| self.beside(part));
        if own.is_empty() {
            return;
        }
        self.pen
            .object()
            .member("type", "message")
            .member("role", role);
        self.pen.key("content");
        match own.as_slice() {
            [Part::Text(text)] => self.plain(text),
            own => {
                self.pen.array();
                own.iter().for_each(|part| self.content(part));
                self.pen.end_array();
            }
        }
        self.pen.end_object();
    }

    fn plain(&mut self, text: &Text) {
        self.marks(text);
        self.pen.text(&text.text);
    }

    fn marks(&mut self, text: &Text) {
        if text.cache.is_some() {
            self.lose(Feature::CacheControl, "cache", Why::NoPlace);
        }
        if text.seal.is_some() {
            self.lose(Feature::Signatures, "seal", Why::Foreign);
        }
    }

    /// A part of a message or of a tool's result.
    fn content(&mut self, part: &Part) {
        match part {
            Part::Text(text) => {
                self.marks(text);
                self.pen.object().member("type", "input_text");
                self.pen.member("text", &text.text).end_object();
            }
            Part::Media(media) => self.media(media),
            Part::Refusal(words) => {
                self.pen.object().member("type", "input_text");
                self.pen.member("text", words).end_object();
            }
            Part::Reasoning(_) => self.lose(Feature::Reasoning, "thought", Why::NoPlace),
            Part::ToolCall(_) | Part::ToolResult(_) => {
                self.lose(Feature::Tools, "content", Why::NoPlace);
            }
        }
    }

    fn media(&mut self, media: &Media) {
        if media.cache.is_some() {
            self.lose(Feature::CacheControl, "cache", Why::NoPlace);
        }
        if media.seal.is_some() {
            self.lose(Feature::Signatures, "seal", Why::Foreign);
        }
        if media.cite {
            self.lose(Feature::Citations, "citations", Why::NoPlace);
        }
        if media.context.is_some() {
            self.lose(Feature::Documents, "context", Why::NoPlace);
        }
        match (media.kind, &media.source) {
            (MediaKind::Image, Source::Plain(_)) | (MediaKind::Audio | MediaKind::Video, _) => {
                self.lose(media.kind.feature(), "media", Why::NoPlace);
            }
            (MediaKind::Image, source) => self.image(media, source),
            // Text needs no file around it.
            (MediaKind::Document, Source::Plain(words)) => {
                self.lose(Feature::Documents, "media", Why::Approximated);
                self.pen.object().member("type", "input_text");
                self.pen.member("text", words).end_object();
            }
            (MediaKind::Document, source) => self.file(media, source),
        }
    }

    fn image(&mut self, media: &Media, source: &Source) {
        self.pen.object().member("type", "input_image");
        match source {
            Source::File(id) => self.pen.member("file_id", id),
            Source::Url(url) | Source::Plain(url) => self.pen.member("image_url", url),
            Source::Base64(data) => {
                let mime = media.mime.as_deref().unwrap_or("image/png");
                self.pen.member("image_url", &data_url(mime, data))
            }
        };
        let detail = media.detail.as_deref().unwrap_or("auto");
        self.pen.member("detail", detail).end_object();
    }

    fn file(&mut self, media: &Media, source: &Source) {
        self.pen.object().member("type", "input_file");
        match source {
            Source::File(id) => drop(self.pen.member("file_id", id)),
            Source::Url(url) | Source::Plain(url) => drop(self.pen.member("file_url", url)),
            Source::Base64(data) => {
                let mime = media.mime.as_deref().unwrap_or("application/pdf");
                // Data without a name is refused.
                let name = media.name.as_deref().unwrap_or("file.pdf");
                self.pen.member("filename", name);
                self.pen.member("file_data", &data_url(mime, data));
            }
        }
        self.pen.end_object();
    }

    /// What the model said and did, each an item, in order.
    fn answers(&mut self, parts: &[Part]) {
        let mut rest = parts;
        while let [first, behind @ ..] = rest {
            rest = behind;
            match first {
                Part::Reasoning(thought) => {
                    let item = one_item(thought, behind);
                    rest = behind.get(item.len() - 1..).unwrap_or_default();
                    self.thought(&item);
                }
                Part::Text(text) => self.spoken(text),
                Part::Media(media) => self.lose(media.kind.feature(), "media", Why::NoPlace),
                Part::ToolCall(_) | Part::ToolResult(_) | Part::Refusal(_) => self.beside(first),
            }
        }
    }

    fn spoken(&mut self, text: &Text) {
        self.marks(text);
        if !text.citations.is_empty() {
            self.lose(Feature::Citations, "citations", Why::NoPlace);
        }
        self.pen
            .object()
            .member("type", "message")
            .member("role", "assistant");
        self.pen.member("content", &text.text).end_object();
    }

    /// A thought goes back to who sealed it, and its words to endpoints that want them.
    fn thought(&mut self, parts: &[&Reasoning]) {
        let seals = parts.iter().filter_map(|part| part.seal.as_ref());
        let seal = seals.clone().find(|seal| seal.kind == SealKind::Openai);
        let foreign = seals.count() > usize::from(seal.is_some());
        let words = parts.iter().any(|part| !part.text.is_empty());
        if foreign {
            self.lose(Feature::Signatures, "seal", Why::Foreign);
        }
        if seal.is_none() && !(words && self.manner.takes_thoughts) {
            if words {
                self.lose(Feature::Reasoning, "thought", Why::NotTaken);
            }
            return;
        }
        self.pen.object().member("type", "reasoning");
        // An id that is not the seal's own is refused; one that is missing is not.
        if let Some(id) = parts.first().and_then(|part| part.id.as_ref()) {
            self.pen.member("id", id);
        }
        self.words("summary", "summary_text", parts, true);
        if parts
            .iter()
            .any(|part| !part.summary && !part.text.is_empty())
        {
            self.words("content", "reasoning_text", parts, false);
        }
        if let Some(Seal { data, .. }) = seal {
            self.pen.member("encrypted_content", data);
        }
        self.pen.end_object();
    }

    fn words(&mut self, key: &str, kind: &str, parts: &[&Reasoning], summary: bool) {
        self.pen.key(key).array();
        for part in parts
            .iter()
            .filter(|it| it.summary == summary && !it.text.is_empty())
        {
            self.pen
                .object()
                .member("type", kind)
                .member("text", &part.text);
            self.pen.end_object();
        }
        self.pen.end_array();
    }

    /// Calls, results and refusals: items of their own, whoever's turn it is.
    fn beside(&mut self, part: &Part) {
        match part {
            Part::ToolCall(call) => self.call(call),
            Part::ToolResult(result) => self.result(result),
            Part::Refusal(words) => {
                // Only a whole answer can hold a refusal, and it needs an id.
                let id = format!("msg_{}", ids::made(words, 0));
                self.pen
                    .object()
                    .member("type", "message")
                    .member("id", &id);
                self.pen
                    .member("role", "assistant")
                    .member("status", "completed");
                self.pen.key("content").array().object();
                self.pen.member("type", "refusal").member("refusal", words);
                self.pen.end_object().end_array().end_object();
            }
            Part::Reasoning(thought) => self.thought(&[thought]),
            Part::Text(_) | Part::Media(_) => self.asks("user", std::slice::from_ref(part)),
        }
    }

    fn id<'b>(&self, id: &'b str) -> Cow<'b, str> {
        match self.manner.ids {
            IdForm::Any if id.len() <= LONGEST_ID && !id.is_empty() => Cow::Borrowed(id),
            IdForm::Any => ids::fit(id, IdForm::Word),
            form => ids::fit(id, form),
        }
    }

    fn call(&mut self, call: &ToolCall) {
        if call.seal.is_some() {
            self.lose(Feature::Signatures, "call.seal", Why::Foreign);
        }
        if call.cache.is_some() {
            self.lose(Feature::CacheControl, "call.cache", Why::NoPlace);
        }
        let (kind, key) = match call.custom {
            true => ("custom_tool_call", "input"),
            false => ("function_call", "arguments"),
        };
        let id = self.id(&call.id).into_owned();
        self.pen
            .object()
            .member("type", kind)
            .member("call_id", &id);
        self.pen.member("name", &call.name);
        self.pen.member(key, &call.arguments).end_object();
    }

    fn result(&mut self, result: &ToolResult) {
        if result.is_error {
            self.lose(Feature::Tools, "result.is_error", Why::NoPlace);
        }
        if result.cache.is_some() {
            self.lose(Feature::CacheControl, "result.cache", Why::NoPlace);
        }
        let kind = match result.custom {
            true => "custom_tool_call_output",
            false => "function_call_output",
        };
        let id = self.id(&result.id).into_owned();
        self.pen
            .object()
            .member("type", kind)
            .member("call_id", &id);
        self.pen.key("output");
        match (&*result.spoken(), &result.json) {
            ([], Some(json)) => drop(self.pen.text(json.text())),
            ([], None) => drop(self.pen.text("")),
            ([Part::Text(text)], _) => self.plain(text),
            (parts, _) => {
                self.pen.array();
                parts.iter().for_each(|part| self.content(part));
                self.pen.end_array();
            }
        }
        self.pen.end_object();
    }
}

/// The thoughts of one item: the first part, and those behind it that have its id with no seal between.
pub fn one_item<'a>(first: &'a Reasoning, behind: &'a [Part]) -> Vec<&'a Reasoning> {
    let mut all = vec![first];
    for part in behind {
        let sealed = all.last().is_some_and(|last| last.seal.is_some());
        match part {
            Part::Reasoning(next) if !sealed && next.id.is_some() && next.id == first.id => {
                all.push(next);
            }
            Part::Reasoning(_)
            | Part::Text(_)
            | Part::Media(_)
            | Part::ToolCall(_)
            | Part::ToolResult(_)
            | Part::Refusal(_) => break,
        }
    }
    all
}

fn data_url(mime: &str, data: &str) -> String {
    let mut url = String::with_capacity(mime.len() + data.len() + 16);
    for piece in ["data:", mime, ";base64,", data] {
        url.push_str(piece);
    }
    url
}
