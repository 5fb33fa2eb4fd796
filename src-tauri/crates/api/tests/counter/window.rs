//! A folder has one window: whoever opens another brings the first to the front.

use crate::{Batches, Serving, wait_for};
use pointsman_api::{House, Opening};
use std::path::Path;

async fn open(folder: &Path) -> Option<House> {
    match House::open_window(Some(folder.to_owned())).await.unwrap() {
        Opening::Here(house) => Some(house),
        Opening::Elsewhere => None,
    }
}

async fn hears(batches: &mut Batches) {
    wait_for(batches, |batch| {
        batch.changed.contains(&"window".to_owned())
    })
    .await;
}

#[tokio::test]
async fn a_second_start_is_heard_by_the_window_that_owns_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("settings.toml"),
        "version = 1\nport = 0\n",
    )
    .unwrap();
    let first = open(folder.path()).await.unwrap();
    let mut batches: Batches = Box::pin(first.events());
    assert!(open(folder.path()).await.is_none());
    hears(&mut batches).await;
    drop(batches);
    first.close().await;
    drop(first);
    let next = open(folder.path()).await;
    assert!(
        next.is_some(),
        "the window is gone, and still holds the folder"
    );
}

#[tokio::test]
async fn a_second_start_is_heard_by_a_window_that_is_attached() {
    let serving = Serving::start().await;
    let first = open(serving.folder.path()).await.unwrap();
    assert_eq!(first.attached_to(), Some(std::process::id()));
    let mut batches: Batches = Box::pin(first.events());
    // Its way to the owner's events opens with the first poll.
    let (second, ()) = tokio::join!(open(serving.folder.path()), hears(&mut batches));
    assert!(second.is_none());
    serving.house.close().await;
}
