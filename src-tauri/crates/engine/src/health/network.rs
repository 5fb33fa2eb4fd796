//! Whether a host that cannot be reached speaks against its provider, or against this machine's
//! network.
//!
//! Offline, every host fails at once. So a failed connection counts only as far as others show that
//! the network works:
//! - A host on this machine needs no network: it always counts.
//! - No name, no route: counts once another host was reached since this one failed first.
//! - Refused or timed out: counts, unless other hosts fail as well and none was reached since.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::time::Instant;

/// Hosts that are remembered. Accounts name a handful; a client cannot name one.
const MOST_HOSTS: usize = 1_024;

/// How a connection failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreached {
    /// The name could not be resolved, or no route leads there.
    NoRoute,
    /// Refused, or no answer in time.
    NoAnswer,
}

/// One host. Times are milliseconds since the room was opened, 0 is never.
pub(super) struct Host {
    on_this_machine: bool,
    reached: AtomicU64,
    /// Since when every connection failed; 0 when the last did not.
    failing_since: AtomicU64,
}

pub(super) struct Network {
    opened: Instant,
    hosts: RwLock<HashMap<String, Arc<Host>>>,
}

impl Network {
    pub(super) fn new() -> Self {
        Self {
            opened: Instant::now(),
            hosts: RwLock::default(),
        }
    }

    /// The host of a base URL.
    pub(super) fn host(&self, base_url: &str) -> Arc<Host> {
        let name = authority(base_url);
        let hosts = self.hosts.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = hosts.get(name) {
            return Arc::clone(host);
        }
        drop(hosts);
        let mut hosts = self.hosts.write().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MOST_HOSTS {
            hosts.clear();
        }
        let host = hosts.entry(name.to_owned()).or_insert_with(|| {
            Arc::new(Host {
                on_this_machine: is_this_machine(name),
                reached: AtomicU64::new(0),
                failing_since: AtomicU64::new(0),
            })
        });
        Arc::clone(host)
    }

    /// An answer's head has come from the host.
    pub(super) fn reached(&self, host: &Host, now: Instant) {
        host.reached.store(self.millis(now), Ordering::Relaxed);
        host.failing_since.store(0, Ordering::Relaxed);
    }

    /// The host could not be reached. Whether that speaks against it.
    pub(super) fn unreached(&self, host: &Host, how: Unreached, now: Instant) -> bool {
        let now = self.millis(now);
        let began =
            host.failing_since
                .compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed);
        let since = began.err().unwrap_or(now);
        if host.on_this_machine {
            return true;
        }
        let hosts = self.hosts.read().unwrap_or_else(PoisonError::into_inner);
        let others = || {
            let far = hosts.values().filter(|other| !other.on_this_machine);
            far.filter(|other| !std::ptr::eq(other.as_ref(), host))
        };
        let failing = |other: &Host| other.failing_since.load(Ordering::Relaxed) > 0;
        let works =
            others().any(|other| !failing(other) && other.reached.load(Ordering::Relaxed) > since);
        match how {
            Unreached::NoRoute => works,
            Unreached::NoAnswer => works || !others().any(|other| failing(other)),
        }
    }

    fn millis(&self, now: Instant) -> u64 {
        let since = now.saturating_duration_since(self.opened).as_millis();
        u64::try_from(since).unwrap_or(u64::MAX).saturating_add(1)
    }
}

/// Host and port of a URL.
fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..end).unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

fn is_this_machine(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    match host.parse::<std::net::IpAddr>() {
        Ok(ip) => ip.is_loopback(),
        // What names no host (the simulator) needs no network either.
        Err(_) => host == "localhost" || host.ends_with(".localhost") || host == "simulator",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// Plays `host: event` lines, a second apart; `!` behind a failure says that it counts.
    #[track_caller]
    fn check(lines: &[&str]) {
        let network = Network::new();
        let mut now = network.opened;
        for line in lines {
            now += Duration::from_secs(1);
            let (name, event) = line.split_once(": ").unwrap();
            let host = network.host(&format!("https://{name}/v1"));
            let how = match event.trim_end_matches('!') {
                "reached" => {
                    network.reached(&host, now);
                    continue;
                }
                "no route" => Unreached::NoRoute,
                "no answer" => Unreached::NoAnswer,
                other => panic!("{other}"),
            };
            let counts = network.unreached(&host, how, now);
            assert_eq!(counts, event.ends_with('!'), "{line}");
        }
    }

    #[test]
    fn a_machine_without_a_network_speaks_against_nobody() {
        check(&[
            "a.example: reached",
            "b.example: reached",
            "a.example: no route",
            "b.example: no route",
            "a.example: no route",
            "b.example: no route",
        ]);
        check(&["a.example: no route", "a.example: no route"]);
    }

    #[test]
    fn a_server_of_ones_own_does_not_show_that_the_network_works() {
        check(&[
            "a.example: no route",
            "127.0.0.1:11434: reached",
            "a.example: no route",
        ]);
    }

    #[test]
    fn a_host_that_fails_while_others_are_reached_is_at_fault() {
        check(&[
            "a.example: no route",
            "b.example: reached",
            "a.example: no route!",
            "a.example: no answer!",
        ]);
    }

    #[test]
    fn one_host_that_does_not_answer_is_at_fault_until_others_fail_too() {
        check(&[
            "a.example: no answer!",
            "b.example: no answer",
            "a.example: no answer",
            "b.example: reached",
            "a.example: no answer!",
        ]);
    }

    #[test]
    fn a_server_on_this_machine_needs_no_network() {
        check(&[
            "localhost:1234: no answer!",
            "[::1]:80: no answer!",
            "simulator:: no answer!",
        ]);
    }
}
