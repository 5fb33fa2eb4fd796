//! A machine that has run out of file descriptors.

use super::support::{WITH_KEY, serve, whole};
use std::process::Command;

const INSIDE: &str = "POINTSMAN_TEST_FEW_DESCRIPTORS";

/// Runs [`inside_few_descriptors`] in a process that may open few files.
#[cfg(target_os = "linux")]
#[test]
fn serves_on_after_file_descriptors_ran_out() {
    let output = Command::new("sh")
        .args(["-c", r#"ulimit -n 48 && exec "$0" "$@""#])
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "door::scarce::inside_few_descriptors",
            "--nocapture",
        ])
        .env(INSIDE, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("descriptors ran out"), "{said}");
}

#[tokio::test]
async fn inside_few_descriptors() {
    if std::env::var_os(INSIDE).is_none() {
        return;
    }
    let running = serve(|_| whole("{}"));
    let mut first = running.client().await;
    first.post(WITH_KEY, b"{}").await;
    assert_eq!(first.reply().await.status, 200);
    // Blocking connects do not let the server accept: the clients take every descriptor there is,
    // and the server finds none left for its own ends.
    let mut clients = Vec::new();
    while let Ok(stream) = std::net::TcpStream::connect(running.address) {
        clients.push(stream);
    }
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    println!("descriptors ran out at {}", clients.len());
    clients.clear();
    let mut client = running.client().await;
    client.post(WITH_KEY, b"{}").await;
    assert_eq!(client.reply().await.status, 200);
}
