//! What WebKitGTK and its C library must find in the environment: a way around its blank window on
//! NVIDIA's own driver, and a C library that gives memory back.
//!
//! WebKit's renderer over DMA-BUF draws nothing on that driver, or ends the process
//! (<https://github.com/tauri-apps/tauri/issues/9304>, read 2026-11-22). Without it WebKit draws through
//! shared memory, which is slower, so that only those who need it get it.
//!
//! glibc keeps an arena for each of WebKit's many threads, and what was freed in them: some 8 MiB of an
//! idle window (`tests/bench/window.sh`). mallopt(3) names the variables.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// WebKit reads it once, when it starts.
const NO_DMABUF: (&str, &str) = ("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
/// Two arenas, and what is large or at the end of one goes back at once.
const THRIFT: [(&str, &str); 3] = [
    ("MALLOC_ARENA_MAX", "2"),
    ("MALLOC_MMAP_THRESHOLD_", "65536"),
    ("MALLOC_TRIM_THRESHOLD_", "65536"),
];
/// Present while NVIDIA's own kernel module is loaded; the free `nouveau` has neither.
const DRIVER: [&str; 2] = ["/proc/driver/nvidia", "/sys/module/nvidia"];

/// Starts this program anew with the variables that it lacks. Comes back where it lacks none, or
/// where starting anew failed: a window that may be blank is better than none.
///
/// A process cannot set a variable for itself without `unsafe` (other threads may be reading them), and
/// WebKit and the C library read these in children of their own as well.
pub fn settle() {
    let present = DRIVER.iter().any(|path| Path::new(path).exists());
    let missing = missing(|name| std::env::var_os(name), present);
    if missing.is_empty() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        // Comes back only where it failed. Nothing logs yet.
        let _ = Command::new(program)
            .args(std::env::args_os().skip(1))
            .envs(missing)
            .exec();
    }
}

/// Whoever has set a variable, to whatever, knows better.
fn missing(
    set: impl Fn(&str) -> Option<OsString>,
    driver_is_present: bool,
) -> Vec<(&'static str, &'static str)> {
    let driver = driver_is_present.then_some(NO_DMABUF);
    let wanted = THRIFT.into_iter().chain(driver);
    wanted.filter(|(name, _)| set(name).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dmabuf_goes_only_with_the_driver_and_only_where_nobody_has_chosen() {
        for (set, driver, needed) in [
            (None, true, true),
            (None, false, false),
            (Some("1"), true, false),
            (Some("0"), true, false),
            (Some(""), true, false),
        ] {
            let of = |name: &str| set.filter(|_| name == NO_DMABUF.0).map(OsString::from);
            assert_eq!(
                missing(of, driver).contains(&NO_DMABUF),
                needed,
                "{set:?} {driver}"
            );
        }
    }

    #[test]
    fn a_program_that_was_started_anew_lacks_nothing() {
        let all = |_: &str| Some(OsString::from("2"));
        assert!(
            missing(all, true).is_empty(),
            "else it would start anew for ever"
        );
        assert_eq!(missing(|_| None, false), THRIFT);
    }
}
