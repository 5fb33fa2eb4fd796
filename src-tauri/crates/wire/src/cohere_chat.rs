//! Cohere's own chat, version 2, as providers speak it.
//!
//! <https://docs.cohere.com/reference/chat> and `/chat-stream` (read 2026-11-23), and recordings. A
//! stream is whole with its `message-end`. Usage is what is billed: the count of the dialect's
//! OpenAI-compatible sister, and the only one that money is known of; the tokens that Cohere wraps
//! around a prompt, and finds in its cache, are beside it.

mod answered;
mod asks;
mod hears;

use crate::Dialect;
use crate::Failure;
use crate::canon::{Losses, Manner, Reader, Reply, Request};
use crate::native::{Native, Spoken};
use bytes::Bytes;

/// The dialect.
pub struct Cohere;

impl Native for Cohere {
    const DIALECT: Dialect = Dialect::CohereChatV2;
    const CODEC: &'static Spoken<Self> = &Spoken(Self);

    fn ask(&self, request: &Request, manner: &Manner, losses: &mut Losses) -> Bytes {
        asks::write(request, manner, losses)
    }

    fn read(&self, body: &[u8], losses: &mut Losses) -> Result<Reply, Failure> {
        answered::read(body, losses)
    }

    fn hear(&self) -> Box<dyn Reader> {
        Box::new(hears::Hears::default())
    }
}

#[cfg(test)]
mod tests;
