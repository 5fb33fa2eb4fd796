//! Keys go to the vault and nowhere else. With a vault in memory, so that no test touches a keychain.

use super::{
    add, add_key, change, find, list, presets, remove, remove_key, reorder, restore, set_key, test,
};
use crate::error::ErrorCode;
use crate::folder::Folder;
use crate::folder::lock::Lock;
use crate::owner::Owner;
use crate::views::providers::{
    AccountChange, AccountLimits, AccountPlace, AccountView, KeyOf, KeyStatus, MoreKey, NewAccount,
    NewHeader, NewKeyFor, NewWay, TestAsk,
};
use pointsman_engine::account::KeyRef;
use pointsman_engine::ports::Keys;
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
        client: None,
        way: None,
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
async fn an_account_that_comes_back_has_its_key_again() {
    let (_place, owner) = owner();
    let new = NewAccount {
        key: Some("sk-planted".to_owned()),
        ..mistral()
    };
    add(&owner, new).await.unwrap();
    remove(&owner, "mistral".to_owned()).await.unwrap();
    assert_eq!(stored(&owner).await, KeyState::Missing);
    let back = restore(&owner, "mistral".to_owned()).await.unwrap();
    assert_eq!(back.key, KeyStatus::Present);
    let home = find(&owner, "mistral").await.unwrap().home();
    let key = KeyRef::Keychain("mistral".to_owned());
    let held = owner.vault.secret(&key, &home).await.unwrap();
    assert_eq!(held.expose(), "sk-planted");
    assert!(!accounts_file(&owner).contains("sk-planted"));
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
        place: None,
    };
    let changed = set_key(&owner, new).await.unwrap();
    assert_eq!(changed.key, KeyStatus::Present);
    assert_eq!(changed.key_place, "keychain");
}

fn settings() -> AccountChange {
    AccountChange {
        account: "mistral".to_owned(),
        base_url: None,
        region: None,
        proxy: None,
        ca_file: None,
        headers: Vec::new(),
        limits: AccountLimits::default(),
        key: None,
        key_env: None,
    }
}

async fn keyed() -> (TempDir, Arc<Owner>) {
    let (place, owner) = owner();
    let new = NewAccount {
        key: Some("sk-planted".to_owned()),
        ..mistral()
    };
    add(&owner, new).await.unwrap();
    (place, owner)
}

#[tokio::test]
async fn limits_and_a_proxy_are_written_and_the_key_stays() {
    let (_place, owner) = keyed().await;
    let limits = AccountLimits {
        requests_per_minute: Some(60),
        concurrent: Some(4),
        ..AccountLimits::default()
    };
    let wish = AccountChange {
        proxy: Some(" http://proxy.example:3128 ".to_owned()),
        limits,
        ..settings()
    };
    let view = change(&owner, wish).await.unwrap();
    assert_eq!(view.limits, limits);
    assert_eq!(view.proxy.as_deref(), Some("http://proxy.example:3128"));
    assert_eq!(view.key, KeyStatus::Present);
    let text = accounts_file(&owner);
    assert!(
        text.contains("limits = { rpm = 60, concurrency = 4 }"),
        "{text}"
    );
    let back = change(&owner, settings()).await.unwrap();
    assert_eq!((back.limits, back.proxy), (AccountLimits::default(), None));
}

#[tokio::test]
async fn another_base_url_asks_for_the_key_again() {
    let (_place, owner) = keyed().await;
    let before = accounts_file(&owner);
    let elsewhere = || AccountChange {
        base_url: Some("https://eu.example/v1/".to_owned()),
        ..settings()
    };
    let error = change(&owner, elsewhere()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid);
    assert_eq!(accounts_file(&owner), before);
    assert_eq!(stored(&owner).await, KeyState::Present);

    let wish = AccountChange {
        key_env: Some("EU_KEY".to_owned()),
        ..elsewhere()
    };
    let view = change(&owner, wish).await.unwrap();
    assert_eq!(view.base_url, "https://eu.example/v1");
    assert_eq!(view.key_place, "env:EU_KEY");
    // The key that was given for the old address is not kept for it either.
    assert_eq!(stored(&owner).await, KeyState::Missing);
}

#[tokio::test]
async fn a_wrong_row_changes_nothing_and_stores_no_key() {
    let (_place, owner) = keyed().await;
    let before = accounts_file(&owner);
    let wish = AccountChange {
        ca_file: Some("certificates.pem".to_owned()),
        ..settings()
    };
    let error = change(&owner, wish).await.unwrap_err();
    assert!(error.message.contains("absolute path"), "{error}");
    assert_eq!(accounts_file(&owner), before);
}

