//! Keeping a folder from the window, and taking it away with the house that stands in it.

use super::Serving;
use pointsman_api::error::ErrorCode;
use pointsman_api::views::settings::PurgeAsk;
use std::path::Path;

fn meant(typed: &str) -> PurgeAsk {
    PurgeAsk {
        typed: typed.to_owned(),
        keep_keys: false,
    }
}

#[tokio::test]
async fn a_backup_from_the_window_lies_in_the_folder_and_outlives_a_purge() {
    let serving = Serving::start().await;
    let made = serving.house.settings_backup_now().await.unwrap();
    let archive = Path::new(&made.path);
    assert!(
        archive.starts_with(
            serving
                .folder
                .path()
                .canonicalize()
                .unwrap()
                .join("backups")
        )
    );
    assert_eq!(std::fs::metadata(archive).unwrap().len(), made.bytes);
    let purged = serving.house.purge(meant("purge")).await.unwrap();
    assert!(archive.exists(), "{purged:?}");
    assert!(purged.left.iter().any(|left| left.ends_with("backups")));
}

#[tokio::test]
async fn a_purge_takes_what_its_preview_names_and_ends_the_house() {
    let serving = Serving::start().await;
    serving.call("simulator/sim-swift").await;
    let path = serving.folder.path();
    let preview = serving.house.settings_purge_preview().await.unwrap();
    assert_eq!(preview.keys, [""; 0]);
    assert!(preview.files >= 5, "{preview:?}");
    for not_meant in ["", "Purge", "yes"] {
        let error = serving.house.purge(meant(not_meant)).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Invalid);
    }
    assert!(serving.house.settings_status().await.is_ok());
    let purged = serving.house.purge(meant(" purge ")).await.unwrap();
    assert!(purged.files > 0 && purged.left.is_empty(), "{purged:?}");
    assert!(!path.exists());
    let error = serving.house.settings_status().await.unwrap_err();
    assert!(error.message.contains("was purged"));
    // As when the window closes after it.
    serving.house.close().await;
    assert!(!path.exists());
}

#[tokio::test]
async fn an_attached_window_purges_nothing() {
    let serving = Serving::start().await;
    let attached = serving.attached().await;
    let error = attached.purge(meant("purge")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Owned);
    assert!(serving.folder.path().join("accounts.toml").exists());
    assert!(attached.settings_purge_preview().await.is_ok());
}
