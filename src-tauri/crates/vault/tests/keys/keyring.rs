//! A real gnome-keyring: keys planted in it, replaced, locked; and machines without one.

use super::session::{PASSWORD, is_inside, output, run_with_bus, run_with_keyring};
use super::{HOME, keychain, read, secret};
use futures_util::StreamExt;
use pointsman_engine::ports::{KeyTrouble, Keys};
use pointsman_vault::{KeyState, Vault, VaultError, VaultKind};
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";

fn lookup(name: &str) -> String {
    output(
        "secret-tool",
        ["lookup", "service", "pointsman", "username", name],
    )
}

fn with_input(program: &str, args: &[&str], input: &str) {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

fn lock() {
    let told = output(
        "dbus-send",
        [
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            &format!("array:objpath:{COLLECTION}"),
        ],
    );
    assert!(told.contains(COLLECTION), "{told}");
}

/// Another daemon takes the place of the one that runs, with the keyring unlocked.
fn unlock() {
    let args = ["--replace", "--unlock", "--components=secrets"];
    with_input("gnome-keyring-daemon", &args, PASSWORD);
}

async fn until_present(vault: &Vault, name: &str) {
    let limit = Instant::now() + Duration::from_secs(10);
    while vault.status(&keychain(name)).await != KeyState::Present {
        assert!(Instant::now() < limit, "the keyring was never unlocked");
    }
}

#[tokio::test]
async fn a_planted_key_is_in_the_keychain_and_a_replaced_one_is_not_remembered() {
    if !is_inside() {
        return run_with_keyring(
            "keyring::a_planted_key_is_in_the_keychain_and_a_replaced_one_is_not_remembered",
        );
    }
    let vault = Vault::open(VaultKind::Os);
    let key = keychain("openai");
    assert_eq!(vault.status(&key).await, KeyState::Missing);
    assert_eq!(read(&vault, key.clone()).await, Err(KeyTrouble::Missing));

    vault
        .store("openai", secret("sk-planted-1"), HOME)
        .await
        .unwrap();
    assert_eq!(lookup("openai"), "sk-planted-1");
    assert_eq!(vault.status(&key).await, KeyState::Present);
    assert_eq!(
        read(&vault, key.clone()).await.as_deref(),
        Ok("sk-planted-1")
    );

    vault
        .store("openai", secret("sk-planted-2"), HOME)
        .await
        .unwrap();
    assert_eq!(lookup("openai"), "sk-planted-2");
    assert_eq!(
        read(&vault, key.clone()).await.as_deref(),
        Ok("sk-planted-2")
    );

    // A later start reads it from the keychain, and asks it once.
    let later = Vault::open(VaultKind::Os);
    assert_eq!(later.status(&key).await, KeyState::Present);
    assert_eq!(
        read(&later, key.clone()).await.as_deref(),
        Ok("sk-planted-2")
    );
    later
        .store("other", secret("sk-other"), HOME)
        .await
        .unwrap();
    assert_eq!(lookup("openai"), "sk-planted-2");

    vault.remove("openai").await.unwrap();
    vault.remove("openai").await.unwrap();
    assert_eq!(lookup("openai"), "");
    assert_eq!(vault.status(&key).await, KeyState::Missing);
    assert_eq!(read(&later, key).await.as_deref(), Ok("sk-planted-2"));
    assert_eq!(lookup("other"), "sk-other");
}

#[tokio::test]
async fn a_key_that_another_tool_planted_is_found() {
    if !is_inside() {
        return run_with_keyring("keyring::a_key_that_another_tool_planted_is_found");
    }
    let plant = [
        "store",
        "--label=x",
        "service",
        "pointsman",
        "username",
        "mistral",
    ];
    with_input("secret-tool", &plant, "sk-by-hand\n");
    let vault = Vault::open(VaultKind::Os);
    assert_eq!(vault.status(&keychain("mistral")).await, KeyState::Present);
    let found = read(&vault, keychain("mistral")).await;
    assert_eq!(found.as_deref(), Ok("sk-by-hand"));
    // Nobody said where it belongs, so it goes to a provider's own address alone.
    let elsewhere = vault.secret(&keychain("mistral"), "https://evil.example");
    assert_eq!(elsewhere.await.err(), Some(KeyTrouble::Elsewhere));
}

#[tokio::test]
async fn a_locked_keychain_is_told_and_read_once_it_is_unlocked() {
    if !is_inside() {
        return run_with_keyring("keyring::a_locked_keychain_is_told_and_read_once_it_is_unlocked");
    }
    let first = Vault::open(VaultKind::Os);
    first.store("openai", secret("sk-1"), HOME).await.unwrap();
    lock();
    // What was read before the lock stays.
    assert_eq!(
        read(&first, keychain("openai")).await.as_deref(),
        Ok("sk-1")
    );

    // Nobody answers the dialog here, or there is none: either way nobody waits for long.
    let vault = Vault::with_patience(VaultKind::Os, Duration::from_secs(1));
    assert_eq!(vault.status(&keychain("openai")).await, KeyState::Locked);
    assert_eq!(vault.status(&keychain("mistral")).await, KeyState::Missing);
    for _ in 0..3 {
        let trouble = read(&vault, keychain("openai")).await;
        assert_eq!(trouble, Err(KeyTrouble::Locked));
    }
    let refused = vault.store("openai", secret("sk-2"), HOME).await;
    assert!(matches!(refused, Err(VaultError::Locked)), "{refused:?}");
    let refused = vault.store("mistral", secret("sk-2"), HOME).await;
    assert!(matches!(refused, Err(VaultError::Locked)), "{refused:?}");
    let refused = vault.remove("openai").await;
    assert!(matches!(refused, Err(VaultError::Locked)), "{refused:?}");

    unlock();
    vault.retry();
    until_present(&vault, "openai").await;
    assert_eq!(
        read(&vault, keychain("openai")).await.as_deref(),
        Ok("sk-1")
    );
    vault.store("mistral", secret("sk-2"), HOME).await.unwrap();
    assert_eq!(lookup("mistral"), "sk-2");
}

#[tokio::test]
async fn a_dialog_that_stands_open_holds_nobody_up() {
    if !is_inside() {
        return run_with_keyring("keyring::a_dialog_that_stands_open_holds_nobody_up");
    }
    // Whoever has this name puts the dialogs of gnome-keyring on the screen. This one never answers.
    let prompter = zbus::Connection::session().await.unwrap();
    let name = "org.gnome.keyring.SystemPrompter";
    prompter.request_name(name).await.unwrap();
    let mut messages = zbus::MessageStream::from(&prompter);
    let first = Vault::open(VaultKind::Os);
    first.store("openai", secret("sk-1"), HOME).await.unwrap();
    first.store("mistral", secret("sk-2"), HOME).await.unwrap();
    lock();
    let vault = Vault::with_patience(VaultKind::Os, Duration::from_secs(1));
    let reads = (0..20).map(|n| {
        let name = if n % 2 == 0 { "openai" } else { "mistral" };
        read(&vault, keychain(name))
    });
    let answers = futures_util::future::join_all(reads).await;
    let locked = Err(KeyTrouble::Locked);
    assert!(answers.iter().all(|answer| *answer == locked));
    // The dialog was really asked for.
    let asked = async {
        loop {
            let message = messages.next().await.unwrap().unwrap();
            if message
                .header()
                .member()
                .is_some_and(|m| m == "BeginPrompting")
            {
                return;
            }
        }
    };
    let limit = Duration::from_secs(10);
    tokio::time::timeout(limit, asked).await.unwrap();
    assert_eq!(vault.status(&keychain("openai")).await, KeyState::Locked);
    let refused = vault.store("openai", secret("sk-3"), HOME).await;
    assert!(matches!(refused, Err(VaultError::Locked)), "{refused:?}");

    // Unlocked by other means, both are read though the dialog still stands.
    unlock();
    vault.retry();
    until_present(&vault, "openai").await;
    assert_eq!(
        read(&vault, keychain("openai")).await.as_deref(),
        Ok("sk-1")
    );
    assert_eq!(
        read(&vault, keychain("mistral")).await.as_deref(),
        Ok("sk-2")
    );
}

#[tokio::test]
async fn a_machine_without_a_keychain_says_so_and_offers_the_environment() {
    if !is_inside() {
        let home = tempfile::tempdir().unwrap();
        let nowhere = format!("unix:path={}/nowhere", home.path().display());
        return run_with_bus(
            "keyring::a_machine_without_a_keychain_says_so_and_offers_the_environment",
            &nowhere,
            home.path(),
        );
    }
    let vault = Vault::open(VaultKind::Os);
    let key = keychain("openai");
    assert_eq!(vault.status(&key).await, KeyState::NoKeychain);
    assert_eq!(read(&vault, key).await, Err(KeyTrouble::NoKeychain));
    let refused = vault
        .store("openai", secret("sk-1"), HOME)
        .await
        .unwrap_err();
    assert!(matches!(refused, VaultError::NoKeychain), "{refused:?}");
    assert!(refused.to_string().contains("environment variable"));
    let home = std::env::var("HOME").unwrap();
    let files = std::fs::read_dir(home).unwrap().count();
    assert_eq!(files, 0);
}

#[tokio::test]
async fn a_keychain_that_never_answers_is_not_waited_for() {
    if !is_inside() {
        let home = tempfile::tempdir().unwrap();
        let socket = home.path().join("bus");
        // Connections are taken by the system, and nobody ever speaks.
        let _silent = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let address = format!("unix:path={}", socket.display());
        return run_with_bus(
            "keyring::a_keychain_that_never_answers_is_not_waited_for",
            &address,
            home.path(),
        );
    }
    let vault = Vault::with_patience(VaultKind::Os, Duration::from_millis(50));
    let key = keychain("openai");
    assert_eq!(vault.status(&key).await, KeyState::Locked);
    assert_eq!(read(&vault, key.clone()).await, Err(KeyTrouble::Locked));
    let reads = (0..20).map(|_| read(&vault, key.clone()));
    let answers = futures_util::future::join_all(reads).await;
    assert!(
        answers
            .iter()
            .all(|answer| *answer == Err(KeyTrouble::Locked))
    );
    let refused = vault.store("openai", secret("sk-1"), HOME).await;
    assert!(matches!(refused, Err(VaultError::Locked)), "{refused:?}");
}
