//! Dialects that providers speak and no client asks for: requests are written in them and answers
//! read, and that is all.
//!
//! A codec has a client's half too. It is never called, for no route leads to these dialects; it is
//! that of OpenAI chat, in which such a client would be told that.

use crate::canon::{
    Asked, Feature, Losses, Manner, Part, Reader, Reply, Request, Role, Tongue, ToolResult, Turn,
    Why, Writer,
};
use crate::failure::complaint;
use crate::openai_chat::OpenaiChat;
use crate::{
    BadBody, Codec, Dialect, Edit, Failure, Joint, Mend, ModelCard, PathSays, Peek, Tap, Told,
    WholeReply,
};
use bytes::Bytes;
use http::HeaderMap;

/// What is spoken with a provider.
pub trait Native: Send + Sync + Sized + 'static {
    /// Which dialect it is.
    const DIALECT: Dialect;
    /// Its codec.
    const CODEC: &'static Spoken<Self>;

    /// Writes a request. What the dialect has no place for is lost, and said.
    fn ask(&self, request: &Request, manner: &Manner, losses: &mut Losses) -> Bytes;

    /// Reads a whole answer of status below 400.
    ///
    /// # Errors
    /// `Malformed` when it is not the dialect's, or the failure that the provider put in a 200.
    fn read(&self, body: &[u8], losses: &mut Losses) -> Result<Reply, Failure>;

    /// Reads one stream.
    fn hear(&self) -> Box<dyn Reader>;
}

/// The tool's result that a part is.
pub fn result(part: &Part) -> Option<&ToolResult> {
    match part {
        Part::ToolResult(result) => Some(result),
        Part::Text(_)
        | Part::Media(_)
        | Part::Reasoning(_)
        | Part::ToolCall(_)
        | Part::Refusal(_) => None,
    }
}

/// Who speaks in a turn, in the words that these dialects share; `None` where nothing is said beside
/// the results of tools, which are turns of their own. Names have no place.
pub fn speaker(turn: &Turn, path: &str, losses: &mut Losses) -> Option<&'static str> {
    let says = turn.parts.is_empty() || turn.parts.iter().any(|part| result(part).is_none());
    let role = match turn.role {
        Role::System | Role::Developer => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::Tool => return None,
    };
    if says && turn.name.is_some() {
        losses.lose(Feature::Names, format!("{path}.name"), Why::NoPlace);
    }
    says.then_some(role)
}

/// The codec of a dialect that providers alone speak.
pub struct Spoken<N>(pub N);

impl<N: Native> Tongue for Spoken<N> {
    fn read_request(&self, body: &[u8], losses: &mut Losses) -> Result<Request, BadBody> {
        OpenaiChat.read_request(body, losses)
    }

    fn write_request(&self, request: &Request, manner: &Manner, losses: &mut Losses) -> Bytes {
        self.0.ask(request, manner, losses)
    }

    fn read_reply(&self, body: &[u8], losses: &mut Losses) -> Result<Reply, Failure> {
        self.0.read(body, losses)
    }

    fn write_reply(&self, reply: &Reply, asked: &Asked, losses: &mut Losses) -> Bytes {
        OpenaiChat.write_reply(reply, asked, losses)
    }

    fn reader(&self, _: u64) -> Box<dyn Reader> {
        self.0.hear()
    }

    fn writer(&self, asked: Asked) -> Box<dyn Writer> {
        OpenaiChat.writer(asked)
    }
}

impl<N: Native> Codec for Spoken<N> {
    fn dialect(&self) -> Dialect {
        N::DIALECT
    }

    fn peek(&self, body: &[u8], path: &PathSays) -> Result<Peek, BadBody> {
        OpenaiChat.peek(body, path)
    }

    fn splice(&self, body: &Bytes, peek: &Peek, edit: &Edit<'_>) -> Bytes {
        OpenaiChat.splice(body, peek, edit)
    }

    fn fingerprint(&self, body: &[u8], peek: &Peek) -> Option<u64> {
        OpenaiChat.fingerprint(body, peek)
    }

    fn read_whole(&self, body: &[u8]) -> Result<WholeReply, Failure> {
        let reply = self.0.read(body, &mut Losses::default())?;
        Ok(WholeReply {
            usage: reply.usage,
            model: reply.model,
            text_bytes: 0,
        })
    }

    fn tap(&self, hide_usage: bool) -> Box<dyn Tap> {
        OpenaiChat.tap(hide_usage)
    }

    fn mend(&self, _: &[u8], _: &Peek) -> Mend {
        Mend::Not
    }

    fn join(&self, joint: Joint) -> Box<dyn Tap> {
        OpenaiChat.join(joint)
    }

    fn read_failure(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> Failure {
        complaint::read(status, headers, body)
    }

    fn write_failure(&self, told: &Told) -> Bytes {
        OpenaiChat.write_failure(told)
    }

    fn write_in_band(&self, told: &Told) -> Bytes {
        OpenaiChat.write_in_band(told)
    }

    fn keep_alive(&self) -> Bytes {
        OpenaiChat.keep_alive()
    }

    fn write_models(&self, models: &[ModelCard]) -> Bytes {
        OpenaiChat.write_models(models)
    }

    fn write_model(&self, model: &ModelCard) -> Bytes {
        OpenaiChat.write_model(model)
    }

    fn tongue(&self) -> Option<&'static dyn Tongue> {
        Some(N::CODEC)
    }
}
