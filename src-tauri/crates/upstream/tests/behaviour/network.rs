//! An account's own way out: its proxy, its certificates, its region.

use crate::child;
use crate::stand::{KEY, Stand, an_account, attempt, failed, keychain, read, sender, within};
use crate::tls::Authority;
use pointsman_engine::account::Account;
use pointsman_engine::ports::Upstream;
use pointsman_wire::FailureKind;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn account(base: &str) -> Account {
    let mut account = an_account("openai");
    account.keys = keychain().into_iter().collect();
    account.base_url = Some(format!("{base}/v1"));
    account
}

#[tokio::test]
async fn an_accounts_proxy_carries_its_calls_and_never_sees_the_key_of_a_tunnel() {
    let proxy = Stand::open().await;
    let address = proxy.url.strip_prefix("http://").unwrap().to_owned();
    let through = Some(format!("http://me:planted-password@{address}"));

    let plain = Account {
        proxy: through.clone(),
        ..account("http://provider.invalid")
    };
    let answer = tokio::spawn(sender().send(attempt(Arc::new(plain), "m", "{}")));
    let mut visit = proxy.visit().await;
    assert!(
        visit
            .head
            .starts_with("POST http://provider.invalid/v1/chat/completions ")
    );
    assert!(visit.header("proxy-authorization").is_some());
    visit.answer("200 OK", "", "{}").await;
    assert_eq!(answer.await.unwrap().unwrap().status, 200);

    let tunnelled = Account {
        proxy: through,
        ..account("https://provider.invalid")
    };
    let answer = tokio::spawn(sender().send(attempt(Arc::new(tunnelled), "m", "{}")));
    let mut visit = proxy.visit().await;
    assert!(
        visit.head.starts_with("CONNECT provider.invalid:443 "),
        "{}",
        visit.head
    );
    assert!(!visit.head.contains(KEY));
    visit.answer("403 Forbidden", "", "").await;
    let failure = failed(answer.await.unwrap());
    assert_eq!(failure.kind, FailureKind::Connect);
    let hint = format!("the account's proxy is `{address}`");
    assert!(failure.message.contains(&hint), "{failure}");
    assert!(!failure.message.contains("planted"), "{failure}");
}

