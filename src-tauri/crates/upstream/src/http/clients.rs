//! The shelf of HTTP clients: few, shared, each with its pool of connections.
//!
//! reqwest sets the connect timeout, the proxy and the certificates per client, not per request, so
//! there is one client for each combination that is in use. A deadline around the whole request instead could not tell
//! connecting from waiting for the answer.

use super::destination::Destination;
use super::{tls, trouble};
use pointsman_engine::account::{Account, NO_PROXY};
use pointsman_wire::{Failure, FailureKind};
use reqwest::{Client, ClientBuilder};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use url::Url;

/// A policy knows one or two connect deadlines, and few accounts have a proxy or certificates of their
/// own; beyond this many clients the one unused longest goes.
const KEPT: usize = 16;
/// Below the 60 s after which common load balancers close an idle connection on their side.
const IDLE: Duration = Duration::from_secs(45);
const STEP: Duration = Duration::from_millis(100);
const SECOND: Duration = Duration::from_secs(1);

/// How a destination is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Way<'a> {
    reach: Reach,
    /// The account's own word on proxies: an address, or `none`. Never for this machine.
    proxy: Option<&'a str>,
    /// Certificates trusted beside the system's. Never without TLS.
    ca_file: Option<&'a Path>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// This machine without TLS: never through a proxy, and no certificates to load.
    Plain,
    /// This machine over TLS: never through a proxy.
    Direct,
    /// Elsewhere: through the account's proxy, or the one that the environment or the system names.
    Outward,
}

impl<'a> Way<'a> {
    /// This machine without TLS.
    pub(crate) const PLAIN: Self = Self {
        reach: Reach::Plain,
        proxy: None,
        ca_file: None,
    };

    pub(crate) fn to(destination: &Destination, account: &'a Account) -> Self {
        let ca_file = account.ca_file.as_deref();
        match (destination.loopback(), destination.plain()) {
            (true, true) => Self::PLAIN,
            (true, false) => Self {
                reach: Reach::Direct,
                proxy: None,
                ca_file,
            },
            (false, plain) => Self {
                reach: Reach::Outward,
                proxy: account.proxy.as_deref(),
                ca_file: ca_file.filter(|_| !plain),
            },
        }
    }

    /// Which proxy the account sends its calls through, without user and password. `None` where it
    /// names none of its own.
    pub(crate) fn own_proxy(&self) -> Option<String> {
        let url = Url::parse(self.proxy.filter(|proxy| *proxy != NO_PROXY)?).ok()?;
        let port = url.port().map(|port| format!(":{port}"));
        let host = url.host_str()?;
        Some(format!("{host}{}", port.unwrap_or_default()))
    }

    /// Whether the environment's proxy may be in between.
    pub(crate) fn heeds_environment(&self) -> bool {
        self.reach == Reach::Outward && self.proxy.is_none()
    }
}

struct Shelved {
    connect: Duration,
    reach: Reach,
    proxy: Option<String>,
    ca_file: Option<PathBuf>,
    client: Client,
}

impl Shelved {
    fn serves(&self, connect: Duration, way: Way<'_>) -> bool {
        self.connect == connect
            && self.reach == way.reach
            && self.proxy.as_deref() == way.proxy
            && self.ca_file.as_deref() == way.ca_file
    }
}

/// The clients in use, the latest used first.
#[derive(Default)]
pub(crate) struct Clients(Mutex<Vec<Shelved>>);

impl Clients {
    /// The client for a connect deadline and a way. Built under the lock, so that a burst of first
    /// calls loads the certificates once.
    ///
    /// # Errors
    /// `Connect` when the account's proxy or file of certificates cannot be used.
    pub(crate) fn find(&self, connect: Duration, way: Way<'_>) -> Result<Client, Failure> {
        let connect = rounded(connect);
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = shelf
            .iter()
            .position(|shelved| shelved.serves(connect, way));
        if let Some(place) = found {
            if let Some(recent) = shelf.get_mut(..=place) {
                recent.rotate_right(1);
            }
        } else {
            let client = make(connect, way)
                .map_err(|error| Failure::new(FailureKind::Connect, error.to_string()))?;
            shelf.truncate(KEPT - 1);
            shelf.insert(
                0,
                Shelved {
                    connect,
                    reach: way.reach,
                    proxy: way.proxy.map(str::to_owned),
                    ca_file: way.ca_file.map(Path::to_owned),
                    client,
                },
            );
        }
        match shelf.first() {
            Some(shelved) => Ok(shelved.client.clone()),
            None => Err(Failure::new(
                FailureKind::Bug,
                "the shelf of clients is empty",
            )),
        }
    }
}

