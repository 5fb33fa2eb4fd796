//! How calls cross to this dialect and from it.

mod block;
mod citation;
mod fields;
mod finish;
mod read;
mod reader;
mod reply;
mod seal;
mod write;
mod writer;

pub(super) use seal::MARK;

use super::AnthropicMessages;
use crate::canon::{Asked, Losses, Manner, Reader, Reply, Request, Tongue, Writer};
use crate::{BadBody, Failure};
use bytes::Bytes;

impl Tongue for AnthropicMessages {
    fn read_request(&self, body: &[u8], losses: &mut Losses) -> Result<Request, BadBody> {
        read::read(body, losses)
    }

    fn write_request(&self, request: &Request, manner: &Manner, losses: &mut Losses) -> Bytes {
        write::write(request, manner, losses)
    }

    fn read_reply(&self, body: &[u8], losses: &mut Losses) -> Result<Reply, Failure> {
        reply::read(body, losses)
    }

    fn write_reply(&self, reply: &Reply, asked: &Asked, losses: &mut Losses) -> Bytes {
        reply::write(reply, asked, losses)
    }

    fn reader(&self, _: u64) -> Box<dyn Reader> {
        Box::new(reader::MessagesReader::default())
    }

    fn writer(&self, asked: Asked) -> Box<dyn Writer> {
        Box::new(writer::MessagesWriter::new(asked))
    }
}
