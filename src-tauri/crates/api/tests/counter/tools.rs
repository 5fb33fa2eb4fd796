//! Tools at the counter: connected with a key of their own, seen calling, and disconnected.

use crate::Serving;
use pointsman_api::error::ErrorCode;
use pointsman_api::views::connect::{
    FileChange, Surroundings, ToolAsk, ToolChoice, ToolState, ToolView, UndoChoice,
};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

fn around(home: &Path) -> Surroundings {
    let around = json!({
        "home": home, "app": home.join(".config"), "working": home,
        "variables": {}, "found": ["opencode"],
    });
    serde_json::from_value(around).unwrap()
}

fn ask(home: &Path, tool: &str) -> ToolAsk {
    ToolAsk {
        choice: ToolChoice {
            tool: tool.to_owned(),
            model: None,
            project: None,
        },
        from: around(home),
    }
}

fn undo(tool: &str) -> UndoChoice {
    UndoChoice {
        tool: tool.to_owned(),
        whole: false,
        keep_key: false,
    }
}

async fn stands(serving: &Serving, home: &Path, tool: &str) -> ToolView {
    let view = serving.house.connect_tools(around(home)).await.unwrap();
    let found = view.tools.into_iter().find(|view| view.id == tool);
    found.unwrap()
}

/// The key that stands in opencode's file, and the address.
fn written(home: &TempDir) -> (String, String) {
    let text = std::fs::read_to_string(home.path().join(".config/opencode/opencode.json")).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let options = file.pointer("/provider/pointsman/options").unwrap();
    let of = |name: &str| {
        options
            .get(name)
            .and_then(Value::as_str)
            .unwrap()
            .to_owned()
    };
    (of("apiKey"), of("baseURL"))
}

#[tokio::test]
async fn a_tool_is_connected_with_a_key_that_holds_and_ends_with_it() {
    let (serving, home) = (Serving::start().await, tempfile::tempdir().unwrap());
    let before = stands(&serving, home.path(), "opencode").await;
    assert_eq!(before.state, ToolState::Ready);
    let preview = serving.house.connect_preview(ask(home.path(), "opencode"));
    let plan = preview.await.unwrap();
    assert_eq!(plan.files[0].change, FileChange::Made);
    assert!(!home.path().join(".config").exists());

    let view = serving
        .house
        .connect_tool(ask(home.path(), "opencode"))
        .await;
    let view = view.unwrap();
    assert_eq!(view.state, ToolState::Connected, "{:?}", view.checks);
    let (key, address) = written(&home);
    assert_eq!(address, serving.ready.url);
    assert_eq!(serving.knock(&key).await, 404);
    assert_eq!(view.key.unwrap().last4, key[key.len() - 4..]);

    serving.house.connect_undo(undo("opencode")).await.unwrap();
    assert_eq!(serving.knock(&key).await, 401);
    assert!(!home.path().join(".config").exists());
}

#[tokio::test]
async fn connecting_again_replaces_the_key_and_keeps_what_was_there_at_first() {
    let (serving, home) = (Serving::start().await, tempfile::tempdir().unwrap());
    let file = home.path().join(".aider.conf.yml");
    std::fs::write(&file, "model: mine # so\n").unwrap();
    for _ in 0..2 {
        serving
            .house
            .connect_tool(ask(home.path(), "aider"))
            .await
            .unwrap();
    }
    let keys = serving.house.connect_view().await.unwrap().keys;
    let own: Vec<_> = keys
        .iter()
        .filter(|key| key.tool.as_deref() == Some("aider"))
        .collect();
    assert_eq!(own.len(), 1);
    serving.house.connect_undo(undo("aider")).await.unwrap();
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        "model: mine # so\n"
    );
}

#[tokio::test]
async fn a_tool_whose_key_or_settings_do_not_hold_is_said_to_have_drifted() {
    let (serving, home) = (Serving::start().await, tempfile::tempdir().unwrap());
    let house = &serving.house;
    let view = house.connect_tool(ask(home.path(), "llm")).await.unwrap();
    house.connect_revoke(view.key.unwrap().id).await.unwrap();
    let revoked = stands(&serving, home.path(), "llm").await;
    assert_eq!(revoked.state, ToolState::Drifted);
    assert!(
        revoked
            .checks
            .iter()
            .any(|check| check.says.contains("revoked"))
    );

    house.connect_tool(ask(home.path(), "llm")).await.unwrap();
    let default = home
        .path()
        .join(".config/io.datasette.llm/default_model.txt");
    std::fs::write(&default, "gpt-5\n").unwrap();
    assert_eq!(
        stands(&serving, home.path(), "llm").await.state,
        ToolState::Drifted
    );
    let plan = house.connect_undo(undo("llm")).await.unwrap();
    let note = plan.files[2].note.clone().unwrap();
    assert!(note.contains("another value"), "{note}");
    assert_eq!(std::fs::read_to_string(&default).unwrap(), "gpt-5\n");
}

#[tokio::test]
async fn a_tool_that_cannot_be_connected_leaves_no_key_behind() {
    let (serving, home) = (Serving::start().await, tempfile::tempdir().unwrap());
    std::fs::write(home.path().join(".aider.conf.yml"), "model: [x\n").unwrap();
    let refused = serving.house.connect_tool(ask(home.path(), "aider")).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Invalid);
    assert!(refused.message.contains(".aider.conf.yml:"), "{refused}");
    assert!(serving.house.connect_view().await.unwrap().keys.is_empty());
    let unknown = serving.house.connect_tool(ask(home.path(), "cursor")).await;
    assert_eq!(unknown.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn an_attached_process_connects_through_the_owner() {
    let (serving, home) = (Serving::start().await, tempfile::tempdir().unwrap());
    let attached = serving.attached().await;
    attached
        .connect_tool(ask(home.path(), "opencode"))
        .await
        .unwrap();
    assert_eq!(serving.knock(&written(&home).0).await, 404);
    attached.connect_undo(undo("opencode")).await.unwrap();
    assert!(!home.path().join(".config").exists());
}
