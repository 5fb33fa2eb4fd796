//! Faults laid over an answer, whoever gave it: the connection that breaks, hangs, dawdles or
//! garbles. Knows no dialect; a piece is whatever the body yields.

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, future, stream};
use pointsman_engine::ports::{BodyStream, Incoming};
use pointsman_wire::{Failure, FailureKind};
use std::future::Future;
use std::time::Duration;

/// What befalls an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The connection is reset before a head.
    Reset,
    /// The request is taken and nothing ever comes back.
    Silence,
    /// The head comes, the body only after this long.
    Late(Duration),
    /// The body breaks at a place.
    Broken(Break, Place),
}

/// How a body breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Break {
    /// The connection is lost.
    Cut,
    /// Nothing more comes, and the connection stays.
    Stall,
    /// The rest of one piece is lost; what follows is sound.
    Garbled,
    /// The body ends as if that were all.
    Ends,
}

/// Where a body breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Between two pieces, after so many.
    Between(usize),
    /// Half-way through a piece, after so many whole ones.
    Within(usize),
}

impl Fault {
    /// The answer as it looks with this fault over it.
    ///
    /// # Errors
    /// `Connect` for a reset, and what `answer` itself fails with.
    pub(crate) async fn over(
        self,
        answer: impl Future<Output = Result<Incoming, Failure>> + Send,
    ) -> Result<Incoming, Failure> {
        match self {
            Self::Reset => Err(Failure::new(
                FailureKind::Connect,
                "the connection was reset before an answer",
            )),
            Self::Silence => future::pending().await,
            Self::Late(delay) => answer.await.map(|answer| Incoming {
                body: late(answer.body, delay),
                ..answer
            }),
            Self::Broken(how, place) => answer.await.map(|answer| Incoming {
                body: broken(answer.body, how, place),
                ..answer
            }),
        }
    }
}

fn late(body: BodyStream, delay: Duration) -> BodyStream {
    let waited = stream::once(tokio::time::sleep(delay)).filter_map(|()| future::ready(None));
    Box::pin(waited.chain(body))
}

fn broken(body: BodyStream, how: Break, place: Place) -> BodyStream {
    let (sound, half) = match place {
        Place::Between(pieces) => (pieces, None),
        Place::Within(pieces) => (pieces, Some(pieces)),
    };
    let damaged = body.enumerate().map(move |(at, piece)| {
        if half == Some(at) {
            piece.map(|piece| halved(&piece, how))
        } else {
            piece
        }
    });
    let passes = sound + usize::from(half.is_some());
    match how {
        Break::Garbled => Box::pin(damaged),
        Break::Ends => Box::pin(damaged.take(passes)),
        Break::Stall => Box::pin(damaged.take(passes).chain(stream::pending())),
        Break::Cut => {
            let lost = Failure::new(
                FailureKind::Cut,
                "the connection was lost in the middle of the answer",
            );
            Box::pin(damaged.take(passes).chain(stream::iter([Err(lost)])))
        }
    }
}

/// The first half of a piece, or all of it but its last byte where sound pieces follow: what cannot be
/// read of such a piece was content, and the blank lines at its end stay, so that the others are
/// framed as before.
fn halved(piece: &Bytes, how: Break) -> Bytes {
    let text = piece.trim_ascii_end();
    let upto = |length| text.get(..length).unwrap_or_default();
    match how {
        Break::Cut | Break::Stall | Break::Ends => piece.slice_ref(upto(text.len() / 2)),
        Break::Garbled => {
            let mut rest = BytesMut::from(upto(text.len().saturating_sub(1)));
            rest.extend_from_slice(piece.get(text.len()..).unwrap_or_default());
            rest.freeze()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use http::HeaderMap;

    async fn answer() -> Result<Incoming, Failure> {
        let pieces = ["one\n\n", "two2\n\n", "three\n\n"].map(|text| Ok(Bytes::from(text)));
        Ok(Incoming {
            status: 200,
            headers: HeaderMap::new(),
            body: Box::pin(stream::iter(pieces)),
        })
    }

    /// What comes through before the end (`.`), the failure (`!`) or the wait (`~`).
    async fn check(fault: Fault, expected: &str) {
        let mut body = fault.over(answer()).await.unwrap().body;
        let mut seen = String::new();
        loop {
            match body.next().now_or_never() {
                Some(Some(Ok(piece))) => seen.push_str(std::str::from_utf8(&piece).unwrap()),
                Some(Some(Err(failure))) => {
                    assert_eq!(failure.kind, FailureKind::Cut);
                    seen.push('!');
                    break;
                }
                Some(None) => {
                    seen.push('.');
                    break;
                }
                None => {
                    seen.push('~');
                    break;
                }
            }
        }
        assert_eq!(seen, expected, "{fault:?}");
    }

    #[tokio::test]
    async fn breaks_a_body_where_it_is_told_to() {
        use Break::{Cut, Ends, Garbled, Stall};
        use Place::{Between, Within};
        for (how, place, expected) in [
            (Cut, Between(1), "one\n\n!"),
            (Cut, Within(1), "one\n\ntw!"),
            (Stall, Between(2), "one\n\ntwo2\n\n~"),
            (Stall, Within(0), "o~"),
            (Ends, Between(1), "one\n\n."),
            (Ends, Within(1), "one\n\ntw."),
            (Garbled, Within(1), "one\n\ntwo\n\nthree\n\n."),
        ] {
            check(Fault::Broken(how, place), expected).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn delays_the_body_and_not_the_head() {
        let late = Fault::Late(Duration::from_secs(30));
        let mut body = late.over(answer()).now_or_never().unwrap().unwrap().body;
        assert!(body.next().now_or_never().is_none());
        assert_eq!(body.next().await.unwrap().unwrap(), "one\n\n");
    }

    #[tokio::test]
    async fn gives_no_head_when_reset_or_silent() {
        let reset = Fault::Reset.over(answer()).await;
        assert_eq!(reset.err().unwrap().kind, FailureKind::Connect);
        assert!(Fault::Silence.over(answer()).now_or_never().is_none());
    }
}
