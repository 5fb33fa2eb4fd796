//! OpenAI Chat Completions.

use crate::{BadBody, Codec, Dialect, Edit, Failure, ModelCard, Peek, Tap, Told, WholeReply};
use bytes::Bytes;
use http::HeaderMap;

mod request;

/// The codec.
pub struct OpenaiChat;

impl Codec for OpenaiChat {
    fn dialect(&self) -> Dialect {
        Dialect::OpenaiChat
    }
    fn peek(&self, body: &[u8]) -> Result<Peek, BadBody> {
        request::peek(body)
    }
    fn splice(&self, body: &Bytes, peek: &Peek, edit: &Edit<'_>) -> Bytes {
        request::splice(body, peek, edit)
    }
    fn fingerprint(&self, body: &[u8], peek: &Peek) -> Option<u64> {
        request::fingerprint(body, peek)
    }
    fn read_whole(&self, _: &[u8]) -> Result<WholeReply, Failure> {
        unimplemented!()
    }
    fn tap(&self, _: bool) -> Box<dyn Tap> {
        unimplemented!()
    }
    fn read_failure(&self, _: u16, _: &HeaderMap, _: &[u8]) -> Failure {
        unimplemented!()
    }
    fn write_failure(&self, _: &Told) -> Bytes {
        unimplemented!()
    }
    fn write_in_band(&self, _: &Told) -> Bytes {
        unimplemented!()
    }
    fn keep_alive(&self) -> Bytes {
        unimplemented!()
    }
    fn write_models(&self, _: &[ModelCard]) -> Bytes {
        unimplemented!()
    }
}
