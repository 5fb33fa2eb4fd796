//! Completions and the manual tell of the commands that there are.

use crate::{run, text};

#[test]
fn every_shell_completes_the_commands_and_their_options() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let output = run(folder.path(), &["completions", shell]);
        assert!(output.status.success(), "{shell}");
        let script = text(&output.stdout);
        for word in ["serve", "account", "data-dir", "no-key"] {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
    }
    let other = run(folder.path(), &["completions", "tcsh"]);
    assert_eq!(other.status.code(), Some(2));
}

#[test]
fn the_manual_has_a_page_for_each_command_that_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["manual", folder.path().to_str().unwrap()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let page = |name: &str| std::fs::read_to_string(folder.path().join(name));
    assert!(page("pointsman.1").unwrap().contains("pointsman\\-serve"));
    assert!(
        page("pointsman-account-add.1")
            .unwrap()
            .contains("key\\-stdin")
    );
    assert!(page("pointsman-manual.1").is_err());
}
