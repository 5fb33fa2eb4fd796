//! What was taken away comes back as it was.

use crate::Serving;
use pointsman_api::error::ErrorCode;
use pointsman_api::views::connect::NewLocalKey;
use pointsman_api::views::providers::NewAccount;

fn key(project: &str) -> NewLocalKey {
    NewLocalKey {
        project: project.to_owned(),
        tool: Some("curl".to_owned()),
        environment: None,
    }
}

fn account(name: &str) -> NewAccount {
    NewAccount {
        provider: "openai".to_owned(),
        name: Some(name.to_owned()),
        base_url: None,
        key: None,
        key_env: Some("POINTSMAN_TEST_NO_SUCH_VARIABLE".to_owned()),
        client: None,
        way: None,
    }
}

#[tokio::test]
async fn a_revoked_key_holds_again_when_it_is_restored() {
    let serving = Serving::start().await;
    let made = serving.house.connect_make_key(key("web")).await.unwrap();
    let before = serving.read("projects.toml");
    let id = made.view.id.clone();
    serving.house.connect_revoke(id.clone()).await.unwrap();
    assert_eq!(serving.knock(&made.key).await, 401);
    serving.house.connect_restore_key(id.clone()).await.unwrap();
    assert_eq!(serving.knock(&made.key).await, 404);
    assert_eq!(serving.read("projects.toml"), before);
    // What was written since stays.
    serving.house.connect_revoke(id.clone()).await.unwrap();
    let other = serving.house.connect_make_key(key("app")).await.unwrap();
    serving.house.connect_restore_key(id).await.unwrap();
    assert_eq!(serving.knock(&made.key).await, 404);
    assert_eq!(serving.knock(&other.key).await, 404);
    serving.house.close().await;
}

#[tokio::test]
async fn a_removed_account_comes_back_to_its_place_with_its_comments() {
    let serving = Serving::start().await;
    for name in ["first", "second", "third"] {
        serving.house.providers_add(account(name)).await.unwrap();
    }
    let text = serving.read("accounts.toml");
    let text = text.replace("name = \"second\"", "name = \"second\" # the team's");
    assert!(text.contains("the team's"));
    serving.write("accounts.toml", &text);
    let second = || "second".to_owned();
    serving.house.providers_remove(second()).await.unwrap();
    let back = serving.house.providers_restore(second()).await.unwrap();
    assert_eq!(back.name, "second");
    assert_eq!(serving.read("accounts.toml"), text);
    let again = serving.house.providers_restore(second()).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::Invalid, "the name is taken again");
    serving.house.close().await;
}

#[tokio::test]
async fn what_was_never_taken_away_cannot_be_brought_back() {
    let serving = Serving::start().await;
    let nothing = || "k_nothing".to_owned();
    let key = serving.house.connect_restore_key(nothing()).await;
    let account = serving.house.providers_restore(nothing()).await;
    assert_eq!(key.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(account.unwrap_err().code, ErrorCode::NotFound);
    serving.house.close().await;
}
