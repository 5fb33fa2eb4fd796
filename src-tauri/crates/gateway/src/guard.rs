//! Who is let in: by the host that was called, the page that calls and the key that is shown.
//!
//! Reads heads only, on borrowed text. Knows no path and no dialect.

use crate::control::Control;
use crate::guests::Admission;
use crate::keys::KeyRing;
use crate::refusal::Refusal;
use axum::extract::Query;
use http::header::{AUTHORIZATION, HOST, ORIGIN};
use http::request::Parts as Head;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use pointsman_engine::Caller;
use std::borrow::Cow;
use std::net::IpAddr;

const POINTSMAN_KEY: HeaderName = HeaderName::from_static("x-pointsman-key");
const API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const GOOG_API_KEY: HeaderName = HeaderName::from_static("x-goog-api-key");
const CONTROL: HeaderName = HeaderName::from_static("x-pointsman-control");

/// The names of this machine that cannot be made to point here by somebody else's DNS.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
/// How much of a name that a client sent is repeated to it.
const ECHO: usize = 100;

/// Checks where the client is. Listening beyond this machine is refused while no project has a key; the
/// last one may be revoked while we listen.
pub(crate) fn peer(keys: &KeyRing, peer: IpAddr) -> Result<(), Refusal> {
    match peer.to_canonical().is_loopback() || keys.any_kept() {
        true => Ok(()),
        false => Err(Refusal::Beyond),
    }
}

/// Checks the host that the client called. A page that had its own name point to 127.0.0.1
/// (DNS rebinding) still sends that name here.
pub(crate) fn host(admission: &Admission, head: &Head) -> Result<(), Refusal> {
    if let Some(authority) = head.uri.authority() {
        named(admission, authority.as_str())?;
    }
    let mut hosts = head.headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => match host.to_str() {
            Ok(host) => named(admission, host),
            Err(_) => Err(Refusal::NoHost),
        },
        (None, _) | (Some(_), Some(_)) => Err(Refusal::NoHost),
    }
}

fn named(admission: &Admission, host: &str) -> Result<(), Refusal> {
    let allowed = without_port(host).is_some_and(|name| {
        OWN_NAMES.iter().any(|own| name.eq_ignore_ascii_case(own))
            || admission
                .hosts
                .iter()
                .any(|own| name.eq_ignore_ascii_case(own))
            || address(name).is_some_and(|address| is_bound(admission, address))
    });
    if allowed {
        Ok(())
    } else {
        Err(Refusal::Host(echo(host)))
    }
}

/// The number that a name is, where it is one.
fn address(name: &str) -> Option<IpAddr> {
    match name.strip_prefix('[') {
        Some(inner) => inner.strip_suffix(']')?.parse().ok().map(IpAddr::V6),
        None => name.parse().ok().map(IpAddr::V4),
    }
}

fn is_bound(admission: &Admission, address: IpAddr) -> bool {
    admission.addresses.iter().any(|bound| {
        *bound == address || (bound.is_unspecified() && bound.is_ipv4() == address.is_ipv4())
    })
}

/// The name of `name:port`, `[::1]:port` or a bare name; `None` for anything else.
fn without_port(host: &str) -> Option<&str> {
    let bracket = if host.starts_with('[') {
        host.find(']')?
    } else {
        0
    };
    let (name, port) = match host.get(bracket..)?.find(':') {
        Some(colon) => host.split_at_checked(bracket + colon)?,
        None => (host, ":0"),
    };
    let port = port.strip_prefix(':')?;
    port.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(name)
}

/// Checks the page that calls. Programs send no Origin; a page cannot leave it out.
/// Gives back the origin, for the headers that let its page read the answer.
pub(crate) fn origin(
    admission: &Admission,
    headers: &HeaderMap,
) -> Result<Option<HeaderValue>, Refusal> {
    let mut origins = headers.get_all(ORIGIN).iter();
    let Some(origin) = origins.next() else {
        return Ok(None);
    };
    let allowed = origins.next().is_none()
        && admission
            .origins
            .iter()
            .any(|own| origin.as_bytes().eq_ignore_ascii_case(own.as_bytes()));
    if allowed {
        return Ok(Some(origin.clone()));
    }
    let text = String::from_utf8_lossy(origin.as_bytes());
    Err(Refusal::Origin(echo(&text)))
}

/// Checks the local key, and takes it out of the head so that it goes no further.
pub(crate) fn key(keys: &KeyRing, head: &mut Head) -> Result<Caller, Refusal> {
    let Some((presented, place)) = presented(&head.headers, &head.uri) else {
        return Err(Refusal::NoKey);
    };
    let Some(caller) = keys.admit(&presented) else {
        return Err(if presented.starts_with("sk-") {
            Refusal::ProviderKey
        } else {
            Refusal::UnknownKey
        });
    };
    if let Some(name) = place {
        head.headers.remove(name);
    }
    Ok(caller)
}

/// The key that counts and the header it stood in. Pointsman's own header comes first: beside it
/// the others may carry the caller's own credential for a provider.
fn presented<'a>(headers: &'a HeaderMap, uri: &Uri) -> Option<(Cow<'a, str>, Option<HeaderName>)> {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    for name in [POINTSMAN_KEY, AUTHORIZATION, API_KEY, GOOG_API_KEY] {
        let value = if name == AUTHORIZATION {
            text(&name).and_then(bearer)
        } else {
            text(&name).map(str::trim)
        };
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            return Some((Cow::Borrowed(value), Some(name)));
        }
    }
    if !uri.query()?.contains("key=") {
        return None;
    }
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).ok()?;
    let (_, value) = pairs.into_iter().find(|(name, _)| name == "key")?;
    (!value.is_empty()).then_some((Cow::Owned(value), None))
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, key) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

