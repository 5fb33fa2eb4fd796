//! Which way requests take: through a proxy of the environment, or straight.

use crate::child;
use crate::stand::{Stand, ask, failed, sender, within};

#[tokio::test]
async fn this_machine_is_never_reached_through_a_proxy() {
    if child::is_child() {
        let stand = Stand::open().await;
        let answer = tokio::spawn(ask(&sender(), &stand.url));
        let mut visit = stand.visit().await;
        visit.answer("200 OK", "", "{}").await;
        assert_eq!(answer.await.unwrap().unwrap().status, 200);
        return;
    }
    let proxy = Stand::open().await;
    let url = proxy.url.as_str();
    let environment = [
        ("HTTP_PROXY", url),
        ("http_proxy", url),
        ("HTTPS_PROXY", url),
        ("ALL_PROXY", url),
    ];
    child::run(
        "ways::this_machine_is_never_reached_through_a_proxy",
        &environment,
    );
    assert!(!proxy.somebody_knocks());
}

#[tokio::test]
async fn other_machines_are_reached_through_the_proxy_of_the_environment() {
    if child::is_child() {
        let sender = sender();
        let answer = ask(&sender, "http://provider.invalid").await.unwrap();
        assert_eq!(answer.status, 200);
        let failure = failed(ask(&sender, "https://provider.invalid").await);
        assert!(failure.message.contains("a proxy is set"), "{failure}");
        return;
    }
    let proxy = Stand::open().await;
    let url = proxy.url.clone();
    let child = tokio::task::spawn_blocking(move || {
        let url = url.as_str();
        child::run(
            "ways::other_machines_are_reached_through_the_proxy_of_the_environment",
            &[
                ("HTTP_PROXY", url),
                ("http_proxy", url),
                ("HTTPS_PROXY", url),
            ],
        );
    });
    let mut visit = proxy.visit().await;
    assert!(
        visit
            .head
            .starts_with("POST http://provider.invalid/v1/chat/completions "),
        "{}",
        visit.head
    );
    visit.answer("200 OK", "", "{}").await;

    let mut visit = proxy.visit().await;
    assert!(
        visit.head.starts_with("CONNECT provider.invalid:443 "),
        "{}",
        visit.head
    );
    // The key is for the provider, inside the tunnel.
    assert_eq!(visit.header("authorization"), None);
    visit.answer("403 Forbidden", "", "").await;
    within(child).await.unwrap();
}
