//! Who is let in.

use super::support::{KEY, WITH_KEY, serve, serve_with, whole};
use pointsman_engine::LocalKeys;
use pointsman_gateway::Admission;

const GET: &str = "GET /v1/models HTTP/1.1\nHost: localhost";

#[tokio::test]
async fn says_that_it_is_healthy_without_a_key() {
    let running = serve(|_| whole("{}"));
    let reply = running
        .ask("GET /health HTTP/1.1\nHost: localhost", b"")
        .await;
    assert_eq!(reply.status, 200);
    assert!(reply.text().starts_with(r#"{"status":"ok","version":""#));
}

#[tokio::test]
async fn tells_its_health_to_no_foreign_name_and_no_foreign_page() {
    let running = serve(|_| whole("{}"));
    for wrong in ["Host: x", "Host: localhost\nOrigin: https://evil.example"] {
        let reply = running
            .ask(&format!("GET /health HTTP/1.1\n{wrong}"), b"")
            .await;
        assert_eq!(reply.status, 403, "{wrong}");
        assert!(!reply.text().contains("version"), "{wrong}");
    }
}

#[tokio::test]
async fn another_guest_list_holds_at_once_on_an_open_connection() {
    let running = serve(|_| whole("{}"));
    let mut client = running.client().await;
    let head = format!("GET /v1/models HTTP/1.1\nHost: host.docker.internal:4100{WITH_KEY}");
    client.send(&head, b"").await;
    assert_eq!(client.reply().await.status, 403);
    running.guests.replace(Admission {
        hosts: vec!["host.docker.internal".into()],
        ..Admission::default()
    });
    client.send(&head, b"").await;
    assert_eq!(client.reply().await.status, 200);
}

#[tokio::test]
async fn refuses_a_host_that_somebody_elses_dns_points_here() {
    let running = serve(|_| whole("{}"));
    let port = running.address.port();
    for host in [
        format!("Host: evil.example:{port}"),
        "Host: localhost.evil.example".into(),
        "Host: 127.0.0.1.nip.example".into(),
        "Host: 192.168.1.2".into(),
        "Host:".into(),
        "Host: localhost\nHost: evil.example".into(),
        "X-None: 1".into(),
    ] {
        let head = format!("GET /v1/models HTTP/1.1\n{host}{WITH_KEY}");
        let reply = running.ask(&head, b"").await;
        assert!(reply.status == 403 || reply.status == 400, "{host}");
        assert!(reply.text().contains("\"error\""), "{host}");
    }
    let absolute = format!("GET http://evil.example/v1/models HTTP/1.1\nHost: localhost{WITH_KEY}");
    let reply = running.ask(&absolute, b"").await;
    assert_eq!(reply.status, 403);
    assert!(reply.text().contains("`hosts` in settings.toml"));
}

#[tokio::test]
async fn answers_to_its_own_names_and_to_allowed_ones() {
    let running = serve_with(
        |_| whole("{}"),
        |parts| {
            parts.guests.replace(Admission {
                hosts: vec!["box.lan".into()],
                ..Admission::default()
            });
        },
    );
    let port = running.address.port();
    for host in [
        "localhost".into(),
        "LOCALHOST:1".into(),
        format!("127.0.0.1:{port}"),
        format!("[::1]:{port}"),
        "[::1]".into(),
        "box.lan:80".into(),
    ] {
        let head = format!("GET /v1/models HTTP/1.1\nHost: {host}{WITH_KEY}");
        assert_eq!(running.ask(&head, b"").await.status, 200, "{host}");
    }
}

#[tokio::test]
async fn refuses_web_pages_even_of_this_machine() {
    let running = serve(|_| whole("{}"));
    for origin in [
        "https://evil.example",
        "http://localhost:3000",
        "http://127.0.0.1",
        "null",
        "http://tauri.localhost.evil.example",
        "tauri://localhost\nOrigin: https://evil.example",
    ] {
        let reply = running
            .ask(&format!("{GET}{WITH_KEY}\nOrigin: {origin}"), b"")
            .await;
        assert_eq!(reply.status, 403, "{origin}");
        assert!(
            reply.text().contains("`origins` in settings.toml"),
            "{origin}"
        );
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
}

#[tokio::test]
async fn lets_allowed_pages_read_answers_and_refusals() {
    let running = serve_with(
        |_| whole("{}"),
        |parts| {
            let mut admission = Admission::default();
            admission.origins.push("https://tool.example".into());
            parts.guests.replace(admission);
        },
    );
    for origin in ["tauri://localhost", "https://tool.example"] {
        for (key, status) in [(WITH_KEY, 200), ("", 401)] {
            let reply = running
                .ask(&format!("{GET}{key}\nOrigin: {origin}"), b"")
                .await;
            assert_eq!(reply.status, status);
            assert_eq!(reply.header("access-control-allow-origin"), Some(origin));
            assert_eq!(reply.header("vary"), Some("origin"));
        }
    }
}

#[tokio::test]
async fn answers_a_preflight_of_an_allowed_page_without_a_key() {
    let running = serve(|_| whole("{}"));
    let preflight = "OPTIONS /v1/chat/completions HTTP/1.1\nHost: localhost\n\
                     Access-Control-Request-Method: POST\n\
                     Access-Control-Request-Headers: authorization, x-mine\n\
                     Access-Control-Request-Private-Network: true\nOrigin: ";
    let reply = running
        .ask(&format!("{preflight}tauri://localhost"), b"")
        .await;
    assert_eq!(reply.status, 204);
    assert_eq!(
        reply.header("access-control-allow-headers"),
        Some("authorization, x-mine")
    );
    assert_eq!(
        reply.header("access-control-allow-methods"),
        Some("GET, POST")
    );
    assert_eq!(
        reply.header("access-control-allow-private-network"),
        Some("true")
    );
    let reply = running
        .ask(&format!("{preflight}https://evil.example"), b"")
        .await;
    assert_eq!(reply.status, 403);
}

#[tokio::test]
async fn takes_the_key_from_each_place_and_passes_it_no_further() {
    let mut running = serve(|_| whole("{}"));
    let paths = [
        ("", format!("Authorization: Bearer {KEY}")),
        ("", format!("authorization: bearer   {KEY}")),
        ("", format!("x-api-key: {KEY}")),
        ("", format!("x-goog-api-key: {KEY}")),
        ("", format!("x-pointsman-key: {KEY}")),
        ("", format!("Authorization: Basic eA==\nx-api-key: {KEY}")),
        ("?alt=sse&key=pm-testkey", "x-none: 1".into()),
        ("?key=pm%2Dtestkey", "x-none: 1".into()),
    ];
    for (query, header) in paths {
        let head = format!(
            "POST /v1/chat/completions{query} HTTP/1.1\nHost: localhost\n{header}\n\
             Content-Length: 2"
        );
        assert_eq!(running.ask(&head, b"{}").await.status, 200, "{header}");
        let seen = running.seen.recv().await.unwrap();
        assert_eq!(&*seen.caller.key, "session");
        let leaks = seen
            .headers
            .values()
            .any(|value| value.to_str().unwrap().contains(KEY));
        assert!(!leaks, "{header}");
    }
}

#[tokio::test]
async fn leaves_the_callers_own_credential_beside_the_local_key() {
    let mut running = serve(|_| whole("{}"));
    let mut client = running.client().await;
    let keys = format!("\nAuthorization: Bearer sk-own\nx-pointsman-key: {KEY}");
    client.post(&keys, b"{}").await;
    assert_eq!(client.reply().await.status, 200);
    let seen = running.seen.recv().await.unwrap();
    assert_eq!(seen.headers["authorization"], "Bearer sk-own");
    assert!(!seen.headers.contains_key("x-pointsman-key"));
}

#[tokio::test]
async fn says_how_to_get_a_key_and_never_repeats_one() {
    let running = serve(|_| whole("{}"));
    for (header, words) in [
        ("", "no local key was sent"),
        ("\nAuthorization: Bearer ", "no local key was sent"),
        ("\nAuthorization: Bearer pm-gone", "unknown or revoked"),
        ("\nx-api-key: sk-proj-planted", "a provider's own"),
    ] {
        let reply = running.ask(&format!("{GET}{header}"), b"").await;
        assert_eq!(reply.status, 401, "{header}");
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
        let text = reply.text();
        assert!(text.contains(words), "{text}");
        assert!(
            text.contains("pointsman key new --project default"),
            "{text}"
        );
        assert!(!text.contains("planted") && !text.contains("pm-gone"));
    }
}

#[tokio::test]
async fn a_revoked_key_opens_nothing_on_an_open_connection() {
    let running = serve(|_| whole("{}"));
    let mut client = running.client().await;
    let head = format!("{GET}{WITH_KEY}");
    client.send(&head, b"").await;
    assert_eq!(client.reply().await.status, 200);
    running.keys.replace(LocalKeys::default());
    client.send(&head, b"").await;
    assert_eq!(client.reply().await.status, 401);
    running
        .keys
        .replace(LocalKeys::default().with_session("other", KEY));
    client.send(&head, b"").await;
    assert_eq!(client.reply().await.status, 200);
}

#[tokio::test]
async fn checks_the_host_before_the_page_before_the_key() {
    let running = serve(|_| whole("{}"));
    let text = |reply: super::client::Reply| reply.text();
    let all_wrong = "GET /v1/models HTTP/1.1\nHost: evil.example\nOrigin: https://evil.example";
    assert!(text(running.ask(all_wrong, b"").await).contains("`hosts` in settings.toml"));
    let page_and_key = "GET /v1/models HTTP/1.1\nHost: localhost\nOrigin: https://evil.example";
    assert!(text(running.ask(page_and_key, b"").await).contains("`origins` in settings.toml"));
}
