//! Runs one test again in a process of its own, with a keychain of its own or with none.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

/// Set in the inner process: what it finds there.
const INSIDE: &str = "POINTSMAN_TEST_SESSION";
/// The password of the test's own keyring.
pub const PASSWORD: &str = "test-keyring";

/// Whether this is the inner process.
pub fn is_inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// Runs the test in a D-Bus session with an unlocked gnome-keyring, all in `home`. Does nothing, and
/// says so, where this machine has no such keyring.
pub fn run_with_keyring(test: &str) {
    let needed = [
        "dbus-run-session",
        "dbus-send",
        "gnome-keyring-daemon",
        "secret-tool",
    ];
    if let Some(missing) = needed.into_iter().find(|program| !is_installed(program)) {
        let required = std::env::var_os("POINTSMAN_REQUIRE_KEYRING").is_some_and(|v| v == "1");
        assert!(!required, "POINTSMAN_REQUIRE_KEYRING=1, but no {missing}");
        println!("skipped: no {missing}");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let unlock = "printf %s \"$0\" | gnome-keyring-daemon --unlock --components=secrets && \
                  exec \"$@\"";
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "sh", "-c", unlock, PASSWORD]);
    command.arg(std::env::current_exe().unwrap());
    finish(command, test, home.path());
}

/// Runs the test where the session bus is at this address.
pub fn run_with_bus(test: &str, address: &str, home: &Path) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env("DBUS_SESSION_BUS_ADDRESS", address);
    finish(command, test, home);
}

/// Runs a program of the session and gives what it printed.
pub fn output<S: AsRef<OsStr>>(program: &str, args: impl IntoIterator<Item = S>) -> String {
    let Output { stdout, .. } = Command::new(program).args(args).output().unwrap();
    String::from_utf8(stdout).unwrap()
}

fn finish(mut command: Command, test: &str, home: &Path) {
    let child = command
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, "1")
        .env("HOME", home)
        .env("XDG_DATA_HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env("XDG_CACHE_HOME", home)
        .env_remove("GNOME_KEYRING_CONTROL")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&child.stdout);
    let errors = String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success(), "{told}\n{errors}");
    assert!(told.contains("1 passed"), "{told}\n{errors}");
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