#[tokio::test]
async fn accounts_stand_in_the_order_that_was_asked_for() {
    let (_place, owner) = keyed().await;
    let first = AccountPlace {
        account: "mistral".to_owned(),
        to: 0,
    };
    let views = reorder(&owner, first).await.unwrap();
    let names: Vec<_> = views.iter().map(|view| view.name.as_str()).collect();
    assert_eq!(names, ["mistral", "simulator"]);
    let accounts = owner.engine.accounts();
    assert_eq!(
        accounts.first().map(|account| account.name.as_str()),
        Some("mistral")
    );
}

#[tokio::test]
async fn keys_are_added_replaced_and_removed_one_by_one() {
    let (_place, owner) = owner();
    let new = NewAccount {
        key: Some("sk-first".to_owned()),
        ..mistral()
    };
    add(&owner, new).await.unwrap();
    let more = |key: Option<&str>, key_env: Option<&str>| MoreKey {
        account: "mistral".to_owned(),
        key: key.map(str::to_owned),
        key_env: key_env.map(str::to_owned),
    };
    let second = add_key(&owner, more(Some("sk-second"), None))
        .await
        .unwrap();
    let places = |view: &AccountView| -> Vec<String> {
        view.keys.iter().map(|key| key.place.clone()).collect()
    };
    assert_eq!(places(&second), ["keychain:mistral", "keychain:mistral-2"]);
    assert!(
        second
            .keys
            .iter()
            .all(|key| key.status == KeyStatus::Present)
    );
    let third = add_key(&owner, more(None, Some("POINTSMAN_TEST_NO_SUCH_VARIABLE")))
        .await
        .unwrap();
    assert_eq!(third.keys.len(), 3);
    assert!(
        add_key(&owner, more(None, Some("POINTSMAN_TEST_NO_SUCH_VARIABLE")))
            .await
            .is_err()
    );
    assert!(add_key(&owner, more(None, None)).await.is_err());

    // One in place of another: the places stay, and no file holds a key.
    let new = NewKeyFor {
        account: "mistral".to_owned(),
        key: "sk-new-second".to_owned(),
        place: Some("keychain:mistral-2".to_owned()),
    };
    assert_eq!(places(&set_key(&owner, new).await.unwrap()), places(&third));
    let second = KeyRef::Keychain("mistral-2".to_owned());
    let home = find(&owner, "mistral").await.unwrap().home();
    let held = owner.vault.secret(&second, &home).await.unwrap();
    assert_eq!(held.expose(), "sk-new-second");
    assert!(!accounts_file(&owner).contains("sk-"));

    let which = |place: &str| KeyOf {
        account: "mistral".to_owned(),
        place: place.to_owned(),
    };
    let left = remove_key(&owner, which("keychain:mistral-2"))
        .await
        .unwrap();
    assert_eq!(
        places(&left),
        ["keychain:mistral", "env:POINTSMAN_TEST_NO_SUCH_VARIABLE"]
    );
    assert_eq!(owner.vault.status(&second).await, KeyState::Missing);
    assert!(
        remove_key(&owner, which("keychain:mistral-2"))
            .await
            .is_err()
    );
    assert_eq!(stored(&owner).await, KeyState::Present);
}

#[tokio::test]
async fn an_account_is_added_with_its_way_and_a_way_that_its_provider_has_not_is_refused() {
    let (_place, owner) = owner();
    let way = NewWay {
        region: Some("eu".to_owned()),
        proxy: Some("none".to_owned()),
        ..NewWay::default()
    };
    let new = NewAccount {
        way: Some(way),
        ..mistral()
    };
    let added = add(&owner, new).await.unwrap();
    assert_eq!(added.region.as_deref(), Some("eu"));
    assert_eq!(added.base_url, "https://api.eu.mistral.ai/v1");
    let refused = [
        NewWay {
            region: Some("mars".to_owned()),
            ..NewWay::default()
        },
        NewWay {
            headers: vec![NewHeader {
                name: "cookie".to_owned(),
                value: "a".to_owned(),
            }],
            ..NewWay::default()
        },
        NewWay {
            ca_file: Some("beside.pem".to_owned()),
            ..NewWay::default()
        },
    ];
    for (way, told) in refused
        .into_iter()
        .zip(["it has eu, us", "no header `cookie`", "absolute"])
    {
        let new = NewAccount {
            name: Some("other".to_owned()),
            way: Some(way),
            ..mistral()
        };
        let error = add(&owner, new).await.unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
    }
    assert!(!accounts_file(&owner).contains("other"));
}

