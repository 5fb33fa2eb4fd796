//! A client for one's own proxy: how a window or a command attaches to the process that owns the
//! data folder, and how a test call is sent. Speaks to this machine only.

use crate::http::clients::{self, NoClient, Way};
use crate::http::destination::is_loopback;
use crate::http::{trouble, whole};
use bytes::Bytes;
use futures_util::TryStreamExt;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, Method};
use pointsman_engine::ports::{BodyStream, Incoming};
use pointsman_units::Secret;
use pointsman_wire::{Failure, FailureKind, Phase};
use reqwest::Client;
use std::time::Duration;
use url::Url;

const CONTROL: HeaderName = HeaderName::from_static("x-pointsman-control");
const CONNECT: Duration = Duration::from_secs(2);
/// The head of an event stream leaves at once; this only bounds a proxy that hangs.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// As long as the longest call that a policy's default allows.
const ANSWER_WITHIN: Duration = Duration::from_secs(600);
const ANSWER_LIMIT: usize = 64 * 1024 * 1024;

/// What opens the proxy's door.
pub enum Pass {
    /// The owner's control secret, for its control endpoint.
    Control(Secret),
    /// A local key, for calls like any client's.
    LocalKey(Secret),
}

/// Why no client could be made.
#[derive(Debug, thiserror::Error)]
pub enum NotLoopback {
    /// The address is not `http://` on this machine.
    #[error("the address of a proxy must be http:// on this machine")]
    Address,
    /// The secret holds a character that no header can carry.
    #[error("the secret holds a character that no header can carry")]
    Secret,
    /// The HTTP client could not be made.
    #[error("no HTTP client could be made")]
    Client(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A client for the proxy at one address.
pub struct Loopback {
    client: Client,
    base: Url,
    pass: (HeaderName, HeaderValue),
}

impl Loopback {
    /// A client for the proxy at `base_url`, e.g. `http://127.0.0.1:4100`.
    ///
    /// # Errors
    /// `Address` for anything but plain HTTP on this machine, so that neither a control secret nor
    /// a local key can leave it.
    pub fn new(base_url: &str, pass: Pass) -> Result<Self, NotLoopback> {
        let base = Url::parse(base_url).map_err(|_| NotLoopback::Address)?;
        if base.scheme() != "http" || !is_loopback(&base) {
            return Err(NotLoopback::Address);
        }
        let (name, text) = match &pass {
            Pass::Control(secret) => (CONTROL, secret.expose().to_owned()),
            Pass::LocalKey(key) => (AUTHORIZATION, format!("Bearer {}", key.expose())),
        };
        let mut value =
            HeaderValue::from_maybe_shared(Bytes::from(text)).map_err(|_| NotLoopback::Secret)?;
        value.set_sensitive(true);
        let client = clients::builder(CONNECT, Way::PLAIN)
            .and_then(|builder| builder.build().map_err(NoClient::Client))
            .map_err(|error| NotLoopback::Client(Box::new(error)))?;
        Ok(Self {
            client,
            base,
            pass: (name, value),
        })
    }

    /// Posts JSON to a path and gives back status and body, whatever the status. Waits at most ten
    /// minutes, as long as the longest call that a policy's default allows.
    ///
    /// # Errors
    /// `Connect` when nobody listens there and nothing was asked, `Cut` and `Timeout(Total)` when it
    /// breaks off and may have been done, and `Malformed` for an answer above 64 MiB.
    pub async fn post_json(&self, path: &str, body: &[u8]) -> Result<(u16, Bytes), Failure> {
        let asking = async {
            let incoming = self.call(path, body).await?;
            let body = whole(incoming.body, ANSWER_LIMIT).await?;
            Ok((incoming.status, body))
        };
        let late = || self.late(Phase::Total, ANSWER_WITHIN);
        tokio::time::timeout(ANSWER_WITHIN, asking)
            .await
            .unwrap_or_else(|_| Err(late()))
    }

    /// Posts JSON to a path and gives the answer as it comes, whatever the status. Waits without a
    /// limit of its own; dropping the answer closes the connection.
    ///
    /// # Errors
    /// `Connect` when nobody listens there; `Cut` when it breaks off, before the head or in the body.
    pub async fn call(&self, path: &str, body: &[u8]) -> Result<Incoming, Failure> {
        let mut request = self.request(Method::POST, path);
        request
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.to_vec().into());
        let response = self.execute(request).await?;
        Ok(Incoming {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: self.body(response),
        })
    }

    /// The events of a path as they come, without an end of their own. Dropping the stream detaches.
    ///
    /// # Errors
    /// `Connect` when nobody listens there, `Timeout(FirstToken)` when no head comes within 10 s,
    /// and `Auth` or `BadRequest` when the owner refuses.
    pub async fn events(&self, path: &str) -> Result<BodyStream, Failure> {
        let request = self.request(Method::GET, path);
        let response = tokio::time::timeout(HEAD_WITHIN, self.execute(request))
            .await
            .unwrap_or_else(|_| Err(self.late(Phase::FirstToken, HEAD_WITHIN)))?;
        let status = response.status();
        if status.is_success() {
            return Ok(self.body(response));
        }
        let kind = match status.as_u16() {
            401 | 403 => FailureKind::Auth,
            _ => FailureKind::BadRequest,
        };
        Err(Failure {
            status: Some(status.as_u16()),
            ..Failure::new(kind, format!("the owner at {} refused", self.host()))
        })
    }

    fn request(&self, method: Method, path: &str) -> reqwest::Request {
        let mut url = self.base.clone();
        url.set_path(path);
        let mut request = reqwest::Request::new(method, url);
        let (name, value) = &self.pass;
        *request.headers_mut() = HeaderMap::from_iter([(name.clone(), value.clone())]);
        request
    }

    async fn execute(&self, request: reqwest::Request) -> Result<reqwest::Response, Failure> {
        self.client.execute(request).await.map_err(|error| {
            let host = self.host();
            let message = format!(
                "no answer from Pointsman at {host}: {}",
                trouble::root(&error)
            );
            // Behind a connection that stood, the owner may have acted on what it was asked.
            let kind = if error.is_connect() {
                FailureKind::Connect
            } else {
                FailureKind::Cut
            };
            Failure::new(kind, message)
        })
    }

    fn body(&self, response: reqwest::Response) -> BodyStream {
        let host = self.host().to_owned();
        Box::pin(response.bytes_stream().map_err(move |_| {
            let message = format!("Pointsman at {host} broke the answer off");
            Failure::new(FailureKind::Cut, message)
        }))
    }

    fn late(&self, phase: Phase, within: Duration) -> Failure {
        let (host, seconds) = (self.host(), within.as_secs());
        let message = format!("Pointsman at {host} did not answer within {seconds} s");
        Failure::new(FailureKind::Timeout(phase), message)
    }

    fn host(&self) -> &str {
        &self.base[url::Position::BeforeHost..url::Position::AfterPort]
    }
}