#[tokio::test]
async fn a_tunnel_through_the_proxy_ends_at_the_provider_itself() {
    let authority = Authority::new();
    let folder = tempfile::tempdir().unwrap();
    let proxy = Stand::open().await;
    let beyond = Account {
        proxy: Some(proxy.url.clone()),
        ca_file: Some(authority.write(folder.path())),
        ..account("https://provider.example")
    };
    let answer = tokio::spawn(sender().send(attempt(Arc::new(beyond), "m", "{}")));
    let mut visit = proxy.visit().await;
    assert!(
        visit.head.starts_with("CONNECT provider.example:443 "),
        "{}",
        visit.head
    );
    visit
        .say("HTTP/1.1 200 Connection established\r\n\r\n")
        .await;
    // The proxy and the provider are one process here; what comes now is the provider's TLS.
    let stream = authority.plain_http().accept(visit.stream);
    let mut stream = within(stream).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n{}") {
        head.push(within(stream.read_u8()).await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    assert!(
        head.contains(&format!("authorization: Bearer {KEY}")),
        "{head}"
    );
    let said = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nwhole";
    within(stream.write_all(said)).await.unwrap();
    let answer = answer.await.unwrap().unwrap();
    assert_eq!(read(answer.body).await, (b"whole".to_vec(), None));
}

#[tokio::test]
async fn this_machine_is_not_reached_through_an_accounts_proxy() {
    let (proxy, stand) = (Stand::open().await, Stand::open().await);
    let here = Account {
        proxy: Some(proxy.url.clone()),
        ..account(&stand.url)
    };
    let answer = tokio::spawn(sender().send(attempt(Arc::new(here), "m", "{}")));
    let mut visit = stand.visit().await;
    visit.answer("200 OK", "", "{}").await;
    assert_eq!(answer.await.unwrap().unwrap().status, 200);
    assert!(!proxy.somebody_knocks());
}

/// The account's word goes before the environment's, and `NO_PROXY` before `HTTP_PROXY`.
#[tokio::test]
async fn none_and_no_proxy_go_past_the_environments_proxy() {
    const NAME: &str = "network::none_and_no_proxy_go_past_the_environments_proxy";
    if child::is_child() {
        let past = Account {
            proxy: Some("none".to_owned()),
            ..account("http://provider.invalid")
        };
        let failure = failed(sender().send(attempt(Arc::new(past), "m", "{}")).await);
        assert!(failure.message.contains("cannot be resolved"), "{failure}");
        assert!(!failure.message.contains("proxy"), "{failure}");
        let listed = Arc::new(account("http://listed.invalid"));
        let failure = failed(sender().send(attempt(listed, "m", "{}")).await);
        assert!(failure.message.contains("cannot be resolved"), "{failure}");
        return;
    }
    let proxy = Stand::open().await;
    let url = proxy.url.as_str();
    let environment = [
        ("HTTP_PROXY", url),
        ("http_proxy", url),
        ("ALL_PROXY", url),
        ("NO_PROXY", "listed.invalid"),
    ];
    child::run(NAME, &environment);
    assert!(!proxy.somebody_knocks());
}

#[tokio::test]
async fn a_certificate_of_the_accounts_own_authority_is_accepted_with_its_file_alone() {
    let authority = Authority::new();
    let folder = tempfile::tempdir().unwrap();
    let stand = Stand::open().await;
    let url = stand.url.replace("http:", "https:");
    let sender = sender();

    let without = Arc::new(account(&url));
    let answer = tokio::spawn(sender.send(attempt(without, "m", "{}")));
    let stream = stand.accept().await;
    assert!(within(authority.plain_http().accept(stream)).await.is_err());
    let failure = failed(answer.await.unwrap());
    assert_eq!(failure.kind, FailureKind::Connect);
    for part in ["was issued by `Corp Proxy CA`", "does not trust", "ca_file"] {
        assert!(failure.message.contains(part), "{failure}");
    }

    let with = Arc::new(Account {
        ca_file: Some(authority.write(folder.path())),
        ..account(&url)
    });
    let answer = tokio::spawn(sender.send(attempt(with, "m", "{}")));
    let stream = authority.plain_http().accept(stand.accept().await);
    let mut stream = within(stream).await.unwrap();
    let said = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
    within(stream.write_all(said)).await.unwrap();
    assert_eq!(answer.await.unwrap().unwrap().status, 200);
}

#[tokio::test]
async fn a_file_that_holds_no_certificate_is_said_so_and_nothing_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    let absent = folder.path().join("absent.pem");
    for (path, said) in [(empty, "holds no certificate"), (absent, "cannot be read")] {
        let stand = Stand::open().await;
        let told = path.display().to_string();
        let with = Account {
            ca_file: Some(path),
            ..account(&stand.url.replace("http:", "https:"))
        };
        let failure = failed(sender().send(attempt(Arc::new(with), "m", "{}")).await);
        assert_eq!(failure.kind, FailureKind::Connect);
        assert!(failure.message.contains(said), "{failure}");
        assert!(failure.message.contains(&told), "{failure}");
        assert!(!stand.somebody_knocks());
    }
}

/// Through a proxy, because the provider's own hosts are not to be called from a test.
async fn host_asked(region: Option<&str>) -> Result<String, String> {
    let proxy = Stand::open().await;
    let work = Arc::new(Account {
        region: region.map(str::to_owned),
        base_url: None,
        proxy: Some(proxy.url.clone()),
        ..account("")
    });
    let answer = tokio::spawn(sender().send(attempt(work, "m", "{}")));
    let asked = async {
        let mut visit = proxy.visit().await;
        visit.answer("403 Forbidden", "", "").await;
        visit.head.split(' ').nth(1).unwrap().to_owned()
    };
    tokio::select! {
        host = asked => Ok(host),
        answer = answer => Err(failed(answer.unwrap()).message),
    }
}

#[tokio::test]
async fn the_region_picks_the_host_and_an_unknown_one_goes_nowhere() {
    assert_eq!(host_asked(None).await.unwrap(), "api.openai.com:443");
    assert_eq!(
        host_asked(Some("eu")).await.unwrap(),
        "eu.api.openai.com:443"
    );
    let refused = host_asked(Some("mars")).await.unwrap_err();
    for part in ["no region `mars`", "us, eu"] {
        assert!(refused.contains(part), "{refused}");
    }
}

impl Authority {
    /// Writes the authority's certificate into a folder.
    fn write(&self, folder: &std::path::Path) -> PathBuf {
        let path = folder.join("corp.pem");
        std::fs::write(&path, &self.root).unwrap();
        path
    }
}