#[tokio::test]
async fn a_model_that_keeps_failing_is_shown_with_its_breaker_open() {
    let (_place, owner) = owner();
    let ask = |model: &str| TestAsk {
        account: "simulator".to_owned(),
        model: Some(model.to_owned()),
    };
    test(&owner, ask("sim-steady")).await.unwrap();
    for _ in 0..2 {
        let report = test(&owner, ask("sim-503")).await.unwrap();
        assert_eq!(report.model.ok, Some(false));
    }
    let listed = list(&owner).await.unwrap();
    let simulator = listed.iter().find(|it| it.name == "simulator").unwrap();
    let aspects: Vec<_> = simulator
        .targets
        .iter()
        .map(|target| (target.model.as_str(), target.breaker.as_str()))
        .collect();
    assert_eq!(aspects, [("sim-503", "open"), ("sim-steady", "closed")]);
    let open = &simulator.targets[0];
    assert!(open.next_probe.is_some() && open.since.is_some());
    assert!(open.failed >= 5, "{open:?}");
    assert!(open.why.as_deref().unwrap().contains("failed"), "{open:?}");
}

#[tokio::test]
async fn an_account_takes_the_region_and_the_headers_that_its_provider_has() {
    let (_place, owner) = keyed().await;
    let presets = presets(&owner).await.unwrap();
    let preset = |id: &str| presets.iter().find(|preset| preset.id == id).unwrap();
    let regions = &preset("mistral").regions;
    assert!(
        regions.iter().any(|region| region.id == "eu"),
        "{regions:?}"
    );
    let names = &preset("portkey").headers;
    assert!(
        names.contains(&"x-portkey-provider".to_owned()),
        "{names:?}"
    );
    let region = |id: &str| AccountChange {
        region: Some(id.to_owned()),
        ..settings()
    };
    let eu = change(&owner, region("eu")).await.unwrap();
    assert_eq!(eu.region.as_deref(), Some("eu"));
    let mars = change(&owner, region("mars")).await.unwrap_err();
    assert_eq!(mars.code, ErrorCode::Invalid);

    let portkey = NewAccount {
        provider: "portkey".to_owned(),
        ..mistral()
    };
    add(&owner, portkey).await.unwrap();
    let header = |name: &str, value: &str| AccountChange {
        account: "portkey".to_owned(),
        headers: vec![NewHeader {
            name: name.to_owned(),
            value: value.to_owned(),
        }],
        ..settings()
    };
    let told = change(&owner, header("X-Portkey-Provider", " @team "));
    let told = told.await.unwrap();
    let (name, value) = (&told.headers[0].name, &told.headers[0].value);
    assert_eq!(
        (name.as_str(), value.as_str()),
        ("x-portkey-provider", "@team")
    );
    let other = change(&owner, header("authorization", "Bearer x")).await;
    assert_eq!(other.unwrap_err().code, ErrorCode::Invalid);
    let none = change(&owner, header("x-portkey-provider", " ")).await;
    assert_eq!(none.unwrap().headers, []);
}

#[tokio::test]
async fn an_account_of_the_callers_own_needs_no_key_until_it_is_given_one() {
    let (_place, owner) = owner();
    let new = NewAccount {
        client: Some(true),
        ..mistral()
    };
    let both = NewAccount {
        key: Some("k".to_owned()),
        ..new.clone()
    };
    assert_eq!(
        add(&owner, both).await.unwrap_err().code,
        ErrorCode::Invalid
    );
    let added = add(&owner, new).await.unwrap();
    assert_eq!(added.key, KeyStatus::NotNeeded);
    assert_eq!(added.key_place, "client");
    let given = NewKeyFor {
        account: added.name,
        key: "sk-own".to_owned(),
        place: None,
    };
    let given = set_key(&owner, given).await.unwrap();
    assert_eq!(given.key, KeyStatus::Present);
    assert_eq!(given.key_place, "keychain");
}

#[tokio::test]
async fn the_lamp_of_an_account_that_cannot_sign_is_red() {
    let (_place, owner) = keyed().await;
    for (name, variable) in [("bare", None), ("unset", Some("NO_SUCH_KEY"))] {
        let new = NewAccount {
            name: Some(name.to_owned()),
            key_env: variable.map(str::to_owned),
            ..mistral()
        };
        add(&owner, new).await.unwrap();
    }
    let callers = NewAccount {
        name: Some("callers".to_owned()),
        client: Some(true),
        ..mistral()
    };
    add(&owner, callers).await.unwrap();
    let status = crate::owner::settings::status(&owner).await.unwrap();
    let lamp = |name: &str| {
        let lamp = status.accounts.iter().find(|lamp| lamp.name == name);
        let lamp = lamp.unwrap();
        (lamp.aspect.clone(), lamp.why.clone().unwrap_or_default())
    };
    let of = |aspect: &str, why: &str| (aspect.to_owned(), why.to_owned());
    assert_eq!(lamp("simulator"), of("clear", ""));
    assert_eq!(lamp("mistral"), of("clear", ""));
    assert_eq!(lamp("callers"), of("clear", ""));
    assert_eq!(lamp("bare"), of("stop", "no key yet"));
    assert_eq!(lamp("unset"), of("stop", "NO_SUCH_KEY is not set"));
}
