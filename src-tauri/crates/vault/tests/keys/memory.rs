//! The vault for tests, and the environment.

use super::{HOME, keychain, read, secret};
use pointsman_engine::account::KeyRef;
use pointsman_engine::ports::{KeyTrouble, Keys};
use pointsman_vault::{KeyState, Vault, VaultError, VaultKind};

#[tokio::test]
async fn a_stored_key_is_there_until_it_is_removed() {
    let vault = Vault::open(VaultKind::Memory);
    let key = keychain("openai");
    assert_eq!(vault.status(&key).await, KeyState::Missing);
    assert_eq!(read(&vault, key.clone()).await, Err(KeyTrouble::Missing));
    vault.store("openai", secret("sk-1"), HOME).await.unwrap();
    assert_eq!(vault.status(&key).await, KeyState::Present);
    assert_eq!(read(&vault, key.clone()).await.as_deref(), Ok("sk-1"));
    vault.store("openai", secret("sk-2"), HOME).await.unwrap();
    assert_eq!(read(&vault, key.clone()).await.as_deref(), Ok("sk-2"));
    vault.remove("openai").await.unwrap();
    vault.remove("openai").await.unwrap();
    assert_eq!(vault.status(&key).await, KeyState::Missing);
}

#[tokio::test]
async fn clones_share_their_keys() {
    let vault = Vault::open(VaultKind::Memory);
    let other = vault.clone();
    vault.store("openai", secret("sk-1"), HOME).await.unwrap();
    assert_eq!(
        read(&other, keychain("openai")).await.as_deref(),
        Ok("sk-1")
    );
}

#[tokio::test]
async fn blanks_around_a_pasted_key_are_dropped_and_an_empty_one_refused() {
    let vault = Vault::open(VaultKind::Memory);
    vault
        .store("openai", secret(" sk-1\r\n"), HOME)
        .await
        .unwrap();
    let refused = vault.store("openai", secret(" \n"), HOME).await;
    assert!(matches!(refused, Err(VaultError::Empty)));
    assert_eq!(
        read(&vault, keychain("openai")).await.as_deref(),
        Ok("sk-1")
    );
}

#[tokio::test]
async fn an_environment_variable_is_read_as_it_is() {
    let vault = Vault::open(VaultKind::Memory);
    let set = KeyRef::Env("PATH".to_owned());
    let unset = KeyRef::Env("POINTSMAN_TEST_NO_SUCH_KEY".to_owned());
    assert_eq!(vault.status(&set).await, KeyState::Present);
    assert_eq!(read(&vault, set).await.ok(), std::env::var("PATH").ok());
    assert_eq!(vault.status(&unset).await, KeyState::NotInEnvironment);
    let trouble = read(&vault, unset).await;
    assert_eq!(trouble, Err(KeyTrouble::NotInEnvironment));
}

#[tokio::test]
async fn a_key_goes_to_no_other_home_than_the_one_it_was_given_for() {
    let vault = Vault::open(VaultKind::Memory);
    let key = keychain("work");
    let (own, other) = ("https://proxy.example", "https://evil.example");
    vault.store("work", secret("sk-1"), own).await.unwrap();
    let ask = async |home| {
        vault
            .secret(&key, home)
            .await
            .map(|key| key.expose().to_owned())
    };
    assert_eq!(ask(own).await.as_deref(), Ok("sk-1"));
    for home in [other, "http://proxy.example", HOME] {
        assert_eq!(ask(home).await, Err(KeyTrouble::Elsewhere), "{home}");
    }
    vault.store("work", secret("sk-2"), other).await.unwrap();
    assert_eq!(ask(other).await.as_deref(), Ok("sk-2"));
    assert_eq!(ask(own).await, Err(KeyTrouble::Elsewhere));
}
