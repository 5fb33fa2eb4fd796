//! Calls that cross to OpenAI Chat Completions and from it.
//!
//! <https://platform.openai.com/docs/api-reference/chat> (read 2026-11-22), and what its imitators
//! add: thoughts as `reasoning_content`, `reasoning`, `reasoning_details` or `<think>`, content in
//! lists, calls without an index. What an endpoint takes is said by the [`Manner`]; no provider is
//! known here.

pub(crate) mod answered;
pub(crate) mod answers;
pub(crate) mod asked;
pub(crate) mod asks;
mod citations;
mod counts;
mod details;
mod finish;
mod hears;
pub(crate) mod likely;
pub(crate) mod media;
mod message;
mod speaks;
pub(crate) mod think;
pub(crate) mod tools;

use super::OpenaiChat;
use crate::canon::{Asked, Losses, Manner, Reader, Reply, Request, Tongue, Writer};
use crate::{BadBody, Failure};
use bytes::Bytes;

impl Tongue for OpenaiChat {
    fn read_request(&self, body: &[u8], losses: &mut Losses) -> Result<Request, BadBody> {
        asked::read(body, losses)
    }

    fn write_request(&self, request: &Request, manner: &Manner, losses: &mut Losses) -> Bytes {
        asks::write(request, manner, losses)
    }

    fn read_reply(&self, body: &[u8], losses: &mut Losses) -> Result<Reply, Failure> {
        answered::read(body, losses)
    }

    fn write_reply(&self, reply: &Reply, asked: &Asked, losses: &mut Losses) -> Bytes {
        answers::write(reply, asked, losses)
    }

    fn reader(&self, expected_choices: u64) -> Box<dyn Reader> {
        Box::new(hears::Hears::new(expected_choices))
    }

    fn writer(&self, asked: Asked) -> Box<dyn Writer> {
        Box::new(speaks::Speaks::new(asked))
    }
}

#[cfg(test)]
mod tests;
