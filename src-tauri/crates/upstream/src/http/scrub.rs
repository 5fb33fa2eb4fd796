//! Takes the key of an attempt out of the provider's error, which may repeat it: such bodies go to the
//! client as they came, and their text goes on record. Knows no shape of an error.

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt, stream};
use pointsman_engine::ports::BodyStream;
use pointsman_units::Secret;
use pointsman_wire::Failure;
use std::sync::Arc;

/// What stands for the key.
const MASKED: &[u8] = b"[masked]";
/// A shorter key is not looked for: it would be found in every word.
const SHORTEST: usize = 6;

/// The body without the key. A key that is cut by the border of two pieces is found all the same.
pub(super) fn scrubbed(body: BodyStream, key: Arc<Secret>) -> BodyStream {
    if key.expose().len() < SHORTEST {
        return body;
    }
    Box::pin(pieces(body, key))
}

fn pieces(body: BodyStream, key: Arc<Secret>) -> impl Stream<Item = Result<Bytes, Failure>> + Send {
    let state = Some((body, BytesMut::new()));
    stream::unfold(state, move |state| {
        let key = Arc::clone(&key);
        async move {
            let (mut body, mut held) = state?;
            let key = key.expose().as_bytes();
            loop {
                match body.next().await {
                    Some(Ok(piece)) => held.extend_from_slice(&piece),
                    Some(Err(failure)) => return Some((Err(failure), None)),
                    None if held.is_empty() => return None,
                    None => return Some((Ok(without(&held, key)), None)),
                }
                // The beginning of a key may stand at the end.
                let clean = without(&held, key);
                let keep = clean.len().min(key.len() - 1);
                let (out, rest) = clean.split_at(clean.len() - keep);
                if !out.is_empty() {
                    let out = Bytes::copy_from_slice(out);
                    return Some((Ok(out), Some((body, BytesMut::from(rest)))));
                }
                held = BytesMut::from(rest);
            }
        }
    })
}

fn without(text: &[u8], key: &[u8]) -> Bytes {
    let mut clean = BytesMut::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memmem::find(rest, key) {
        let (before, from) = rest.split_at(at);
        clean.extend_from_slice(before);
        clean.extend_from_slice(MASKED);
        rest = from.split_at(key.len()).1;
    }
    clean.extend_from_slice(rest);
    clean.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pieces: &[&str], expected: &str) {
        let pieces: Vec<_> = pieces
            .iter()
            .map(|piece| Ok(Bytes::copy_from_slice(piece.as_bytes())))
            .collect();
        let key = Arc::new(Secret::new("key-123".to_owned()));
        let body = scrubbed(Box::pin(stream::iter(pieces)), key);
        let found: Vec<Bytes> =
            futures_util::FutureExt::now_or_never(body.map(Result::unwrap).collect()).unwrap();
        assert_eq!(String::from_utf8(found.concat()).unwrap(), expected);
        assert!(found.iter().all(|piece| !piece.is_empty()));
    }

    #[test]
    fn a_key_is_masked_wherever_pieces_part_it() {
        let text = "no key-123, and key-12 or key-1234 key-123";
        let expected = "no [masked], and key-12 or [masked]4 [masked]";
        for at in 0..=text.len() {
            let (one, two) = text.split_at(at);
            check(&[one, two], expected);
        }
        let each: Vec<&str> = text.split_inclusive(|_| true).collect();
        check(&each, expected);
        check(&[], "");
        check(&["key-123"], "[masked]");
        check(&["{\"error\":\"none\"}"], "{\"error\":\"none\"}");
    }
}
