//! Keeping a data folder, bringing it back, and taking it away.

use crate::{Server, json, run, text};
use std::collections::BTreeSet;
use std::path::Path;

/// A folder with two calls and an account whose key is in no keychain.
fn used() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        call(folder.path());
    }
    let add = [
        "account",
        "add",
        "openai",
        "--name",
        "work",
        "--key",
        "env:NO_SUCH_KEY",
    ];
    json(folder.path(), &add);
    folder
}

fn call(folder: &Path) {
    let ask = ["account", "test", "simulator", "--model", "sim-swift"];
    assert_eq!(run(folder, &ask).status.code(), Some(0));
}

fn calls(folder: &Path) -> BTreeSet<String> {
    let calls = json(folder, &["calls"]);
    let calls = calls.as_array().unwrap();
    calls.iter().map(|call| call["id"].to_string()).collect()
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let name = |entry: std::fs::DirEntry| entry.file_name().into_string().unwrap();
    entries.map(|entry| name(entry.unwrap())).collect()
}

#[test]
fn a_backup_of_a_serving_proxy_is_brought_back_into_a_fresh_folder() {
    let (folder, elsewhere) = (used(), tempfile::tempdir().unwrap());
    let server = Server::start(folder.path(), &[]);
    call(folder.path());
    let file = elsewhere.path().join("kept.tar.gz");
    let file = file.to_str().unwrap();
    let made = json(folder.path(), &["backup", file]);
    assert_eq!(made["path"], file);
    let kept = calls(folder.path());
    assert_eq!(kept.len(), 3);
    call(folder.path());
    let refused = run(folder.path(), &["backup", file]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("replaces nothing"));
    let owned = run(folder.path(), &["restore", file]);
    assert_eq!(
        owned.status.code(),
        Some(3),
        "a serving proxy keeps its files"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        assert_eq!(std::fs::metadata(file).unwrap().mode() & 0o077, 0);
    }
    drop(server);
    let fresh = elsewhere.path().join("fresh");
    let restored = json(&fresh, &["restore", file]);
    assert_eq!(restored["kept"], serde_json::Value::Null);
    assert_eq!(calls(&fresh), kept);
    for name in [
        "accounts.toml",
        "routes.toml",
        "projects.toml",
        "settings.toml",
    ] {
        let read = |folder: &Path| std::fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(read(&fresh), read(folder.path()), "{name}");
    }
}

#[test]
fn what_stood_in_the_folder_is_kept_when_a_backup_is_brought_back() {
    let folder = used();
    let file = folder.path().join("kept.tar.gz");
    let file = file.to_str().unwrap();
    json(folder.path(), &["backup", file]);
    let kept = calls(folder.path());
    call(folder.path());
    let restored = json(folder.path(), &["restore", file]);
    assert_eq!(calls(folder.path()), kept);
    let aside = restored["kept"].as_str().unwrap();
    assert_eq!(calls(Path::new(aside)).len(), 3);
}

#[test]
fn a_file_that_is_no_backup_changes_nothing() {
    let folder = used();
    let before = names(folder.path());
    let wrong = tempfile::tempdir().unwrap();
    let garbage = wrong.path().join("garbage");
    std::fs::write(&garbage, "not an archive").unwrap();
    let missing = wrong.path().join("missing");
    let link = archive(
        wrong.path(),
        "link",
        "ln -s /etc/passwd accounts.toml; tar -czf ../link backup.json accounts.toml",
    );
    let escape = archive(
        wrong.path(),
        "escape",
        "echo x > y; tar -czf ../escape --transform 's,^y,../../escaped,' -P backup.json y",
    );
    let newer = archive(
        wrong.path(),
        "newer",
        "sed -i 's/\"version\":1/\"version\":9/' backup.json; tar -czf ../newer backup.json",
    );
    let headless = archive(
        wrong.path(),
        "headless",
        "echo x > ledger.db; tar -czf ../headless ledger.db",
    );
    let ledger = archive(
        wrong.path(),
        "ledger",
        "seq 9999 > ledger.db; tar -czf ../ledger backup.json ledger.db",
    );
    for (file, said) in [
        (&missing, "cannot be unpacked"),
        (&garbage, "cannot be unpacked"),
        (&link, "`accounts.toml`, which no backup"),
        (&escape, "escaped`, which no backup"),
        (&newer, "version 9"),
        (&headless, "`ledger.db`, which no backup"),
        (&ledger, "no ledger"),
    ] {
        let refused = run(folder.path(), &["restore", file.to_str().unwrap()]);
        assert_eq!(refused.status.code(), Some(1), "{file:?}");
        let told = text(&refused.stderr);
        assert!(told.contains(said), "{file:?}: {told}");
        assert_eq!(names(folder.path()), before, "{file:?}");
        assert_eq!(calls(folder.path()).len(), 2);
    }
}

/// An archive that a shell makes in a folder of its own beside a manifest.
fn archive(place: &Path, name: &str, script: &str) -> std::path::PathBuf {
    let folder = place.join(format!("{name}.d"));
    std::fs::create_dir(&folder).unwrap();
    let manifest = r#"{"version":1,"pointsman":"0.1.0","at":1795305600000}"#;
    std::fs::write(folder.join("backup.json"), manifest).unwrap();
    let made = std::process::Command::new("sh")
        .args(["-ec", script])
        .current_dir(&folder)
        .status();
    assert!(made.unwrap().success(), "{name}");
    place.join(name)
}

#[test]
fn purge_removes_what_is_ours_and_names_what_is_not() {
    let folder = used();
    std::fs::write(folder.path().join("logs/mine.txt"), "keep").unwrap();
    std::fs::write(folder.path().join("notes.md"), "keep").unwrap();
    let unasked = run(folder.path(), &["purge"]);
    assert_eq!(unasked.status.code(), Some(2), "nobody was asked");
    assert!(text(&unasked.stderr).contains("--yes"));
    let server = Server::start(folder.path(), &[]);
    let owned = run(folder.path(), &["purge", "--yes"]);
    assert_eq!(owned.status.code(), Some(3));
    drop(server);
    let purged = json(folder.path(), &["purge", "--yes"]);
    assert_eq!(
        names(folder.path()),
        ["logs", "notes.md"].map(str::to_owned).into()
    );
    assert_eq!(
        names(&folder.path().join("logs")),
        ["mine.txt".to_owned()].into()
    );
    assert_eq!(purged["left"].as_array().unwrap().len(), 2);
    let stranger = tempfile::tempdir().unwrap();
    std::fs::create_dir(stranger.path().join("logs")).unwrap();
    let refused = run(stranger.path(), &["purge", "--yes"]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(names(stranger.path()), ["logs".to_owned()].into());
}

#[test]
fn purge_does_not_guess_which_keys_are_meant_by_accounts_it_cannot_read() {
    let folder = used();
    std::fs::write(folder.path().join("accounts.toml"), "version = 1\nnonsense").unwrap();
    let refused = run(folder.path(), &["purge", "--yes"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("--keep-keys"));
    assert!(folder.path().join("ledger.db").exists());
    json(folder.path(), &["purge", "--yes", "--keep-keys"]);
    assert!(!folder.path().exists());
    std::fs::create_dir(folder.path()).unwrap();
}
