//! Where requests go: a base and a path, parsed once and kept.

use std::borrow::Cow;
use std::sync::{Arc, PoisonError, RwLock};
use url::{Host, Url};

/// Where a path names the model.
const MODEL: &str = "{model}";

/// More bases than anybody has accounts; beyond it the oldest is parsed anew.
const KEPT: usize = 64;

/// One address.
pub(crate) struct Destination {
    base: String,
    path: String,
    url: Url,
    host: String,
    loopback: bool,
}

/// Why a base cannot be used. Never quotes the base: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadBase {
    /// There is none.
    #[error("it has no base_url; set one")]
    Missing,
    /// It is not a URL of HTTP.
    #[error("its base_url is not an http or https URL")]
    NotHttp,
    /// It carries a user or a password.
    #[error(
        "its base_url carries a user or password; keep the key in the keychain or the environment instead"
    )]
    Credentials,
}

impl Destination {
    fn parse(base: &str, path: &str) -> Result<Self, BadBase> {
        let url = join(base, path)?;
        let host = match url.port() {
            Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
            None => url.host_str().unwrap_or_default().to_owned(),
        };
        Ok(Self {
            base: base.to_owned(),
            path: path.to_owned(),
            loopback: is_loopback(&url),
            url,
            host,
        })
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// Host and port, for people.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// Whether it is on this machine.
    pub(crate) fn loopback(&self) -> bool {
        self.loopback
    }

    /// Whether it is reached without TLS.
    pub(crate) fn plain(&self) -> bool {
        self.url.scheme() == "http"
    }
}

/// The path laid behind the base's own path. A query of the base stays, the path's own holds where
/// the base has none.
fn join(base: &str, path: &str) -> Result<Url, BadBase> {
    if base.is_empty() {
        return Err(BadBase::Missing);
    }
    let mut url = Url::parse(base).map_err(|_| BadBase::NotHttp)?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(BadBase::NotHttp);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BadBase::Credentials);
    }
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    };
    let joined = format!("{}{path}", url.path().trim_end_matches('/'));
    url.set_path(&joined);
    if url.query().is_none() {
        url.set_query(query);
    }
    Ok(url)
}

/// The path of a call, the model laid in where the path names it.
pub(crate) fn path_for<'p>(path: &'p str, model: &str) -> Cow<'p, str> {
    if !path.contains(MODEL) {
        return Cow::Borrowed(path);
    }
    // One segment, whatever the model is called: a slash in it must not lead elsewhere.
    let mut segment = String::with_capacity(model.len());
    for byte in model.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            segment.push(char::from(byte));
        } else {
            segment.push_str(&format!("%{byte:02X}"));
        }
    }
    if matches!(segment.as_str(), "." | "..") {
        segment.push_str("%20");
    }
    Cow::Owned(path.replace(MODEL, &segment))
}

/// Whether a URL's host is this machine by its own name or number. Other names are not asked of
/// the resolver, which could say anything.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(number)) => number.is_loopback(),
        Some(Host::Ipv6(number)) => {
            number.is_loopback()
                || number
                    .to_ipv4_mapped()
                    .is_some_and(|number| number.is_loopback())
        }
        None => false,
    }
}

/// Destinations seen so far. A handful, so a walk beats a hash.
#[derive(Default)]
pub(crate) struct Destinations(RwLock<Vec<Arc<Destination>>>);

impl Destinations {
    /// The destination of a base and a path.
    pub(crate) fn find(&self, base: &str, path: &str) -> Result<Arc<Destination>, BadBase> {
        let known = self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .find(|known| known.base == base && known.path == path)
            .map(Arc::clone);
        if let Some(known) = known {
            return Ok(known);
        }
        let new = Arc::new(Destination::parse(base, path)?);
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(Arc::clone(&new));
        Ok(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_a_base_with_a_path_and_keeps_the_query() {
        for (base, wanted) in [
            (
                "https://api.example/v1",
                "https://api.example/v1/chat/completions",
            ),
            (
                "https://api.example/v1/",
                "https://api.example/v1/chat/completions",
            ),
            (
                "https://api.example",
                "https://api.example/chat/completions",
            ),
            (
                "https://api.example/openai?version=2",
                "https://api.example/openai/chat/completions?version=2",
            ),
        ] {
            assert_eq!(join(base, "/chat/completions").unwrap().as_str(), wanted);
        }
    }

    #[test]
    fn a_query_of_the_path_gives_way_to_one_of_the_base() {
        for (base, wanted) in [
            ("https://a.example", "https://a.example/x?api-version=1"),
            (
                "https://a.example?api-version=2",
                "https://a.example/x?api-version=2",
            ),
        ] {
            assert_eq!(join(base, "/x?api-version=1").unwrap().as_str(), wanted);
        }
    }

    #[test]
    fn a_model_in_the_path_is_one_segment() {
        let url = |model| {
            let path = path_for("/deployments/{model}/chat", model);
            join("https://a.example", &path).unwrap().path().to_owned()
        };
        assert_eq!(url("gpt-5"), "/deployments/gpt-5/chat");
        assert_eq!(url("a/b c?d#e"), "/deployments/a%2Fb%20c%3Fd%23e/chat");
        assert_eq!(url(".."), "/deployments/..%20/chat");
        assert_eq!(path_for("/chat", "m"), "/chat");
    }

    #[test]
    fn refuses_bases_that_cannot_be_called() {
        assert_eq!(join("", "/x"), Err(BadBase::Missing));
        assert_eq!(join("api.example/v1", "/x"), Err(BadBase::NotHttp));
        assert_eq!(join("file:///etc", "/x"), Err(BadBase::NotHttp));
        assert_eq!(join("https://me:pw@h/v1", "/x"), Err(BadBase::Credentials));
    }

    #[test]
    fn knows_this_machine_by_name_and_number_only() {
        for (url, wanted) in [
            ("http://127.0.0.1:4100", true),
            ("http://127.9.9.9", true),
            ("http://[::1]:4100", true),
            ("http://[::ffff:127.0.0.1]", true),
            ("http://LOCALHOST:11434", true),
            ("http://localhost.example", false),
            ("http://127.0.0.1.example", false),
            ("http://192.168.1.2", false),
            ("https://api.example", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(url).unwrap()), wanted, "{url}");
        }
    }

    #[test]
    fn parses_an_address_once() {
        let destinations = Destinations::default();
        let first = destinations.find("https://h/v1", "/models").unwrap();
        let second = destinations.find("https://h/v1", "/models").unwrap();
        assert!(Arc::ptr_eq(&first, &second));
        for number in 0..200 {
            destinations
                .find(&format!("https://h{number}/v1"), "/models")
                .unwrap();
        }
        assert_eq!(destinations.0.read().unwrap().len(), KEPT);
    }
}
