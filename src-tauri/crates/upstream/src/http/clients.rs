//! The shelf of HTTP clients: few, shared, each with its pool of connections.
//!
//! reqwest sets the connect timeout and the proxy per client, not per request, so there is one
//! client for each pair that is in use. A deadline around the whole request instead could not tell
//! connecting from waiting for the answer.

use super::destination::Destination;
use pointsman_wire::{Failure, FailureKind};
use reqwest::{Client, ClientBuilder};
use std::sync::{Mutex, Once, PoisonError};
use std::time::Duration;

/// A policy knows one or two connect deadlines; beyond eight clients the one unused longest goes.
const KEPT: usize = 8;
/// Below the 60 s after which common load balancers close an idle connection on their side.
const IDLE: Duration = Duration::from_secs(45);
const STEP: Duration = Duration::from_millis(100);
const SECOND: Duration = Duration::from_secs(1);

/// How a destination is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// This machine without TLS: never through a proxy, and no certificates to load.
    Plain,
    /// This machine over TLS: never through a proxy.
    Direct,
    /// Elsewhere: through the proxy that the environment or the system names, where it names one.
    Outward,
}

impl Way {
    pub(crate) fn to(destination: &Destination) -> Self {
        match (destination.loopback(), destination.plain()) {
            (true, true) => Self::Plain,
            (true, false) => Self::Direct,
            (false, _) => Self::Outward,
        }
    }
}

struct Shelved {
    connect: Duration,
    way: Way,
    client: Client,
}

/// The clients in use, the latest used first.
#[derive(Default)]
pub(crate) struct Clients(Mutex<Vec<Shelved>>);

impl Clients {
    /// The client for a connect deadline and a way. Built under the lock, so that a burst of first
    /// calls loads the certificates once.
    pub(crate) fn find(&self, connect: Duration, way: Way) -> Result<Client, Failure> {
        let connect = rounded(connect);
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = shelf
            .iter()
            .position(|shelved| shelved.connect == connect && shelved.way == way);
        if let Some(place) = found {
            if let Some(recent) = shelf.get_mut(..=place) {
                recent.rotate_right(1);
            }
        } else {
            let client = builder(connect, way).build().map_err(|error| {
                Failure::new(
                    FailureKind::Connect,
                    format!(
                        "no HTTP client could be made: {}",
                        super::trouble::root(&error)
                    ),
                )
            })?;
            shelf.truncate(KEPT - 1);
            shelf.insert(
                0,
                Shelved {
                    connect,
                    way,
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

/// Up to the next tenth of a second, above ten seconds to the next second: never earlier than asked.
fn rounded(connect: Duration) -> Duration {
    let step = if connect <= 10 * SECOND { STEP } else { SECOND };
    let steps = connect.as_millis().div_ceil(step.as_millis()).max(1);
    step.saturating_mul(u32::try_from(steps).unwrap_or(u32::MAX))
}

/// How every client of this crate is made.
pub(crate) fn builder(connect: Duration, way: Way) -> ClientBuilder {
    install_crypto();
    let builder = Client::builder()
        .connect_timeout(connect)
        .tcp_nodelay(true)
        .pool_idle_timeout(IDLE)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .user_agent(concat!("pointsman/", env!("CARGO_PKG_VERSION")));
    match way {
        Way::Plain => builder.no_proxy().tls_certs_only([]),
        Way::Direct => builder.no_proxy(),
        Way::Outward => builder,
    }
}

fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Fails only when the process has a provider already, which then serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
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
        for millis in 1..=20 {
            clients
                .find(Duration::from_millis(millis * 100), Way::Plain)
                .unwrap();
            clients.find(Duration::from_secs(9), Way::Plain).unwrap();
        }
        let shelf = clients.0.lock().unwrap();
        assert_eq!(shelf.len(), KEPT);
        assert_eq!(shelf[0].connect, Duration::from_secs(9));
    }

    #[test]
    fn sets_nodelay_and_follows_no_redirect() {
        for way in [Way::Plain, Way::Direct, Way::Outward] {
            let said = format!("{:?}", builder(SECOND, way));
            assert!(said.contains("tcp_nodelay: true"), "{said}");
            assert!(said.contains("redirect_policy: Policy(None)"), "{said}");
        }
    }
}
