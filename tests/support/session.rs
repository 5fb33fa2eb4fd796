//! Runs one test again in a D-Bus session with a keychain of its own, so that no real key is touched.

use std::path::Path;
use std::process::{Command, Output};

/// Set in the inner process.
const INSIDE: &str = "POINTSMAN_TEST_SESSION";
const PASSWORD: &str = "test-keyring";
const NEEDED: [&str; 4] = [
    "dbus-run-session",
    "dbus-send",
    "gnome-keyring-daemon",
    "secret-tool",
];

/// Runs `inside` in such a session. Does nothing, and says so, where this machine has no such keyring.
///
/// # Panics
/// When the inner test fails, and when `POINTSMAN_REQUIRE_KEYRING=1` and there is no keyring.
pub fn with_keyring(test: &str, inside: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        return inside();
    }
    if let Some(missing) = NEEDED.into_iter().find(|program| !is_installed(program)) {
        let required = std::env::var_os("POINTSMAN_REQUIRE_KEYRING").is_some_and(|v| v == "1");
        assert!(!required, "POINTSMAN_REQUIRE_KEYRING=1, but no {missing}");
        println!("skipped: no {missing}");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let unlock = "printf %s \"$0\" | gnome-keyring-daemon --unlock --components=secrets >&2 && \
                  exec \"$@\"";
    let told = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", unlock, PASSWORD])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, "1")
        .envs(
            ["HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME"]
                .map(|it| (it, home.path())),
        )
        .env_remove("GNOME_KEYRING_CONTROL")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    let said = [told.stdout.as_slice(), &told.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(told.status.success() && said.contains("1 passed"), "{said}");
}

/// The text under a name in the keychain, as another tool reads it; empty where there is none.
pub fn lookup(name: &str) -> String {
    output(
        "secret-tool",
        &["lookup", "service", "pointsman", "username", name],
    )
}

/// Locks the keychain.
///
/// # Panics
/// When it does not.
pub fn lock() {
    let collection = "/org/freedesktop/secrets/collection/login";
    let told = output(
        "dbus-send",
        &[
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            &format!("array:objpath:{collection}"),
        ],
    );
    assert!(told.contains(collection), "{told}");
}

fn output(program: &str, arguments: &[&str]) -> String {
    let Output { stdout, .. } = Command::new(program).args(arguments).output().unwrap();
    String::from_utf8(stdout).unwrap()
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .any(|folder: std::path::PathBuf| Path::new(&folder).join(program).is_file())
}
