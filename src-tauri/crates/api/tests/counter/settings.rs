//! Settings: changed from the counter or by hand, they hold at once where they can, and say so where
//! they cannot.

use crate::{Serving, last, wait_for};
use pointsman_api::error::ErrorCode;
use pointsman_api::views::settings::{LogLevel, OnClose, SettingEdit, Theme};

#[tokio::test]
async fn a_change_is_written_with_the_comments_kept_and_says_what_waits() {
    let serving = Serving::start().await;
    let attached = serving.attached().await;
    let edits = vec![
        SettingEdit::Port(4300),
        SettingEdit::Theme(Theme::Light),
        SettingEdit::OnClose(OnClose::Keep),
    ];
    let view = attached.settings_change(edits).await.unwrap();
    assert_eq!((view.port, view.theme), (4300, Theme::Light));
    assert_eq!(view.waiting, ["port"]);
    assert!(view.at_start.contains(&"bind".to_owned()));
    let text = serving.read("settings.toml");
    assert!(
        text.contains("port = 4300\n") && text.contains("# The window: system, dark or light.")
    );
    assert_eq!(serving.house.settings_read().await.unwrap(), view);
    serving.house.close().await;
}

#[tokio::test]
async fn a_change_that_makes_no_sense_changes_nothing() {
    let serving = Serving::start().await;
    let before = serving.read("settings.toml");
    for (edit, said) in [
        (SettingEdit::Hosts(vec!["http://a".to_owned()]), "hosts"),
        (SettingEdit::Bind(vec!["box.lan".to_owned()]), "bind"),
        (SettingEdit::Bind(vec!["0.0.0.0".to_owned()]), "local key"),
        (SettingEdit::DefaultProject("nowhere".to_owned()), "nowhere"),
    ] {
        let edits = vec![SettingEdit::Port(4300), edit];
        let error = serving.house.settings_change(edits).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Invalid);
        assert!(error.message.contains(said), "{}", error.message);
        assert_eq!(serving.read("settings.toml"), before);
    }
    serving.house.close().await;
}

#[tokio::test]
async fn an_edit_by_hand_holds_without_a_restart() {
    let serving = Serving::start().await;
    let mut batches = serving.watch();
    let project = "\n[[project]]\nname = \"web\"\n";
    let projects = serving.read("projects.toml") + project;
    serving.write("projects.toml", &projects);
    let text = "version = 1\nport = 0\ndefault_project = \"web\"\nlog_level = \"debug\"\n";
    serving.write("settings.toml", text);
    wait_for(&mut batches, |batch| {
        batch.changed.contains(&"settings".to_owned())
    })
    .await;
    let view = serving.house.settings_read().await.unwrap();
    assert_eq!(view.log_level, LogLevel::Debug);
    let call = serving.call("auto").await.call.unwrap();
    let calls = serving.house.live_calls(last(1)).await.unwrap();
    assert_eq!((calls[0].id, calls[0].project.as_str()), (call, "web"));
    serving.house.close().await;
}

#[tokio::test]
async fn a_broken_file_leaves_in_force_what_held_and_says_so() {
    let serving = Serving::start().await;
    let mut batches = serving.watch();
    serving.write("settings.toml", "version = 1\nport = \"many\"\n");
    loop {
        let view = serving.house.settings_read().await.unwrap();
        if let Some(trouble) = view.trouble {
            assert!(trouble.contains("settings.toml"), "{trouble}");
            assert_eq!(view.theme, Theme::Dark);
            break;
        }
        wait_for(&mut batches, |batch| {
            batch.changed.contains(&"settings".to_owned())
        })
        .await;
    }
    let edits = vec![SettingEdit::Autostart(true)];
    let error = serving.house.settings_change(edits).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid);
    serving.house.close().await;
}
