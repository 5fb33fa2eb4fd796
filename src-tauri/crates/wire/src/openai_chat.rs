//! OpenAI Chat Completions.

use crate::{BadBody, Codec, Dialect, Edit, Failure, ModelCard, Peek, Tap, Told, WholeReply};
use bytes::Bytes;
use http::HeaderMap;

/// The codec.
pub struct OpenaiChat;

impl Codec for OpenaiChat {
    fn dialect(&self) -> Dialect {
        Dialect::OpenaiChat
    }
    fn peek(&self, _: &[u8]) -> Result<Peek, BadBody> {
        unimplemented!()
    }
    fn splice(&self, _: &Bytes, _: &Peek, _: &Edit<'_>) -> Bytes {
        unimplemented!()
    }
    fn fingerprint(&self, _: &[u8], _: &Peek) -> Option<u64> {
        unimplemented!()
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
