//! Small questions to a provider: which models does this account see, and which local servers are there.

mod local;

pub use local::LocalServer;

use crate::http::destination::is_loopback;
use crate::http::{Parcel, whole};
use crate::sender::Sender;
use bytes::Bytes;
use http::{HeaderMap, Method};
use pointsman_catalog::{Endpoint, Provider, Transport};
use pointsman_engine::account::Account;
use pointsman_engine::ports::Incoming;
use pointsman_wire::{Dialect, Failure, FailureKind, Phase, codec};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// A list of a few thousand models is below a megabyte.
const LIST_LIMIT: usize = 8 * 1024 * 1024;
const ERROR_LIMIT: usize = 64 * 1024;
const CONNECT: Duration = Duration::from_secs(5);
const LIST_WITHIN: Duration = Duration::from_secs(10);

impl Sender {
    /// The models that an account sees, as its provider lists them. Costs nothing, so it also tests
    /// whether the account's key works.
    ///
    /// # Errors
    /// `Auth` for a key that is missing or refused, `Unsupported` where the provider lists no
    /// models, `Malformed` for an answer that is no list, and what can fail on the way. Within 10 s.
    pub async fn models(&self, account: &Arc<Account>) -> Result<Vec<String>, Failure> {
        let provider = self.provider(account)?;
        // One list for all of a family's dialects: it stands with whichever has it.
        let endpoint = match account.dialect {
            Some(dialect) => provider.endpoint(dialect),
            None => provider
                .endpoints
                .iter()
                .find(|endpoint| endpoint.models.is_some())
                .or(provider.endpoints.first()),
        };
        let endpoint = endpoint.ok_or_else(|| lists_none(account))?;
        match provider.transport {
            Transport::Simulator => Ok(self.simulator.models()),
            Transport::Http => self.list(account, provider, endpoint, LIST_WITHIN).await,
        }
    }

    /// Whether an endpoint's usual place is this machine.
    pub fn is_here(&self, endpoint: &Endpoint) -> bool {
        Url::parse(&endpoint.base_url).is_ok_and(|url| is_loopback(&url))
    }

    async fn list(
        &self,
        account: &Arc<Account>,
        provider: &'static Provider,
        endpoint: &'static Endpoint,
        within: Duration,
    ) -> Result<Vec<String>, Failure> {
        let path = endpoint
            .models
            .as_deref()
            .ok_or_else(|| lists_none(account))?;
        let destination = self.http.destination(account, provider, endpoint, path)?;
        let host = destination.host().to_owned();
        let asking = async {
            let parcel = Parcel {
                method: Method::GET,
                account: Arc::clone(account),
                key: account.keys.first().cloned(),
                credential: None,
                provider,
                endpoint,
                destination,
                headers: HeaderMap::new(),
                body: None,
                connect: CONNECT.min(within),
            };
            let answer = self.http.send(parcel).await?;
            read_list(endpoint.dialect, answer).await
        };
        tokio::time::timeout(within, asking)
            .await
            .unwrap_or_else(|_| {
                let millis = within.as_millis();
                Err(Failure::new(
                    FailureKind::Timeout(Phase::Total),
                    format!("`{host}` did not list its models within {millis} ms"),
                ))
            })
    }
}

async fn read_list(dialect: Dialect, answer: Incoming) -> Result<Vec<String>, Failure> {
    let Incoming {
        status,
        headers,
        body,
    } = answer;
    if status >= 400 {
        let body = whole(body, ERROR_LIMIT).await.unwrap_or_default();
        return Err(codec(dialect).read_failure(status, &headers, &body));
    }
    let body = whole(body, LIST_LIMIT).await?;
    match dialect {
        // Anthropic's list has its ids in the same place.
        Dialect::OpenaiChat
        | Dialect::OpenaiResponses
        | Dialect::OpenaiCompletions
        | Dialect::OpenaiEmbeddings
        | Dialect::AnthropicMessages
        | Dialect::AnthropicCountTokens => openai_list(&body),
        // Cohere and Ollama name theirs in the same place: <https://docs.cohere.com/reference/list-models>,
        // <https://docs.ollama.com/api/tags>, read 2026-11-23.
        Dialect::GeminiGenerate
        | Dialect::GeminiCountTokens
        | Dialect::CohereChatV2
        | Dialect::OllamaChat => gemini_list(&body),
    }
}

/// `GET /models` of Gemini: <https://ai.google.dev/api/models#method:-models.list>, read 2026-11-23.
fn gemini_list(body: &Bytes) -> Result<Vec<String>, Failure> {
    #[derive(Deserialize)]
    struct List {
        models: Vec<Card>,
    }
    #[derive(Deserialize)]
    struct Card {
        name: String,
    }
    let list: List = serde_json::from_slice(body).map_err(|_| no_list())?;
    let names = list.models.into_iter().map(|card| card.name);
    Ok(names
        .map(|name| name.strip_prefix("models/").unwrap_or(&name).to_owned())
        .collect())
}

/// `GET /models` of OpenAI: <https://platform.openai.com/docs/api-reference/models/list>, read
/// 2026-11-22.
fn openai_list(body: &Bytes) -> Result<Vec<String>, Failure> {
    #[derive(Deserialize)]
    struct List {
        data: Vec<Card>,
    }
    #[derive(Deserialize)]
    struct Card {
        id: String,
    }
    let list: List = serde_json::from_slice(body).map_err(|_| no_list())?;
    Ok(list.data.into_iter().map(|card| card.id).collect())
}

fn no_list() -> Failure {
    Failure::new(
        FailureKind::Malformed,
        "the answer is not a list of models: check the base_url",
    )
}

fn lists_none(account: &Account) -> Failure {
    let name = &account.name;
    Failure::new(
        FailureKind::Unsupported,
        format!("the provider of account `{name}` lists no models"),
    )
}
