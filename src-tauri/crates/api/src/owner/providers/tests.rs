//! Keys go to the vault and nowhere else. With a vault in memory, so that no test touches a keychain.

use super::{add, remove, set_key};
use crate::folder::Folder;
use crate::folder::lock::Lock;
use crate::owner::Owner;
use crate::views::providers::{KeyStatus, NewAccount, NewKeyFor};
use pointsman_engine::account::KeyRef;
use pointsman_vault::{KeyState, VaultKind};
use std::sync::Arc;
use tempfile::TempDir;

fn owner() -> (TempDir, Arc<Owner>) {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::open(place.path()).unwrap();
    let lock = Lock::take(&folder).unwrap().unwrap();
    let owner = Owner::open(folder, lock, None, VaultKind::Memory).unwrap();
    (place, owner)
}

fn mistral() -> NewAccount {
    NewAccount {
        provider: "mistral".to_owned(),
        name: None,
        base_url: None,
        key: None,
        key_env: None,
    }
}

fn accounts_file(owner: &Owner) -> String {
    std::fs::read_to_string(owner.folder.accounts()).unwrap()
}

async fn stored(owner: &Owner) -> KeyState {
    let key = KeyRef::Keychain("mistral".to_owned());
    owner.vault.status(&key).await
}

#[tokio::test]
async fn a_key_goes_to_the_vault_and_leaves_with_its_account() {
    let (_place, owner) = owner();
    let new = NewAccount {
        key: Some("sk-planted".to_owned()),
        ..mistral()
    };
    let added = add(&owner, new).await.unwrap();
    assert_eq!(added.key, KeyStatus::Present);
    assert_eq!(added.key_place, "keychain");
    let text = accounts_file(&owner);
    assert!(
        text.contains("keychain:mistral") && !text.contains("sk-planted"),
        "{text}"
    );
    remove(&owner, "mistral".to_owned()).await.unwrap();
    assert_eq!(stored(&owner).await, KeyState::Missing);
    assert!(!accounts_file(&owner).contains("mistral"));
}

#[tokio::test]
async fn a_key_that_two_accounts_share_stays_while_one_needs_it() {
    let (_place, owner) = owner();
    let shared =
        "\n[[account]]\nname = \"second\"\nprovider = \"mistral\"\nkey = \"keychain:mistral\"\n";
    let new = NewAccount {
        key: Some("sk-planted".to_owned()),
        ..mistral()
    };
    add(&owner, new).await.unwrap();
    std::fs::write(owner.folder.accounts(), accounts_file(&owner) + shared).unwrap();
    remove(&owner, "mistral".to_owned()).await.unwrap();
    assert_eq!(stored(&owner).await, KeyState::Present);
    remove(&owner, "second".to_owned()).await.unwrap();
    assert_eq!(stored(&owner).await, KeyState::Missing);
}

#[tokio::test]
async fn an_account_that_cannot_be_added_leaves_no_key_behind() {
    let (_place, owner) = owner();
    let new = NewAccount {
        name: Some("not/a/name".to_owned()),
        key: Some("sk-planted".to_owned()),
        ..mistral()
    };
    assert!(add(&owner, new).await.is_err());
    let key = KeyRef::Keychain("not/a/name".to_owned());
    assert_eq!(owner.vault.status(&key).await, KeyState::Missing);
}

#[tokio::test]
async fn a_new_key_moves_an_account_from_its_variable_to_the_keychain() {
    let (_place, owner) = owner();
    let new = NewAccount {
        key_env: Some("POINTSMAN_TEST_NO_SUCH_VARIABLE".to_owned()),
        ..mistral()
    };
    let added = add(&owner, new).await.unwrap();
    assert_eq!(added.key, KeyStatus::Missing);
    let new = NewKeyFor {
        account: "mistral".to_owned(),
        key: "sk-planted".to_owned(),
    };
    let changed = set_key(&owner, new).await.unwrap();
    assert_eq!(changed.key, KeyStatus::Present);
    assert_eq!(changed.key_place, "keychain");
}