/// Why a request does not reach the control endpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Barred {
    /// It comes from another machine.
    #[error("control is for programs on this machine")]
    Elsewhere,
    /// It was called under a wrong name.
    #[error(transparent)]
    Host(Refusal),
    /// It comes from a web page.
    #[error("control is not for web pages")]
    Page,
    /// The secret is missing or wrong.
    #[error("the control secret is wrong")]
    Secret,
}

/// Checks everything that the control endpoint asks for.
pub(crate) fn control(
    control: &dyn Control,
    admission: &Admission,
    head: &Head,
    peer: IpAddr,
) -> Result<(), Barred> {
    if !peer.to_canonical().is_loopback() {
        return Err(Barred::Elsewhere);
    }
    host(admission, head).map_err(Barred::Host)?;
    if head.headers.contains_key(ORIGIN) {
        return Err(Barred::Page);
    }
    let secret = head.headers.get(CONTROL).and_then(|v| v.to_str().ok());
    if secret.is_some_and(|secret| control.admit(secret)) {
        Ok(())
    } else {
        Err(Barred::Secret)
    }
}

fn echo(text: &str) -> String {
    text.chars().take(ECHO).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointsman_engine::LocalKeys;
    use pointsman_engine::ports::BoxFuture;

    #[test]
    fn a_host_is_split_from_its_port_and_nothing_else_passes() {
        for (host, name) in [
            ("localhost", Some("localhost")),
            ("127.0.0.1:4100", Some("127.0.0.1")),
            ("[::1]:4100", Some("[::1]")),
            ("[::1]", Some("[::1]")),
            ("localhost:", Some("localhost")),
            ("[::1", None),
            ("[::1]x:1", Some("[::1]x")),
            ("localhost:80@evil.example", None),
            ("localhost:80:80", None),
            ("", Some("")),
        ] {
            assert_eq!(without_port(host), name, "{host}");
        }
        let none = Admission::default();
        for refused in ["", "[::1]x:1", "localhost.evil.example", "evil.example:80"] {
            assert!(named(&none, refused).is_err(), "{refused}");
        }
        assert!(named(&none, "LocalHost:1").is_ok());
    }

    #[test]
    fn a_number_is_let_in_where_the_door_listens_there() {
        let bound = |address: &str| Admission {
            addresses: vec![address.parse().unwrap()],
            ..Admission::default()
        };
        for (at, host, opens) in [
            ("192.168.1.2", "192.168.1.2:4100", true),
            ("192.168.1.2", "192.168.1.3", false),
            ("192.168.1.2", "3232235778", false),
            ("0.0.0.0", "10.0.0.7", true),
            ("0.0.0.0", "[fd00::1]", false),
            ("0.0.0.0", "box.lan", false),
            ("::", "[fd00::1]:80", true),
            ("::", "fd00::1", false),
        ] {
            assert_eq!(named(&bound(at), host).is_ok(), opens, "{at} {host}");
        }
    }

    #[test]
    fn only_the_bearer_scheme_carries_a_key() {
        assert_eq!(bearer("Bearer pm-1"), Some("pm-1"));
        assert_eq!(bearer("bearer  pm-1 "), Some("pm-1"));
        assert_eq!(bearer("Basic cG0tMQ=="), None);
        assert_eq!(bearer("Bearer"), None);
    }

    #[test]
    fn other_machines_are_shut_out_as_soon_as_no_project_has_a_key() {
        let kept = "version = 1\n[[project]]\nname = \"web\"\n[[project.key]]\nid = \"k_1\"\n\
             sha256 = \"0000000000000000000000000000000000000000000000000000000000000000\"\n\
             last4 = \"abcd\"\ncreated = 2026-11-22T10:00:00Z\n";
        let archived = kept.replace("name = \"web\"", "name = \"web\"\narchived = true");
        let with = |text: &str| LocalKeys::parse(text).unwrap().with_session("web", "pm-s");
        let ring = KeyRing::new(with(kept));
        let opens = |from: &str| peer(&ring, from.parse().unwrap()).is_ok();
        for from in ["127.0.0.1", "::1", "192.168.1.2", "::ffff:192.168.1.2"] {
            assert!(opens(from), "{from}");
        }
        for none in ["", &archived] {
            ring.replace(with(none));
            for (from, open) in [
                ("127.0.0.1", true),
                ("::1", true),
                ("::ffff:127.0.0.1", true),
                ("192.168.1.2", false),
                ("::ffff:192.168.1.2", false),
                ("fe80::1", false),
            ] {
                assert_eq!(opens(from), open, "{from}");
            }
        }
    }

    struct Open;

    impl Control for Open {
        fn admit(&self, _: &str) -> bool {
            true
        }
        fn ask(&self, _: String, _: bytes::Bytes) -> BoxFuture<(u16, bytes::Bytes)> {
            Box::pin(std::future::ready((200, bytes::Bytes::new())))
        }
        fn events(&self) -> crate::control::Events {
            Box::pin(futures_util::stream::empty())
        }
    }

    #[test]
    fn control_is_closed_to_other_machines() {
        let request = http::Request::get("/pointsman/control/events")
            .header(HOST, "localhost")
            .header(CONTROL, "any");
        let (head, ()) = request.body(()).unwrap().into_parts();
        let admission = Admission::default();
        for (peer, opens) in [
            ("127.0.0.1", true),
            ("::1", true),
            ("::ffff:127.0.0.1", true),
            ("192.168.1.2", false),
            ("::ffff:192.168.1.2", false),
            ("fe80::1", false),
        ] {
            let admitted = control(&Open, &admission, &head, peer.parse().unwrap());
            assert_eq!(admitted.is_ok(), opens, "{peer}");
        }
    }
}