/// Why there is no client for a way. Never quotes the proxy: it may hold a password.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoClient {
    /// The account's proxy is no address of one.
    #[error(
        "the account's `proxy` is not an address that can be used, such as http://proxy.example:3128"
    )]
    Proxy,
    /// No certificates to trust.
    #[error(transparent)]
    Certificates(#[from] tls::NoTrust),
    /// The library refuses.
    #[error("no HTTP client could be made: {}", trouble::root(.0))]
    Client(#[source] reqwest::Error),
}

fn make(connect: Duration, way: Way<'_>) -> Result<Client, NoClient> {
    builder(connect, way)?.build().map_err(NoClient::Client)
}

/// Up to the next tenth of a second, above ten seconds to the next second: never earlier than asked.
fn rounded(connect: Duration) -> Duration {
    let step = if connect <= 10 * SECOND { STEP } else { SECOND };
    let steps = connect.as_millis().div_ceil(step.as_millis()).max(1);
    step.saturating_mul(u32::try_from(steps).unwrap_or(u32::MAX))
}

/// How every client of this crate is made.
pub(crate) fn builder(connect: Duration, way: Way<'_>) -> Result<ClientBuilder, NoClient> {
    tls::install_crypto();
    let builder = Client::builder()
        .connect_timeout(connect)
        .tcp_nodelay(true)
        .pool_idle_timeout(IDLE)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .user_agent(concat!("pointsman/", env!("CARGO_PKG_VERSION")));
    let builder = match (way.reach, way.proxy) {
        // What the library would send again is refused by HTTP/2 alone, which is not spoken without
        // TLS; to be ready for it, it copies each request's headers.
        (Reach::Plain, _) => {
            let builder = builder.retry(reqwest::retry::never().max_retries_per_request(0));
            return Ok(builder.no_proxy().tls_certs_only([]));
        }
        (Reach::Direct, _) | (Reach::Outward, Some(NO_PROXY)) => builder.no_proxy(),
        (Reach::Outward, Some(proxy)) => {
            // The library would pass what it does not understand by, and go straight.
            let known = Url::parse(proxy).is_ok_and(|url| {
                url.has_host() && matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h")
            });
            let proxy = reqwest::Proxy::all(proxy).ok().filter(|_| known);
            builder.proxy(proxy.ok_or(NoClient::Proxy)?)
        }
        (Reach::Outward, None) => builder,
    };
    Ok(builder.tls_backend_preconfigured(tls::config(way.ca_file)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_connect_deadlines_up() {
        for (asked, wanted) in [
            (0, 100),
            (1, 100),
            (100, 100),
            (101, 200),
            (5_000, 5_000),
            (10_001, 11_000),
        ] {
            assert_eq!(
                rounded(Duration::from_millis(asked)),
                Duration::from_millis(wanted)
            );
        }
        assert!(rounded(Duration::MAX) > Duration::from_secs(1_000_000));
    }

    #[test]
    fn keeps_few_clients_and_the_one_in_use() {
        let clients = Clients::default();
        for millis in 1..=2 * KEPT as u64 {
            clients
                .find(Duration::from_millis(millis * 100), Way::PLAIN)
                .unwrap();
            clients.find(Duration::from_secs(9), Way::PLAIN).unwrap();
        }
        let shelf = clients.0.lock().unwrap();
        assert_eq!(shelf.len(), KEPT);
        assert_eq!(shelf[0].connect, Duration::from_secs(9));
    }

    #[test]
    fn sets_nodelay_and_follows_no_redirect() {
        let way = |reach| Way {
            reach,
            proxy: None,
            ca_file: None,
        };
        for reach in [Reach::Plain, Reach::Direct, Reach::Outward] {
            let said = format!("{:?}", builder(SECOND, way(reach)).unwrap());
            assert!(said.contains("tcp_nodelay: true"), "{said}");
            assert!(said.contains("redirect_policy: Policy(None)"), "{said}");
        }
    }

    #[test]
    fn names_a_proxy_without_its_password() {
        let way = |proxy| Way {
            reach: Reach::Outward,
            proxy: Some(proxy),
            ca_file: None,
        };
        let named = way("http://user:secret@proxy.example:3128").own_proxy();
        assert_eq!(named.as_deref(), Some("proxy.example:3128"));
        assert_eq!(way(NO_PROXY).own_proxy(), None);
        let Err(refused) = make(SECOND, way("socks9://user:secret@h")) else {
            panic!("took a proxy that cannot be");
        };
        assert!(!refused.to_string().contains("secret"), "{refused}");
    }
}
