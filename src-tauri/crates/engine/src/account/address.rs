//! Where an account's calls go, and where its keys belong.
//!
//! An address of the account's own, or of its region, stands for one of the provider's endpoints. The
//! others are found beside it, or not at all: whatever address comes out has the origin that was given.

use super::Account;
use pointsman_catalog::{Endpoint, Provider};
use std::borrow::Cow;

impl Account {
    /// Where its keys belong, as it is kept beside each of them: at its provider, wherever the
    /// catalogue says that this is, or at the scheme, host and port of its own address. A key that
    /// was given for another home is not sent.
    pub fn home(&self) -> String {
        match &self.base_url {
            None => format!("provider:{}", self.provider),
            Some(url) => origin(url).to_ascii_lowercase(),
        }
    }

    /// What its provider has no region of, in words. `None` where the region is one of the provider's
    /// or there is none, and where a `base_url` of the account's own says where it is.
    pub fn unknown_region(&self, provider: &Provider) -> Option<String> {
        let region = self.region.as_ref()?;
        if self.base_url.is_some() || provider.region(region).is_some() {
            return None;
        }
        let ids: Vec<_> = provider.regions.iter().map(|r| r.id.as_str()).collect();
        let there = match ids.as_slice() {
            [] => "it has none; give a `base_url`".to_owned(),
            ids => format!("it has {}", ids.join(", ")),
        };
        Some(format!(
            "account `{}`: provider `{}` has no region `{region}`: {there}",
            self.name, provider.id
        ))
    }

    /// Whether it can be asked at an endpoint of its provider: in the dialect that it names, where it
    /// names one, and at an address that is known.
    pub fn speaks_at(&self, provider: &Provider, endpoint: &Endpoint) -> bool {
        let only = self.dialect.or_else(|| {
            let first = provider.endpoints.first().filter(|_| provider.one_dialect);
            first.map(|first| first.dialect)
        });
        let spoken = only.is_none_or(|only| only.covers(endpoint.dialect));
        let own = self.own_address(provider);
        spoken && own.is_none_or(|own| self.beside(own, provider, endpoint).is_some())
    }

    /// Where calls go that the provider takes at an endpoint: the account's own address, else its
    /// region's, else the endpoint's base.
    ///
    /// An address that is given stands for the endpoint of the account's `dialect`, else for the one
    /// whose path it ends with, else for the provider's first; and for each of the same base. An
    /// endpoint of another path at the same origin stands beside it in the same way. One of another
    /// origin is nowhere.
    ///
    /// # Errors
    /// What [`Account::unknown_region`] says, and that the endpoint is nowhere: neither keys nor data
    /// go elsewhere than was said.
    pub fn base<'a>(
        &'a self,
        provider: &'a Provider,
        endpoint: &'a Endpoint,
    ) -> Result<Cow<'a, str>, String> {
        if let Some(unknown) = self.unknown_region(provider) {
            return Err(unknown);
        }
        let Some(own) = self.own_address(provider) else {
            return Ok(Cow::Borrowed(&endpoint.base_url));
        };
        self.beside(own, provider, endpoint).ok_or_else(|| {
            format!(
                "account `{}`: its address does not say where it speaks {}",
                self.name,
                endpoint.dialect.name()
            )
        })
    }

    /// The address that stands in for the provider's, where one does.
    fn own_address<'a>(&'a self, provider: &'a Provider) -> Option<&'a str> {
        let of_region = || {
            let region = provider.region(self.region.as_deref()?)?;
            Some(region.base_url.as_str())
        };
        self.base_url.as_deref().or_else(of_region)
    }

    fn beside<'a>(
        &self,
        own: &'a str,
        provider: &Provider,
        endpoint: &Endpoint,
    ) -> Option<Cow<'a, str>> {
        let given = self.given_for(own, provider)?;
        if given.base_url == endpoint.base_url {
            return Some(Cow::Borrowed(own));
        }
        if origin(&given.base_url) != origin(&endpoint.base_url) {
            return None;
        }
        let (place, query) = own.split_at(own.find(['?', '#']).unwrap_or(own.len()));
        let (from, to) = apart(path(&given.base_url), path(&endpoint.base_url));
        let beside = match place.strip_suffix(from) {
            Some(stem) => format!("{stem}{to}{query}"),
            None => format!("{}{}{query}", origin(own), path(&endpoint.base_url)),
        };
        Some(Cow::Owned(beside))
    }

    /// The endpoint for which an address was given.
    fn given_for<'a>(&self, own: &str, provider: &'a Provider) -> Option<&'a Endpoint> {
        if let Some(dialect) = self.dialect {
            return provider.endpoint(dialect);
        }
        let own = path(own);
        let mut best = provider.endpoints.first()?;
        let mut longest = 0;
        for endpoint in &provider.endpoints {
            let path = path(&endpoint.base_url);
            if path.len() > longest && own.ends_with(path) {
                (best, longest) = (endpoint, path.len());
            }
        }
        Some(best)
    }
}

