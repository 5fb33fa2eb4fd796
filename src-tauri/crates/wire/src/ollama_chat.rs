//! Ollama's own chat, as its servers speak it.
//!
//! <https://docs.ollama.com/api/chat> (read 2026-11-23), the specification of its repository, and
//! recordings. A stream is JSON by the line, and whole with the line that says `done`.

mod answered;
mod asks;
mod hears;

use crate::Dialect;
use crate::Failure;
use crate::canon::{Losses, Manner, Reader, Reply, Request};
use crate::native::{Native, Spoken};
use bytes::Bytes;

/// The dialect.
pub struct Ollama;

impl Native for Ollama {
    const DIALECT: Dialect = Dialect::OllamaChat;
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
