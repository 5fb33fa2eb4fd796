//! TLS and HTTP/2, as most providers speak it.

use crate::child;
use crate::stand::{Stand, ask, failed, read, sender, within};
use bytes::Bytes;
use futures_util::StreamExt;
use h2::server::SendResponse;
use pointsman_wire::FailureKind;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
};
use rustls::pki_types::PrivateKeyDer;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// An authority of this test's own, and a server's certificate that it signed.
pub struct Authority {
    pub root: String,
    acceptor: TlsAcceptor,
    plain_http: TlsAcceptor,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        let mut name = DistinguishedName::new();
        name.push(DnType::CommonName, "Corp Proxy CA");
        params.distinguished_name = name;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let root = params.self_signed(&key).unwrap().pem();
        let issuer = Issuer::new(params, key);
        let server = KeyPair::generate().unwrap();
        let names = vec!["127.0.0.1".to_owned(), "provider.example".to_owned()];
        let certificate = CertificateParams::new(names).unwrap();
        let certificate = certificate.signed_by(&server, &issuer).unwrap();
        let key = PrivateKeyDer::try_from(server.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let mut plain = config.clone();
        plain.alpn_protocols = vec![b"http/1.1".to_vec()];
        Self {
            root,
            acceptor: TlsAcceptor::from(Arc::new(config)),
            plain_http: TlsAcceptor::from(Arc::new(plain)),
        }
    }

    /// A server that speaks HTTP/1.1 only, so that a test can speak for it by hand.
    pub fn plain_http(&self) -> &TlsAcceptor {
        &self.plain_http
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_trusts_is_said_so() {
    let stand = Stand::open().await;
    let authority = Authority::new();
    let answer = tokio::spawn(ask(&sender(), &stand.url.replace("http:", "https:")));
    let stream = stand.accept().await;
    assert!(within(authority.acceptor.accept(stream)).await.is_err());
    let failure = failed(within(answer).await.unwrap());
    assert_eq!(failure.kind, FailureKind::Connect);
    let message = &failure.message;
    assert!(
        message.starts_with("the certificate of `127.0.0.1:"),
        "{failure}"
    );
    assert!(
        message.contains("was issued by `Corp Proxy CA`"),
        "{failure}"
    );
}

/// A server whose authority the child's own sender trusts: the child asks, the parent answers.
#[tokio::test]
async fn speaks_http_2_and_tells_a_cut_from_an_end() {
    const NAME: &str = "tls::speaks_http_2_and_tells_a_cut_from_an_end";
    const WHERE: &str = "POINTSMAN_TEST_SERVER";
    if let Ok(url) = std::env::var(WHERE) {
        return ask_over_http_2(&url).await;
    }
    let authority = Authority::new();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.pem");
    std::fs::write(&root, &authority.root).unwrap();
    let stand = Stand::open().await;
    let url = stand.url.replace("http:", "https:");
    let child = tokio::task::spawn_blocking(move || {
        let root = root.to_str().unwrap();
        child::run(NAME, &[(WHERE, url.as_str()), ("SSL_CERT_FILE", root)]);
    });
    let stream = authority.acceptor.accept(stand.accept().await);
    let stream = within(stream).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    serve_http_2(stream).await;
    within(child).await.unwrap();
}

async fn ask_over_http_2(url: &str) {
    let sender = sender();
    let whole = ask(&sender, url).await.unwrap();
    assert_eq!(read(whole.body).await, (b"whole".to_vec(), None));

    // The server cuts this one when the next is asked.
    let mut cut = ask(&sender, url).await.unwrap().body;
    assert_eq!(within(cut.next()).await.unwrap().unwrap(), "half");
    let next = ask(&sender, url).await.unwrap();
    assert_eq!(read(next.body).await, (b"whole".to_vec(), None));
    let (rest, failure) = read(cut).await;
    assert_eq!(rest, b"");
    assert_eq!(failure.unwrap().kind, FailureKind::Cut);

    // And this one is left; the connection outlives it.
    let mut left = ask(&sender, url).await.unwrap().body;
    within(left.next()).await.unwrap().unwrap();
    drop(left);
    let last = ask(&sender, url).await.unwrap();
    assert_eq!(read(last.body).await, (b"whole".to_vec(), None));
}

/// What `ask_over_http_2` asks for, all on one connection.
async fn serve_http_2(stream: TlsStream<TcpStream>) {
    let mut connection = within(h2::server::handshake(stream)).await.unwrap();
    let (to, mut visits) = tokio::sync::mpsc::channel(8);
    let drive = tokio::spawn(async move {
        while let Some(Ok((request, respond))) = connection.accept().await {
            assert_eq!(request.uri().path(), "/v1/chat/completions");
            to.send(respond).await.unwrap();
        }
    });
    say(&mut within(visits.recv()).await.unwrap());
    let mut cut = half(&mut within(visits.recv()).await.unwrap());
    let mut next = within(visits.recv()).await.unwrap();
    cut.send_reset(h2::Reason::INTERNAL_ERROR);
    say(&mut next);
    let mut left = half(&mut within(visits.recv()).await.unwrap());
    let reason = std::future::poll_fn(|cx| left.poll_reset(cx));
    assert_eq!(within(reason).await.unwrap(), h2::Reason::CANCEL);
    say(&mut within(visits.recv()).await.unwrap());
    within(drive).await.unwrap();
}

fn half(respond: &mut SendResponse<Bytes>) -> h2::SendStream<Bytes> {
    let mut body = respond
        .send_response(http::Response::new(()), false)
        .unwrap();
    body.send_data(Bytes::from("half"), false).unwrap();
    body
}

fn say(respond: &mut SendResponse<Bytes>) {
    let mut body = respond
        .send_response(http::Response::new(()), false)
        .unwrap();
    body.send_data(Bytes::from("whole"), true).unwrap();
}
