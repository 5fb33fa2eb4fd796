//! Small questions to providers: is a local server there, does the key hold, does the model answer.

use super::find;
use crate::error::ApiError;
use crate::owner::Owner;
use crate::views::providers::{self as views, Check, Preset, RegionView, TestAsk, TestReport};
use bytes::Bytes;
use futures_util::StreamExt;
use http::HeaderMap;
use pointsman_catalog::{Auth, Provider, Region, Transport};
use pointsman_engine::account::Account;
use pointsman_engine::record::AttemptEnd;
use pointsman_engine::{Arrived, Caller, Head, Out, Tolerance};
use pointsman_units::{CallId, Millis};
use pointsman_upstream::LocalServer;
use pointsman_wire::{Dialect, FailureKind, PathSays};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The most models that a report lists.
const MOST_MODELS: usize = 2_000;
/// How long a model may take for one word. Reasoning ones think first.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// Enough of an answer to read its first words or its error.
const READ: usize = 64 * 1024;
/// How much of it is shown.
const SHOWN: usize = 200;

/// Providers that an account can be made at, and which of them runs on this machine.
pub(crate) async fn presets(owner: &Arc<Owner>) -> Result<Vec<Preset>, ApiError> {
    let found = owner.sender.locals().await;
    let providers = owner.catalog.providers().iter();
    Ok(providers
        .filter(|provider| provider.transport == Transport::Http)
        .map(|provider| preset(owner, provider, &found))
        .collect())
}

/// The servers that answer on this machine, and which account calls each already.
pub(crate) async fn local(owner: &Arc<Owner>) -> Result<Vec<views::LocalServer>, ApiError> {
    let found = owner.sender.locals().await.into_iter();
    Ok(found.map(|server| offered(owner, server)).collect())
}

/// The server that answers on one port of this machine.
pub(crate) async fn local_at(
    owner: &Arc<Owner>,
    port: u16,
) -> Result<Option<views::LocalServer>, ApiError> {
    for host in ["127.0.0.1", "[::1]"] {
        let found = owner
            .sender
            .who_answers(&format!("http://{host}:{port}"))
            .await;
        if let Some(server) = found {
            return Ok(Some(offered(owner, server)));
        }
    }
    Ok(None)
}

fn offered(owner: &Owner, mut server: LocalServer) -> views::LocalServer {
    let usual = |id: &str| owner.catalog.provider(id)?.endpoints.first();
    let endpoint = usual(&server.provider);
    let is_usual = endpoint.is_some_and(|end| end.base_url == server.base_url);
    let accounts = owner.engine.accounts();
    let calls = |account: &Account| {
        let own = account.base_url.as_deref();
        let base = own.or(usual(&account.provider).map(|end| end.base_url.as_str()));
        base == Some(server.base_url.as_str())
    };
    let account = accounts.iter().find(|account| calls(account));
    let account = account.map(|account| account.name.clone());
    let name = owner.catalog.provider(&server.provider);
    server.models.truncate(MOST_MODELS);
    views::LocalServer {
        provider_name: name.map_or_else(String::new, |provider| provider.name.clone()),
        account,
        base_url: (!is_usual).then(|| server.base_url.clone()),
        address: server.base_url,
        models: server.models,
        provider: server.provider,
    }
}

fn region(region: &Region) -> RegionView {
    RegionView {
        id: region.id.clone(),
        base_url: region.base_url.clone(),
        surcharge: region.surcharge.as_ref().map(|more| more.percent),
    }
}

fn preset(owner: &Owner, provider: &Provider, found: &[LocalServer]) -> Preset {
    let endpoint = provider.endpoints.first();
    // Where it is usual: an account needs no address then.
    let found = found.iter().find(|server| {
        server.provider == provider.id
            && endpoint.is_some_and(|end| end.base_url == server.base_url)
    });
    let offers: Vec<_> = owner.catalog.offers(&provider.id).collect();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Preset {
        id: provider.id.clone(),
        name: provider.name.clone(),
        monogram: provider.monogram.clone(),
        base_url: endpoint
            .map(|endpoint| endpoint.base_url.clone())
            .unwrap_or_default(),
        key: match provider.auth {
            Auth::Bearer => "needed",
            Auth::Optional => "optional",
            Auth::None => "none",
        }
        .to_owned(),
        key_url: provider.key_url.clone(),
        models: count(offers.len()),
        found: found.is_some(),
        found_models: found.map_or(0, |server| count(server.models.len())),
        local: endpoint.is_some_and(|endpoint| owner.sender.is_here(endpoint)),
        makes_models: provider.makes_models,
        offers: offers.iter().map(|offer| offer.id.clone()).collect(),
        regions: provider.regions.iter().map(region).collect(),
        headers: provider.account_headers.clone(),
    }
}

