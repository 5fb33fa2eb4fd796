//! The data folder: what a start makes of it, who may own it, and what it never holds.

use crate::{Serving, wait_for};
use pointsman_api::House;
use pointsman_api::error::ErrorCode;
use pointsman_api::views::connect::NewLocalKey;
use pointsman_api::views::live::Batch;
use std::path::Path;

#[tokio::test]
async fn one_process_serves_a_folder_and_a_second_is_told_who() {
    let serving = Serving::start().await;
    let path = serving.folder.path().to_owned();
    let second = House::serve(Some(path), Some(0), None).await.err().unwrap();
    assert_eq!(second.code, ErrorCode::Owned);
    let pid = std::process::id().to_string();
    assert!(second.message.contains(&pid), "{}", second.message);
    assert!(
        second.message.contains(&serving.ready.url),
        "{}",
        second.message
    );
    serving.house.close().await;
}

#[tokio::test]
async fn a_folder_whose_owner_died_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("owner.json"),
        r#"{"pid":1,"url":"http://127.0.0.1:9","version":"0","secret":"s"}"#,
    )
    .unwrap();
    std::fs::write(folder.path().join("owner.lock"), "").unwrap();
    let serving = Serving::on(folder).await;
    assert_eq!(serving.call("auto").await.status, 200);
    serving.house.close().await;
    assert!(!serving.folder.path().join("owner.json").exists());
}

#[tokio::test]
async fn a_key_revoked_by_hand_is_refused_without_a_restart() {
    let serving = Serving::start().await;
    let before = serving.read("projects.toml");
    let new = NewLocalKey {
        project: "web".to_owned(),
        tool: Some("editor".to_owned()),
        environment: None,
    };
    let made = serving.house.connect_make_key(new).await.unwrap();
    // It is let in: what it asks for is not there.
    assert_eq!(serving.knock(&made.key).await, 404);
    let mut batches = serving.watch();
    serving.write("projects.toml", &before);
    wait_for(&mut batches, |batch| {
        batch.changed.contains(&"connect".to_owned())
    })
    .await;
    assert_eq!(serving.knock(&made.key).await, 401);
    serving.house.close().await;
}

#[tokio::test]
async fn a_start_with_a_broken_policy_serves_the_newest_sound_one() {
    let serving = Serving::start().await;
    let sound = serving.house.routes_read().await.unwrap();
    serving.house.close().await;
    let Serving { folder, house, .. } = serving;
    drop(house);
    std::fs::write(folder.path().join("routes.toml"), "version = 1\nnonsense").unwrap();
    let serving = Serving::on(folder).await;
    let view = serving.house.routes_read().await.unwrap();
    assert!(view.last_good);
    assert_eq!(view.chains, sound.chains);
    assert_eq!(serving.call("auto").await.status, 200);
    serving.house.close().await;
}

#[tokio::test]
async fn a_start_without_any_sound_policy_still_serves_targets_by_name() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("routes.toml"), "nonsense").unwrap();
    std::fs::write(
        folder.path().join("accounts.toml"),
        "version = 1\n[[account]]\nprovider = \"simulator\"\n",
    )
    .unwrap();
    let serving = Serving::on(folder).await;
    let refused = serving.call("auto").await;
    assert!(refused.status >= 400 && !refused.text.is_empty());
    assert_eq!(serving.call("simulator/sim-swift").await.status, 200);
    serving.house.close().await;
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused_with_what_to_do() {
    for file in ["accounts.toml", "projects.toml", "settings.toml"] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(file), "version = 99\n").unwrap();
        let path = Some(folder.path().to_owned());
        let error = House::serve(path, Some(0), None).await.err().unwrap();
        assert_eq!(error.code, ErrorCode::Invalid, "{file}");
        assert!(error.message.contains(file), "{}", error.message);
        let words = format!("{} {}", error.message, error.hint.unwrap_or_default());
        assert!(words.contains("version 99"), "{words}");
        let what_to_do = ["update Pointsman", "start the newer Pointsman"];
        assert!(what_to_do.iter().any(|it| words.contains(it)), "{words}");
    }
}

#[tokio::test]
async fn a_page_that_the_settings_let_in_may_call_without_a_restart() {
    let serving = Serving::start().await;
    let page = "https://tool.example";
    assert_eq!(serving.knock_from(page).await, 403);
    let settings = serving.read("settings.toml");
    let allowed = settings.replace("origins = []", &format!("origins = [\"{page}\"]"));
    let mut batches = serving.watch();
    let is_told = |batch: &Batch| batch.changed.contains(&"settings".to_owned());
    serving.write("settings.toml", &allowed);
    wait_for(&mut batches, is_told).await;
    assert_eq!(serving.knock_from(page).await, 404);
    // What cannot be understood changes nothing, and is told.
    serving.write("settings.toml", "version = 2\nwings = true\n");
    wait_for(&mut batches, is_told).await;
    assert_eq!(serving.knock_from(page).await, 404);
    let status = serving.house.settings_status().await.unwrap();
    let trouble = status.trouble.unwrap();
    assert!(
        trouble.contains("settings.toml") && trouble.contains("what held before still holds"),
        "{trouble}"
    );
    serving.write("settings.toml", &settings);
    wait_for(&mut batches, is_told).await;
    assert_eq!(serving.knock_from(page).await, 403);
    serving.house.close().await;
}

#[tokio::test]
async fn another_port_in_the_settings_waits_for_the_next_start() {
    let serving = Serving::start().await;
    let mut batches = serving.watch();
    let settings = serving.read("settings.toml");
    serving.write(
        "settings.toml",
        &settings.replace("port = 4100", "port = 4999"),
    );
    wait_for(&mut batches, |batch| {
        batch.changed.contains(&"settings".to_owned())
    })
    .await;
    let told = serving.house.settings_diagnostics().await.unwrap().text;
    assert!(
        told.contains("settings for the next start: port\n"),
        "{told}"
    );
    let status = serving.house.settings_status().await.unwrap();
    assert_eq!(status.base_url, Some(serving.ready.url.clone()));
    serving.house.close().await;
}

#[tokio::test]
async fn a_policy_of_a_newer_version_leaves_the_last_good_one_in_force_and_is_told() {
    let serving = Serving::start().await;
    let mut batches = serving.watch();
    serving.write("routes.toml", "version = 99\n");
    wait_for(&mut batches, |batch| {
        batch.changed.contains(&"routes".to_owned())
    })
    .await;
    assert_eq!(serving.call("auto").await.status, 200);
    let view = serving.house.routes_read().await.unwrap();
    assert!(view.last_good);
    let trouble = serving.house.settings_status().await.unwrap().trouble;
    let trouble = trouble.unwrap();
    assert!(
        trouble.contains("version 99") && trouble.contains("update Pointsman"),
        "{trouble}"
    );
    serving.house.close().await;
}

#[tokio::test]
async fn no_key_is_in_any_file_of_the_folder() {
    let serving = Serving::start().await;
    let new = NewLocalKey {
        project: "web".to_owned(),
        tool: None,
        environment: None,
    };
    let made = serving.house.connect_make_key(new).await.unwrap();
    serving.call("auto").await;
    serving.house.close().await;
    for secret in [made.key.as_str(), serving.ready.key.expose()] {
        assert_eq!(holding(serving.folder.path(), secret), Vec::<String>::new());
    }
}

/// The files below a folder that hold a text.
fn holding(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, text));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            let holds = bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes());
            if holds {
                found.push(path.display().to_string());
            }
        }
    }
    found
}