/// What stands before the path, the query or the fragment. Two URLs that begin with the same of it
/// lead to the same host, however odd it is.
fn origin(url: &str) -> &str {
    let from = url.find("://").map_or(0, |at| at + 3);
    let rest = url.get(from..).unwrap_or_default();
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url.get(..from + end).unwrap_or(url)
}

/// The path of a URL, without a slash at its end.
fn path(url: &str) -> &str {
    let behind = url.get(origin(url).len()..).unwrap_or_default();
    let end = behind.find(['?', '#']).unwrap_or(behind.len());
    behind.get(..end).unwrap_or_default().trim_end_matches('/')
}

/// Two paths without the segments that both begin with.
fn apart<'a>(mut one: &'a str, mut other: &'a str) -> (&'a str, &'a str) {
    while let (Some(a), Some(b)) = (first(one), first(other))
        && a == b
    {
        one = one.get(a.len()..).unwrap_or_default();
        other = other.get(b.len()..).unwrap_or_default();
    }
    (one, other)
}

/// The first segment of a path with the slash before it.
fn first(path: &str) -> Option<&str> {
    let rest = path.strip_prefix('/')?;
    let end = rest.find('/').unwrap_or(rest.len());
    path.get(..=end)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic here is a test's report")]
    use super::super::takes_unmarked_keys;
    use super::*;
    use pointsman_catalog::Catalog;
    use pointsman_wire::Dialect;

    #[test]
    fn the_home_of_a_key_is_its_provider_or_the_origin_of_its_own_address() {
        for (url, home) in [
            (None, "provider:openai"),
            (Some("https://Proxy.example/v1"), "https://proxy.example"),
            (
                Some("https://proxy.example:8443/v2?x=1"),
                "https://proxy.example:8443",
            ),
            (Some("http://proxy.example"), "http://proxy.example"),
            (Some("https://proxy.example?x"), "https://proxy.example"),
            (
                Some("https://me@proxy.example/v1"),
                "https://me@proxy.example",
            ),
            (
                Some("https://proxy.example\\@evil/v1"),
                "https://proxy.example\\@evil",
            ),
        ] {
            let account = Account {
                base_url: url.map(str::to_owned),
                ..Account::new("work", "openai")
            };
            assert_eq!(account.home(), home);
            assert_eq!(takes_unmarked_keys(&account.home()), url.is_none());
        }
    }

    /// A provider whose endpoints have these bases, the first for conversations, the second for
    /// embeddings.
    fn provider(first: &str, second: &str, more: &str) -> Provider {
        let text = format!(
            "id = \"p\"\nname = \"P\"\nmonogram = \"Pp\"\nauth = \"bearer\"\ntransport = \"http\"\ncharges = \"tokens\"\nmakes_models = true\ndocs = \"d\"\nread = \"2026-11-22\"\n{more}\n\
             [[endpoint]]\ndialect = \"openai_chat\"\nbase_url = \"{first}\"\nconverse = \"/a\"\nstream_usage = true\n\
             [[endpoint]]\ndialect = \"openai_embeddings\"\nbase_url = \"{second}\"\nconverse = \"/b\"\nstream_usage = false\n"
        );
        let catalog = Catalog::parse(&[("providers/p.toml", &text)]).unwrap();
        catalog.provider("p").unwrap().clone()
    }

    fn at(own: &str, dialect: Option<Dialect>) -> Account {
        Account {
            base_url: Some(own.to_owned()),
            dialect,
            ..Account::new("p", "p")
        }
    }

    #[track_caller]
    fn check(bases: (&str, &str), own: &str, expected: [&str; 2]) {
        let provider = provider(bases.0, bases.1, "");
        let account = at(own, None);
        for (endpoint, expected) in provider.endpoints.iter().zip(expected) {
            let base = account.base(&provider, endpoint).unwrap();
            assert_eq!(base, expected);
            assert_eq!(origin(&base), origin(own), "a key goes nowhere else");
            assert!(account.speaks_at(&provider, endpoint));
        }
    }

    #[test]
    fn an_address_of_its_own_holds_for_each_endpoint_of_the_same_base() {
        let same = ("https://h.example/v1", "https://h.example/v1");
        check(same, "http://a.example/x", ["http://a.example/x"; 2]);
        check(("", ""), "http://a.example/x", ["http://a.example/x"; 2]);
    }

    #[test]
    fn endpoints_of_other_paths_stand_beside_it_in_the_same_way() {
        let gemini = (
            "https://g.example/v1beta/openai",
            "https://g.example/v1beta",
        );
        for (own, expected) in [
            (
                "https://a.example/in/v1beta/openai",
                [
                    "https://a.example/in/v1beta/openai",
                    "https://a.example/in/v1beta",
                ],
            ),
            (
                "https://a.example/v1beta",
                [
                    "https://a.example/v1beta/openai",
                    "https://a.example/v1beta",
                ],
            ),
            (
                "https://a.example/v1beta/openai?v=2",
                [
                    "https://a.example/v1beta/openai?v=2",
                    "https://a.example/v1beta?v=2",
                ],
            ),
            (
                "http://127.0.0.1:9",
                ["http://127.0.0.1:9", "http://127.0.0.1:9/v1beta"],
            ),
        ] {
            check(gemini, own, expected);
        }
        let deepseek = ("https://d.example", "https://d.example/anthropic");
        for (own, expected) in [
            (
                "https://a.example/x",
                ["https://a.example/x", "https://a.example/x/anthropic"],
            ),
            (
                "https://a.example/anthropic",
                ["https://a.example", "https://a.example/anthropic"],
            ),
        ] {
            check(deepseek, own, expected);
        }
    }

    #[test]
    fn an_endpoint_of_another_origin_is_nowhere_under_an_address_of_its_own() {
        for other in [
            "https://other.example/v1",
            "https://h.example:8443/v1",
            "https://h.example.evil/v1",
        ] {
            let provider = provider("https://h.example/v1", other, "");
            let account = at("https://a.example/v1", None);
            let second = provider.endpoints.get(1).unwrap();
            assert!(!account.speaks_at(&provider, second), "{other}");
            assert!(account.base(&provider, second).is_err(), "{other}");
            let plain = Account::new("p", "p");
            assert_eq!(plain.base(&provider, second).unwrap(), other);
            assert!(plain.speaks_at(&provider, second));
        }
    }

    #[test]
    fn the_dialect_that_an_account_names_is_the_one_it_speaks() {
        let provider = provider("https://h.example/v1", "https://h.example/e", "");
        let account = at("https://a.example/q", Some(Dialect::OpenaiEmbeddings));
        let [first, second] = provider.endpoints.as_slice() else {
            return assert_eq!(provider.endpoints.len(), 2);
        };
        assert!(!account.speaks_at(&provider, first));
        assert!(account.speaks_at(&provider, second));
        assert_eq!(
            account.base(&provider, second).unwrap(),
            "https://a.example/q"
        );
    }

    #[test]
    fn a_region_moves_all_endpoints_of_its_origin() {
        let region = "[[region]]\nid = \"eu\"\nbase_url = \"https://eu.example/v1beta/openai\"";
        let provider = provider(
            "https://g.example/v1beta/openai",
            "https://g.example/v1beta",
            region,
        );
        let mut account = Account {
            region: Some("eu".to_owned()),
            ..Account::new("p", "p")
        };
        let second = provider.endpoints.get(1).unwrap();
        assert_eq!(
            account.base(&provider, second).unwrap(),
            "https://eu.example/v1beta"
        );
        account.region = Some("mars".to_owned());
        assert!(account.base(&provider, second).is_err());
    }
}
