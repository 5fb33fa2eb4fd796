//! How calls cross to Gemini and from it.

use super::GeminiGenerate;
use super::heard::Hearing;
use super::reader::GeminiReader;
use super::writer::{self, GeminiWriter};
use super::{ask, read};
use crate::canon::{Asked, Losses, Manner, Reader, Reply, Request, Tongue, Writer, fold};
use crate::failure::unread::{malformed, not_empty, not_json};
use crate::{BadBody, Failure};
use bytes::Bytes;
use serde::de::IgnoredAny;

impl Tongue for GeminiGenerate {
    fn read_request(&self, body: &[u8], losses: &mut Losses) -> Result<Request, BadBody> {
        read::read(body, losses)
    }

    fn write_request(&self, request: &Request, manner: &Manner, losses: &mut Losses) -> Bytes {
        ask::write(request, manner, losses)
    }

    fn read_reply(&self, body: &[u8], losses: &mut Losses) -> Result<Reply, Failure> {
        not_empty(body)?;
        let (mut hearing, mut events) = (Hearing::default(), Vec::new());
        match hearing.hear(body, &mut events) {
            Some(heard) => heard?,
            None => {
                let read = serde_json::from_slice::<IgnoredAny>(body);
                read.map_err(|error| not_json(body, &error))?;
            }
        }
        if hearing.is_silent() {
            return Err(malformed("the answer has no `candidates`"));
        }
        hearing.end(&mut events);
        losses.append(hearing.losses);
        Ok(Reply {
            service_tier: hearing.tier,
            ..fold(events)
        })
    }

    fn write_reply(&self, reply: &Reply, asked: &Asked, losses: &mut Losses) -> Bytes {
        writer::reply(reply, asked, losses)
    }

    fn reader(&self, expected_choices: u64) -> Box<dyn Reader> {
        Box::new(GeminiReader::new(expected_choices))
    }

    fn writer(&self, asked: Asked) -> Box<dyn Writer> {
        Box::new(GeminiWriter::new(asked))
    }
}