/// Says whether the key fails, or the model. The model is asked by a real call, which is on the
/// ledger like any other because it costs like any other.
pub(crate) async fn test(owner: &Arc<Owner>, ask: TestAsk) -> Result<TestReport, ApiError> {
    let account = find(owner, &ask.account).await?;
    let (auth, models) = test_key(owner, &account).await;
    let model = match ask.model {
        Some(model) => test_model(owner, &account, &model).await,
        None => Check {
            ok: None,
            message: "not asked".to_owned(),
            took: None,
            kind: None,
            status: None,
        },
    };
    Ok(TestReport {
        auth,
        model,
        models,
    })
}

async fn test_key(owner: &Owner, account: &Arc<Account>) -> (Check, Vec<String>) {
    let began = Instant::now();
    let listed = owner.sender.models(account).await;
    let took = Some(Millis::from(began.elapsed()));
    match listed {
        Ok(mut models) => {
            let message = format!("the provider lists {} models", models.len());
            models.truncate(MOST_MODELS);
            // The key holds after all, whatever was said of it before.
            if let Some(key) = account.keys.first() {
                owner.engine.health.key_holds(account, key);
            }
            let check = Check {
                ok: Some(true),
                message,
                took,
                kind: None,
                status: None,
            };
            (check, models)
        }
        Err(failure) => {
            // Only a refusal speaks against the key; a provider that cannot be reached says nothing.
            let refused = failure.kind == FailureKind::Auth;
            let check = Check {
                ok: refused.then_some(false),
                message: failure.message,
                took,
                kind: Some(failure.kind.code().to_owned()),
                status: failure.status,
            };
            (check, Vec::new())
        }
    }
}

async fn test_model(owner: &Arc<Owner>, account: &Account, model: &str) -> Check {
    let body = json!({
        "model": format!("{}/{model}", account.name),
        "messages": [{ "role": "user", "content": "Answer with the word: ready" }],
    });
    let arrived = Arrived {
        dialect: Dialect::OpenaiChat,
        caller: Caller {
            project: owner.settings().default_project.as_str().into(),
            key: "session".into(),
            tool: None,
            environment: None,
            tolerance: Tolerance::default(),
        },
        headers: HeaderMap::new(),
        body: Bytes::from(body.to_string()),
        path: PathSays::default(),
    };
    let began = Instant::now();
    let answer = tokio::time::timeout(ANSWER_WITHIN, answer(owner, arrived)).await;
    let took = Some(Millis::from(began.elapsed()));
    let Ok((head, body)) = answer else {
        let seconds = ANSWER_WITHIN.as_secs();
        return Check {
            ok: Some(false),
            message: format!("the model gave no answer within {seconds} s"),
            took,
            kind: Some("timeout".to_owned()),
            status: None,
        };
    };
    if head.status == 200 {
        return Check {
            ok: Some(true),
            message: said(&body),
            took,
            kind: None,
            status: Some(head.status),
        };
    }
    let last = match call_of(&head) {
        Some(call) => last_attempt(owner, call).await,
        None => None,
    };
    Check {
        ok: Some(false),
        message: last
            .as_ref()
            .and_then(|end| end.message.clone())
            .unwrap_or_else(|| said(&body)),
        took,
        kind: last
            .as_ref()
            .and_then(|end| Some(end.failure?.code().to_owned())),
        // What the provider said, not what a client of the proxy would be told.
        status: last.and_then(|end| end.status),
    }
}

fn call_of(head: &Head) -> Option<CallId> {
    let id = head.headers.get("x-pointsman-request-id")?;
    id.to_str().ok()?.parse().ok()
}

/// How the ledger says that the call's last attempt ended; `None` when nothing was sent.
async fn last_attempt(owner: &Arc<Owner>, call: CallId) -> Option<AttemptEnd> {
    let row = owner
        .aside(move |owner| {
            // A ledger that is behind says so in the status.
            let _ = owner.store.catch_up();
            Ok(owner.store.call(call)?)
        })
        .await;
    row.ok()??.attempts.into_iter().last()?.end
}

async fn answer(owner: &Owner, arrived: Arrived) -> (Head, Vec<u8>) {
    let mut stream = owner.engine.call(arrived);
    let mut begun = Head {
        status: 0,
        headers: HeaderMap::new(),
    };
    let mut body = Vec::new();
    while let Some(out) = stream.next().await {
        match out {
            Out::Head(head) => begun = head,
            Out::Body(piece) if body.len() < READ => body.extend_from_slice(&piece),
            Out::Body(_) => {}
        }
    }
    (begun, body)
}

/// What an answer, or its error, says in words.
pub(crate) fn said(body: &[u8]) -> String {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = ["/choices/0/message/content", "/error/message", "/message"]
        .into_iter()
        .find_map(|place| value.pointer(place)?.as_str())
        .unwrap_or("the answer has no text");
    text.chars().take(SHOWN).collect()
}
