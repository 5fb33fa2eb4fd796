//! What went wrong on the way, in words that say how to mend it.

use super::clients::Way;
use super::destination::Destination;
use super::tls::Untrusted;
use http::HeaderValue;
use pointsman_wire::{Failure, FailureKind, Phase};
use std::error::Error;
use std::io;
use std::time::Duration;

/// A request that got no head.
pub(crate) fn before_head(
    error: &reqwest::Error,
    destination: &Destination,
    way: Way<'_>,
    connect: Duration,
) -> Failure {
    let host = destination.host();
    if let Some(nonsense) = cause::<hyper::Error>(error).filter(|error| error.is_parse()) {
        let message = format!("`{host}` answered with what is no HTTP: {nonsense}");
        return Failure::new(FailureKind::Malformed, message);
    }
    if !error.is_connect() {
        let message = format!("`{host}` broke the connection before it answered");
        return Failure::new(FailureKind::Connect, message);
    }
    let kind = if error.is_timeout() {
        FailureKind::Timeout(Phase::Connect)
    } else {
        FailureKind::Connect
    };
    let mut message = if error.is_timeout() {
        let millis = connect.as_millis();
        format!("`{host}` did not take the connection within {millis} ms")
    } else if error.is_dns() {
        format!("the name `{host}` cannot be resolved: check its spelling and the network")
    } else if let Some(tls) = cause::<rustls::Error>(error) {
        certificate(tls, host)
    } else {
        refused(error, host)
    };
    if let Some(proxy) = way.own_proxy() {
        message.push_str(&format!(
            " (the account's proxy is `{proxy}`; the trouble may be there)"
        ));
    } else if way.heeds_environment() && proxy_is_set() {
        message.push_str(" (a proxy is set in the environment; the trouble may be there)");
    }
    Failure {
        no_route: has_no_route(error),
        ..Failure::new(kind, message)
    }
}

/// Whether this machine may have no network: then it is no name's and no server's fault.
fn has_no_route(error: &reqwest::Error) -> bool {
    let kind = cause::<io::Error>(error).map(io::Error::kind);
    error.is_dns()
        || matches!(
            kind,
            Some(
                io::ErrorKind::NetworkUnreachable
                    | io::ErrorKind::HostUnreachable
                    | io::ErrorKind::NetworkDown
                    | io::ErrorKind::AddrNotAvailable
            )
        )
}

/// An answer that broke off behind its head.
pub(crate) fn midway(error: &reqwest::Error, destination: &Destination) -> Failure {
    let host = destination.host();
    let how = match cause::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionReset) => "the connection was reset",
        Some(io::ErrorKind::TimedOut) => "the connection went dead",
        Some(_) | None => "it ended before it was complete",
    };
    let message = format!("the answer of `{host}` broke off: {how}");
    Failure::new(FailureKind::Cut, message)
}

/// An answer that points elsewhere. Names the other host only: a path may hold anything.
pub(crate) fn redirected(
    status: u16,
    location: Option<&str>,
    destination: &Destination,
) -> Failure {
    let host = destination.host();
    let there = location
        .and_then(|location| destination.url().join(location).ok())
        .and_then(|url| url.host_str().map(str::to_owned));
    let there = match there {
        Some(there) if destination.url().host_str() == Some(&there) => {
            "another address on the same host".to_owned()
        }
        Some(there) => format!("`{there}`"),
        None => "nowhere".to_owned(),
    };
    said(
        status,
        format!(
            "`{host}` answered {status} and points to {there}; a key never follows a redirect: if the provider has moved, set the account's base_url"
        ),
    )
}

/// An answer in an encoding that was not asked for.
pub(crate) fn encoded(status: u16, encoding: &HeaderValue, destination: &Destination) -> Failure {
    let host = destination.host();
    let encoding = encoding.to_str().unwrap_or("unknown");
    said(
        status,
        format!(
            "`{host}` answered with content-encoding `{encoding}` although identity was asked for"
        ),
    )
}

/// The innermost cause, in the library's own words.
pub(crate) fn root(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

fn said(status: u16, message: String) -> Failure {
    Failure {
        status: Some(status),
        ..Failure::new(FailureKind::Malformed, message)
    }
}

fn certificate(error: &rustls::Error, host: &str) -> String {
    use rustls::Error as Tls;
    if let Tls::InvalidCertificate(rustls::CertificateError::Other(other)) = error
        && let Some(Untrusted { issuer }) = other.0.downcast_ref::<Untrusted>()
    {
        format!(
            "the certificate of `{host}` was issued by `{issuer}`, which this machine does not trust: if that is your company's, add its certificate as the account's ca_file or to the system's; else somebody stands in between"
        )
    } else if let Tls::InvalidCertificate(why) = error {
        let why = distrust(why);
        format!("the certificate of `{host}` is not accepted: {why}")
    } else if let Tls::InvalidMessage(_) = error {
        format!(
            "`{host}` does not speak TLS there: check the port, or whether the base_url should begin with http://"
        )
    } else {
        format!("no TLS connection to `{host}`: {error}")
    }
}

/// Why a certificate is not accepted.
fn distrust(why: &rustls::CertificateError) -> String {
    use rustls::CertificateError as Flaw;
    match why {
        Flaw::UnknownIssuer => "its issuer, which it does not name, is not trusted on this machine (a filter or a company's proxy may stand in between)".to_owned(),
        Flaw::Expired | Flaw::ExpiredContext { .. } => "it has expired".to_owned(),
        Flaw::NotValidYet | Flaw::NotValidYetContext { .. } => {
            "it is not valid yet: check this machine's clock".to_owned()
        }
        Flaw::NotValidForName | Flaw::NotValidForNameContext { .. } => {
            "it was made for another name".to_owned()
        }
        // The library's enum, not ours: what is left is rare and worded by it.
        other => other.to_string(),
    }
}

fn refused(error: &reqwest::Error, host: &str) -> String {
    match cause::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => {
            format!("`{host}` refused the connection: is the server running?")
        }
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable) => {
            format!("`{host}` cannot be reached from this network")
        }
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof) => {
            format!("`{host}` broke the connection while it was made")
        }
        Some(_) | None => format!("no connection to `{host}`: {}", root(error)),
    }
}

/// The innermost cause of a type. `source` skips the error that an `io::Error` wraps, and they come
/// wrapped in one another, so each is opened by hand.
fn cause<E: Error + 'static>(error: &dyn Error) -> Option<&E> {
    let mut found = None;
    let mut next = error.source();
    while let Some(current) = next {
        found = current.downcast_ref::<E>().or(found);
        let wrapped = current.downcast_ref::<io::Error>();
        next = match wrapped.and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => current.source(),
        };
    }
    found
}

/// Whether the environment names a proxy. The error does not say which way the request went.
fn proxy_is_set() -> bool {
    ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
