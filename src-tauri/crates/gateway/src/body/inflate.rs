//! Decoding a compressed body, never past the limit.

use crate::refusal::Refusal;
use bytes::Bytes;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http::HeaderValue;
use std::io::Read;

/// An encoding that is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// RFC 1952.
    Gzip,
    /// RFC 1950, or bare RFC 1951 as some clients send it.
    Deflate,
}

impl Encoding {
    /// Reads a content-encoding; `None` for `identity`.
    pub(super) fn parse(value: &HeaderValue) -> Result<Option<Self>, Refusal> {
        let text = String::from_utf8_lossy(value.as_bytes());
        let name = text.trim();
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if name.is_empty() || is("identity") {
            Ok(None)
        } else if is("gzip") || is("x-gzip") {
            Ok(Some(Self::Gzip))
        } else if is("deflate") {
            Ok(Some(Self::Deflate))
        } else {
            Err(Refusal::Encoding(name.chars().take(100).collect()))
        }
    }
}

/// Decodes a whole body. Stops as soon as it is larger than the limit, so that a small body that
/// unfolds into gigabytes costs no more than an honest one.
pub(super) fn inflate(encoding: Encoding, body: &[u8], limit: usize) -> Result<Bytes, Refusal> {
    match encoding {
        Encoding::Gzip => decode(MultiGzDecoder::new(body), "gzip", body.len(), limit),
        Encoding::Deflate if has_zlib_head(body) => {
            decode(ZlibDecoder::new(body), "deflate", body.len(), limit)
        }
        Encoding::Deflate => decode(DeflateDecoder::new(body), "deflate", body.len(), limit),
    }
}

fn decode(
    decoder: impl Read,
    name: &'static str,
    packed: usize,
    limit: usize,
) -> Result<Bytes, Refusal> {
    let mut whole = Vec::with_capacity(packed.saturating_mul(4).min(limit));
    decoder
        .take((limit as u64).saturating_add(1))
        .read_to_end(&mut whole)
        .map_err(|_| Refusal::BadEncoding(name))?;
    if whole.len() > limit {
        return Err(Refusal::TooLarge { limit });
    }
    Ok(Bytes::from(whole))
}

/// RFC 1950 §2.2: the method is 8 and the first two bytes are a multiple of 31.
fn has_zlib_head(body: &[u8]) -> bool {
    match body {
        [method, flags, ..] => {
            method & 0x0f == 8 && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0
        }
        [] | [_] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::read::{DeflateEncoder, GzEncoder, ZlibEncoder};

    fn packed(mut encoder: impl Read) -> Vec<u8> {
        let mut out = Vec::new();
        encoder.read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn each_encoding_is_decoded_and_a_cut_one_is_refused() {
        let text = b"{\"model\":\"auto\"} and some more of it, and some more of it".as_slice();
        let level = Compression::default();
        for (encoding, body) in [
            (Encoding::Gzip, packed(GzEncoder::new(text, level))),
            (Encoding::Deflate, packed(ZlibEncoder::new(text, level))),
            (Encoding::Deflate, packed(DeflateEncoder::new(text, level))),
        ] {
            assert_eq!(inflate(encoding, &body, 1000).unwrap(), text);
            assert_eq!(inflate(encoding, &body, text.len()).unwrap(), text);
            let cut = &body[..body.len() - 9];
            assert!(matches!(
                inflate(encoding, cut, 1000),
                Err(Refusal::BadEncoding(_))
            ));
            assert_eq!(
                inflate(encoding, &body, text.len() - 1),
                Err(Refusal::TooLarge {
                    limit: text.len() - 1
                })
            );
        }
    }

    #[test]
    fn a_body_that_unfolds_without_end_is_read_to_the_limit_and_no_further() {
        let endless = std::io::repeat(b' ');
        let refused = decode(endless, "gzip", 10, 1000);
        assert_eq!(refused, Err(Refusal::TooLarge { limit: 1000 }));
    }
}
