//! Projects at the counter: made, renamed, put away and removed, and what that does to callers.

use crate::Serving;
use pointsman_api::error::ErrorCode;
use pointsman_api::views::connect::{KeyChange, NewLocalKey, ProjectChange, ProjectSettings};

fn settings(name: &str) -> ProjectSettings {
    ProjectSettings {
        name: name.to_owned(),
        colour: Some(3),
        archived: false,
        first_token_within: Some("3s".to_owned()),
        answer_within: None,
    }
}

fn change(project: &str, settings: ProjectSettings) -> ProjectChange {
    ProjectChange {
        project: project.to_owned(),
        settings,
    }
}

async fn key_of(serving: &Serving, project: &str) -> (String, String) {
    let new = NewLocalKey {
        project: project.to_owned(),
        tool: None,
        environment: Some("dev".to_owned()),
    };
    let made = serving.house.connect_make_key(new).await.unwrap();
    (made.key, made.view.id)
}

#[tokio::test]
async fn a_project_is_made_renamed_and_put_away_while_its_key_is_held() {
    let serving = Serving::start().await;
    let house = &serving.house;
    house.connect_make_project(settings("web")).await.unwrap();
    let (key, _) = key_of(&serving, "web").await;
    assert_eq!(serving.knock(&key).await, 404);

    let renamed = change("web", settings("shop"));
    let views = house.connect_change_project(renamed).await.unwrap();
    let shop = views.iter().find(|view| view.settings.name == "shop");
    assert_eq!(shop.unwrap().settings, settings("shop"));
    assert_eq!(shop.unwrap().keys.len(), 1);
    assert_eq!(serving.knock(&key).await, 404);

    let away = ProjectSettings {
        archived: true,
        ..settings("shop")
    };
    house
        .connect_change_project(change("shop", away))
        .await
        .unwrap();
    assert_eq!(serving.knock(&key).await, 401);
    house
        .connect_change_project(change("shop", settings("shop")))
        .await
        .unwrap();
    assert_eq!(serving.knock(&key).await, 404);
    serving.house.close().await;
}

#[tokio::test]
async fn a_project_with_keys_is_not_removed_and_the_sessions_own_stays() {
    let serving = Serving::start().await;
    let house = &serving.house;
    house.connect_make_project(settings("web")).await.unwrap();
    let (_, id) = key_of(&serving, "web").await;
    let error = house
        .connect_remove_project("web".to_owned())
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid);
    house.connect_revoke(id).await.unwrap();
    let left = house.connect_remove_project("web".to_owned()).await;
    let names: Vec<_> = left
        .unwrap()
        .into_iter()
        .map(|view| (view.settings.name, view.session))
        .collect();
    assert_eq!(names, [("default".to_owned(), true)]);

    for refused in [
        house.connect_remove_project("default".to_owned()).await,
        house
            .connect_change_project(change("default", settings("other")))
            .await,
        house.connect_make_project(settings("default")).await,
    ] {
        assert_eq!(refused.unwrap_err().code, ErrorCode::Invalid);
    }
    serving.house.close().await;
}

#[tokio::test]
async fn a_project_tells_when_it_was_called_last() {
    let serving = Serving::start().await;
    let before = serving.house.connect_projects().await.unwrap();
    assert_eq!(before[0].last_call, None);
    assert_eq!(serving.call("auto").await.status, 200);
    let after = serving.house.connect_projects().await.unwrap();
    assert!(after[0].last_call.is_some());
    serving.house.close().await;
}

#[tokio::test]
async fn a_key_waits_as_it_says_and_else_as_its_project() {
    let serving = Serving::start().await;
    let house = &serving.house;
    house.connect_make_project(settings("web")).await.unwrap();
    let (_, id) = key_of(&serving, "web").await;
    let wish = |first: Option<&str>| KeyChange {
        id: id.clone(),
        first_token_within: first.map(str::to_owned),
        answer_within: Some("1m".to_owned()),
    };
    for (first, kept) in [(Some("500ms"), Some("500ms")), (None, None)] {
        let views = house.connect_change_key(wish(first)).await.unwrap();
        let web = views.iter().find(|view| view.settings.name == "web");
        let key = &web.unwrap().keys[0];
        assert_eq!(key.first_token_within.as_deref(), kept);
        assert_eq!(key.answer_within.as_deref(), Some("1m"));
    }
    let soon = house.connect_change_key(wish(Some("soon"))).await;
    assert_eq!(soon.unwrap_err().code, ErrorCode::Invalid);
    let nobody = KeyChange {
        id: "k_none".to_owned(),
        ..wish(None)
    };
    let error = house.connect_change_key(nobody).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
    serving.house.close().await;
}
