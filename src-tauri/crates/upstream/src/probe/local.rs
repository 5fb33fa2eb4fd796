//! Servers on this machine: what answers on the ports where such servers usually listen. To offer
//! them; nothing is used because it was found. Sends no key.

use super::{LIST_LIMIT, openai_list};
use crate::http::clients::{self, Way};
use crate::http::destination::is_loopback;
use crate::sender::Sender;
use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use pointsman_catalog::{Local, Provider};
use reqwest::Client;
use std::time::Duration;
use url::{Position, Url};

/// Somebody who listens and does not answer is not waited for.
const WITHIN: Duration = Duration::from_millis(300);
/// The most that is read of an answer; a list of models is not longer on this machine.
const MOST: usize = LIST_LIMIT;
/// Where a server that nobody recognises may list its models.
const LIST: &str = "/v1/models";

/// A server that answers on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalServer {
    /// The catalogue's id of what it is; `custom` where only its list of models is known.
    pub provider: String,
    /// Where it is: what an account's `base_url` would be.
    pub base_url: String,
    /// The models it lists; empty where it lists none without a key.
    pub models: Vec<String>,
}

impl Sender {
    /// The servers that answer on the usual ports of this machine, each recognised by what it says,
    /// whosever port it is. One that listens and says nothing within 300 ms is not there.
    pub async fn locals(&self) -> Vec<LocalServer> {
        let known = self.recognisable();
        let usual = known.iter().filter_map(|(provider, _)| {
            let url = Url::parse(&provider.endpoints.first()?.base_url).ok()?;
            Some(url[..Position::AfterPort].to_owned())
        });
        let answers =
            join_all(usual.map(|root| async move { self.who_answers(&root).await })).await;
        answers.into_iter().flatten().collect()
    }

    /// What answers at the root of an address on this machine, e.g. `http://127.0.0.1:8000`. `None`
    /// where nobody does, nobody known does, and for another machine.
    pub async fn who_answers(&self, root: &str) -> Option<LocalServer> {
        if !Url::parse(root).is_ok_and(|url| is_loopback(&url)) {
            return None;
        }
        let client = clients::builder(WITHIN, Way::PLAIN).ok()?.build().ok()?;
        let client = &client;
        let first = ask(client, root, LIST).await?;
        let known = self.recognisable();
        let found = stream::iter(known).filter(|(_, mark)| recognises(client, root, mark, &first));
        let found = std::pin::pin!(found).next().await;
        let listed = openai_list(&first.body.into()).ok().filter(|_| first.good);
        match found {
            Some((provider, _)) => Some(LocalServer {
                provider: provider.id.clone(),
                base_url: base_at(root, provider),
                models: listed.unwrap_or_default(),
            }),
            None => Some(LocalServer {
                provider: CUSTOM.to_owned(),
                base_url: format!("{root}/v1"),
                models: listed?,
            }),
        }
    }

    fn recognisable(&self) -> Vec<(&'static Provider, &'static Local)> {
        let providers = self.catalog().providers().iter();
        providers
            .filter_map(|provider| Some((provider, provider.local.as_ref()?)))
            .collect()
    }
}

/// What a server is that speaks the dialect and is none of those known.
const CUSTOM: &str = "custom";

struct Said {
    good: bool,
    body: Vec<u8>,
}

async fn recognises(client: &Client, root: &str, mark: &Local, list: &Said) -> bool {
    if mark.path == LIST {
        return says(list, mark);
    }
    let said = ask(client, root, &mark.path).await;
    said.is_some_and(|said| says(&said, mark))
}

fn says(said: &Said, mark: &Local) -> bool {
    let text = mark.says.as_bytes();
    said.good && said.body.windows(text.len()).any(|part| part == text)
}

/// One question. `None` when nobody answers in time; an error's body is not read.
async fn ask(client: &Client, root: &str, path: &str) -> Option<Said> {
    let asking = async {
        let mut answer = client.get(format!("{root}{path}")).send().await.ok()?;
        let good = answer.status().is_success();
        let mut body = Vec::new();
        while good && let Some(piece) = answer.chunk().await.ok()? {
            body.extend_from_slice(&piece);
            if body.len() > MOST {
                return None;
            }
        }
        Some(Said { good, body })
    };
    tokio::time::timeout(WITHIN, asking).await.ok()?
}

/// The provider's usual base at another address.
fn base_at(root: &str, provider: &Provider) -> String {
    let usual = provider.endpoints.first().map(|end| end.base_url.as_str());
    let path = usual
        .and_then(|base| Url::parse(base).ok())
        .map(|url| url.path().to_owned());
    format!("{root}{}", path.unwrap_or_default())
}
