//! Lists of models.

use crate::stand::{KEY, Ring, Stand, account, an_account, keychain, sender, sender_with};
use pointsman_catalog::Catalog;
use pointsman_engine::ports::KeyTrouble;
use pointsman_wire::FailureKind;
use std::sync::Arc;

const LIST: &str = r#"{"object":"list","data":[{"id":"b","object":"model"},{"id":"a/c"}]}"#;

#[tokio::test]
async fn lists_the_models_that_an_account_sees() {
    let stand = Stand::open().await;
    let account = account("openai", keychain(), &stand.url);
    let list = tokio::spawn(async move { sender().models(&account).await });
    let mut visit = stand.visit().await;
    visit.answer("200 OK", "", LIST).await;
    assert!(visit.head.starts_with("GET /v1/models HTTP/1.1"));
    assert_eq!(
        visit.header("authorization"),
        Some(&*format!("Bearer {KEY}"))
    );
    assert_eq!(list.await.unwrap().unwrap(), ["b", "a/c"]);
}

#[tokio::test]
async fn says_why_there_is_no_list() {
    let error = r#"{"error":{"message":"Incorrect API key provided","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#;
    let large = "x".repeat(8 * 1024 * 1024 + 1);
    for (status, body, wanted) in [
        ("401 Unauthorized", error, FailureKind::Auth),
        ("200 OK", "<html>", FailureKind::Malformed),
        ("200 OK", large.as_str(), FailureKind::Malformed),
        ("302 Found", "", FailureKind::Malformed),
    ] {
        let stand = Stand::open().await;
        let account = account("openai", keychain(), &stand.url);
        let list = tokio::spawn(async move { sender().models(&account).await });
        let mut visit = stand.visit().await;
        let length = body.len();
        visit
            .say(format!(
                "HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n"
            ))
            .await;
        // The client may leave before the end of what is too large.
        let _ = tokio::io::AsyncWriteExt::write_all(&mut visit.stream, body.as_bytes()).await;
        assert_eq!(list.await.unwrap().err().unwrap().kind, wanted, "{status}");
    }
    let sender = sender_with(Ring(Err(KeyTrouble::Locked)));
    let locked = account("openai", keychain(), "http://127.0.0.1:1");
    let failure = sender.models(&locked).await.err().unwrap();
    assert_eq!(failure.kind, FailureKind::Auth);
}

#[tokio::test]
async fn lists_the_simulator_as_the_catalogue_does() {
    let simulator = Arc::new(an_account("simulator"));
    let mut listed = sender().models(&simulator).await.unwrap();
    let offers = Catalog::built_in().offers("simulator");
    let mut offered: Vec<_> = offers.map(|offer| offer.id.clone()).collect();
    listed.sort();
    offered.sort();
    assert_eq!(listed, offered);
}
