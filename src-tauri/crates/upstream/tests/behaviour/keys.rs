//! Keys: where they go, where they do not, and what is said when there is none.

use crate::stand::{
    KEY, Ring, Stand, account, an_account, attempt, failed, keychain, sender, sender_with,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use pointsman_catalog::Catalog;
use pointsman_engine::account::KeyRef;
use pointsman_engine::ports::{KeyTrouble, Outgoing, Upstream};
use pointsman_units::{AttemptNo, CallId, UnixMillis};
use pointsman_upstream::{Sender, Simulator, SimulatorPace};
use pointsman_wire::FailureKind;
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn the_key_replaces_whatever_credential_the_client_sent() {
    for (provider, key, wanted) in [
        ("openai", keychain(), Some(format!("Bearer {KEY}"))),
        ("custom", keychain(), Some(format!("Bearer {KEY}"))),
        ("custom", None, None),
    ] {
        let stand = Stand::open().await;
        let mut outgoing = attempt(account(provider, key, &stand.url), "m", "{}");
        let local = HeaderValue::from_static("Bearer pm-local");
        outgoing.headers.insert("authorization", local);
        let answer = tokio::spawn(sender().send(outgoing));
        let mut visit = stand.visit().await;
        visit.answer("200 OK", "", "{}").await;
        assert_eq!(visit.header("authorization"), wanted.as_deref());
        answer.await.unwrap().unwrap();
    }
}

/// What an account of `openai` under `name` is told when its key makes trouble.
async fn check(name: &str, key: Option<KeyRef>, trouble: KeyTrouble, wanted: &str) {
    let stand = Stand::open().await;
    let mut owner = an_account("openai");
    owner.name = name.to_owned();
    owner.keys = key.into_iter().collect();
    owner.base_url = Some(stand.url.clone());
    let sender = sender_with(Ring(Err(trouble)));
    let failure = failed(sender.send(attempt(Arc::new(owner), "m", "{}")).await);
    assert_eq!(failure.kind, FailureKind::Auth);
    assert_eq!(failure.message, wanted);
    assert!(!stand.somebody_knocks());
}

#[tokio::test]
async fn an_account_without_its_key_is_told_how_to_mend_it_and_sends_nothing() {
    let missing = "account `openai` has no key: add one in Providers, or write `key = \"env:OPENAI_API_KEY\"` under it in accounts.toml, set that variable and start Pointsman again";
    check("openai", None, KeyTrouble::Missing, missing).await;
    check("openai", keychain(), KeyTrouble::Missing, missing).await;
    check(
        "work",
        keychain(),
        KeyTrouble::Locked,
        "the keychain that holds the key of account `work` is locked: unlock it and try again",
    )
    .await;
    check(
        "work",
        keychain(),
        KeyTrouble::NoKeychain,
        "this machine has no keychain for the key of account `work`: write `key = \"env:OPENAI_API_KEY\"` under it in accounts.toml, set that variable and start Pointsman again",
    )
    .await;
    check(
        "work",
        Some(KeyRef::Env("WORK_KEY".to_owned())),
        KeyTrouble::NotInEnvironment,
        "account `work` reads its key from the environment variable `WORK_KEY`, which is not set: set it and start Pointsman again",
    )
    .await;
}

#[tokio::test]
async fn a_key_that_no_header_can_carry_is_refused_without_being_shown() {
    let stand = Stand::open().await;
    let sender = sender_with(Ring(Ok("sk-planted\nhost: evil")));
    let outgoing = attempt(account("openai", keychain(), &stand.url), "m", "{}");
    let failure = failed(sender.send(outgoing).await);
    assert_eq!(failure.kind, FailureKind::Auth);
    assert!(!failure.message.contains("planted"), "{failure}");
    assert!(!stand.somebody_knocks());
}

#[tokio::test]
async fn a_key_travels_in_the_header_that_the_provider_names_and_the_account_adds_what_it_declares()
{
    let stand = Stand::open().await;
    let mut work = an_account("portkey");
    work.keys = keychain().into_iter().collect();
    work.base_url = Some(format!("{}/v1", stand.url));
    work.headers = [
        ("x-portkey-provider", "@openai-prod"),
        ("authorization", "Bearer planted-elsewhere"),
        ("x-anything", "else"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let answer = tokio::spawn(sender().send(attempt(Arc::new(work), "m", "{}")));
    let mut visit = stand.visit().await;
    visit.answer("200 OK", "", "{}").await;
    assert_eq!(visit.header("x-portkey-api-key"), Some(KEY));
    assert_eq!(visit.header("x-portkey-provider"), Some("@openai-prod"));
    assert_eq!(visit.header("authorization"), None);
    assert_eq!(visit.header("x-anything"), None);
    answer.await.unwrap().unwrap();
}

#[tokio::test]
async fn azure_takes_its_key_bare_and_the_deployment_in_the_path() {
    for (provider, base, wanted) in [
        ("azure", "", "/openai/v1/chat/completions"),
        (
            "azure-deployments",
            "",
            "/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21",
        ),
        (
            "azure-deployments",
            "?api-version=2025-01-01",
            "/openai/deployments/my%20gpt/chat/completions?api-version=2025-01-01",
        ),
    ] {
        let stand = Stand::open().await;
        let mut work = an_account(provider);
        work.keys = keychain().into_iter().collect();
        work.base_url = Some(format!("{}{base}", stand.url));
        let answer = tokio::spawn(sender().send(attempt(Arc::new(work), "my gpt", "{}")));
        let mut visit = stand.visit().await;
        visit.answer("200 OK", "", "{}").await;
        assert_eq!(visit.head.split(' ').nth(1), Some(wanted));
        assert_eq!(visit.header("api-key"), Some(KEY));
        assert_eq!(visit.header("authorization"), None);
        answer.await.unwrap().unwrap();
    }
}

/// A provider that takes its key elsewhere at one of its endpoints, and wants a version there.
const TWO_TONGUES: &str = r#"
id = "two"
name = "Two"
monogram = "Tw"
auth = "bearer"
transport = "http"
charges = "tokens"
makes_models = true
docs = "https://two.example"
read = "2026-11-22"
[[endpoint]]
dialect = "openai_chat"
base_url = "https://two.example/v1"
converse = "/chat"
stream_usage = true
[[endpoint]]
dialect = "openai_embeddings"
base_url = "https://two.example/own"
converse = "/{model}:answer"
converse_stream = "/{model}:stream?alt=sse"
stream_usage = true
key_header = { name = "x-own-key" }
headers = { own-version = "2023-06-01" }
"#;

#[tokio::test]
async fn an_endpoint_has_its_own_path_key_header_and_headers_beside_an_address_of_the_account() {
    let catalog = Catalog::parse(&[("providers/two.toml", TWO_TONGUES)]).unwrap();
    let catalog: &'static Catalog = Box::leak(Box::new(catalog));
    let endpoint = catalog.provider("two").unwrap().endpoints.get(1).unwrap();
    for (stream, own, path, version) in [
        (false, None, "/in/own/m:answer", "2023-06-01"),
        (
            true,
            Some("2026-01-01"),
            "/in/own/m:stream?alt=sse",
            "2026-01-01",
        ),
    ] {
        let stand = Stand::open().await;
        let mut work = an_account("two");
        work.keys = keychain().into_iter().collect();
        work.base_url = Some(format!("{}/in/v1", stand.url));
        let mut headers = HeaderMap::new();
        headers.insert("authorization", HeaderValue::from_static("Bearer local"));
        if let Some(own) = own {
            headers.insert("own-version", HeaderValue::from_static(own));
        }
        let keys = Arc::new(Ring(Ok(KEY)));
        let sender = Sender::new(catalog, keys, Simulator::new(SimulatorPace::INSTANT));
        let answer = tokio::spawn(sender.send(Outgoing {
            call: CallId::new(UnixMillis(1), 0),
            attempt: AttemptNo(1),
            key: work.keys.first().cloned(),
            credential: None,
            account: Arc::new(work),
            endpoint,
            path: endpoint.path(stream),
            headers,
            body: Bytes::from_static(b"{}"),
            model: "m".to_owned(),
            stream,
            connect: Duration::from_secs(5),
        }));
        let mut visit = stand.visit().await;
        visit.answer("200 OK", "", "{}").await;
        assert_eq!(visit.head.split(' ').nth(1), Some(path));
        assert_eq!(visit.header("x-own-key"), Some(KEY));
        assert_eq!(visit.header("authorization"), None);
        assert_eq!(visit.header("own-version"), Some(version));
        answer.await.unwrap().unwrap();
    }
}
