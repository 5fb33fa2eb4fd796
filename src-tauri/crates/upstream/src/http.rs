//! One exchange over HTTP: sign, send, and hand the answer on as it arrives.
//!
//! Knows no dialect and no phase but connecting: how long an answer may take is the engine's to say.

mod auth;
pub(crate) mod clients;
pub(crate) mod destination;
mod scrub;
mod shelves;
mod tls;
pub(crate) mod trouble;

use clients::Way;
use destination::{Destination, Destinations};
use shelves::Shelves;

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, TryStreamExt};
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HOST, LOCATION};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use pointsman_catalog::{Endpoint, Provider};
use pointsman_engine::account::{Account, KeyRef};
use pointsman_engine::ports::{BodyStream, Incoming, Keys};
use pointsman_wire::{Failure, FailureKind};
use std::sync::Arc;
use std::time::Duration;

/// The HTTP side of the sender.
pub(crate) struct Http {
    shelves: Shelves,
    destinations: Destinations,
    keys: Arc<dyn Keys>,
}

/// One request, ready but for its key.
pub(crate) struct Parcel {
    pub(crate) method: Method,
    pub(crate) account: Arc<Account>,
    /// Which of the account's keys signs it.
    pub(crate) key: Option<KeyRef>,
    /// The caller's own credential, where the account passes it on.
    pub(crate) credential: Option<(HeaderName, HeaderValue)>,
    pub(crate) provider: &'static Provider,
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) destination: Arc<Destination>,
    pub(crate) headers: HeaderMap,
    /// JSON, or none for a GET.
    pub(crate) body: Option<Bytes>,
    pub(crate) connect: Duration,
}

impl Http {
    pub(crate) fn new(keys: Arc<dyn Keys>) -> Self {
        Self {
            shelves: Shelves::default(),
            destinations: Destinations::default(),
            keys,
        }
    }

    /// Where a call of this account goes. The account's own base, or its region's, stands in for the
    /// endpoint's.
    ///
    /// # Errors
    /// `Connect` when there is no usable base, no such region, or no place of the endpoint beside it.
    pub(crate) fn destination(
        &self,
        account: &Account,
        provider: &Provider,
        endpoint: &Endpoint,
        path: &str,
    ) -> Result<Arc<Destination>, Failure> {
        let unusable = |message| Failure::new(FailureKind::Connect, message);
        let base = account.base(provider, endpoint).map_err(unusable)?;
        self.destinations.find(&base, path).map_err(|wrong| {
            let name = &account.name;
            unusable(format!("account `{name}`: {wrong}"))
        })
    }

    /// Signs and sends, and resolves with the head of the answer.
    ///
    /// # Errors
    /// `Auth` when the key cannot be had; `Connect` and `Timeout(Connect)` on the way; `Malformed`
    /// for what is no HTTP, for a redirect and for an encoding that was not asked for.
    pub(crate) async fn send(&self, parcel: Parcel) -> Result<Incoming, Failure> {
        let Parcel {
            method,
            account,
            key,
            credential,
            provider,
            endpoint,
            destination,
            mut headers,
            body,
            connect,
        } = parcel;
        // The client's own Host would name us, not the provider.
        headers.remove(HOST);
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        auth::dress(provider, endpoint, &account, &mut headers)?;
        let key = auth::sign(
            self.keys.as_ref(),
            (provider, endpoint),
            &account,
            key.as_ref(),
            credential,
            &mut headers,
        )
        .await?;

        let mut request = reqwest::Request::new(method, destination.url().clone());
        if let Some(body) = body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.into());
        }
        *request.headers_mut() = headers;

        let way = Way::to(&destination, &account);
        let client = self.shelves.here().find(connect, way)?;
        let response = client
            .execute(request)
            .await
            .map_err(|error| trouble::before_head(&error, &destination, way, connect))?;
        let mut incoming = arrived(response, destination)?;
        if let (400.., Some(key)) = (incoming.status, key) {
            incoming.body = scrub::scrubbed(incoming.body, key);
        }
        Ok(incoming)
    }
}

/// The answer as the port hands it on. The body is the client's own stream: no task and no channel
/// in between, so dropping it closes the connection and a slow reader holds the provider back.
fn arrived(
    mut response: reqwest::Response,
    destination: Arc<Destination>,
) -> Result<Incoming, Failure> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    if status.is_redirection() {
        let location = headers.get(LOCATION).and_then(|text| text.to_str().ok());
        return Err(trouble::redirected(status.as_u16(), location, &destination));
    }
    if let Some(encoding) = foreign_encoding(&headers) {
        if status.as_u16() < 400 {
            return Err(trouble::encoded(status.as_u16(), encoding, &destination));
        }
        // A failure is told by its status; a body that nobody can read would only mislead.
        return Ok(Incoming {
            status: status.as_u16(),
            headers,
            body: Box::pin(futures_util::stream::empty()),
        });
    }
    let body = response
        .bytes_stream()
        .map_err(move |error| trouble::midway(&error, &destination));
    Ok(Incoming {
        status: status.as_u16(),
        headers,
        body: Box::pin(body),
    })
}

/// The encoding of a body that came encoded although identity was asked for.
fn foreign_encoding(headers: &HeaderMap) -> Option<&HeaderValue> {
    headers.get(CONTENT_ENCODING).filter(|encoding| {
        let bytes = encoding.as_bytes();
        !bytes.is_empty() && !bytes.eq_ignore_ascii_case(b"identity")
    })
}

/// A whole body of at most `limit` bytes.
///
/// # Errors
/// What the body failed with, or `Malformed` when it is larger.
pub(crate) async fn whole(mut body: BodyStream, limit: usize) -> Result<Bytes, Failure> {
    let mut held = BytesMut::new();
    while let Some(chunk) = body.next().await {
        let chunk = chunk?;
        if held.len() + chunk.len() > limit {
            let message = format!("the answer is larger than {limit} bytes");
            return Err(Failure::new(FailureKind::Malformed, message));
        }
        held.extend_from_slice(&chunk);
    }
    Ok(held.freeze())
}
