//! WebKitGTK's blank window on NVIDIA's own driver, and the way around it.
//!
//! Its renderer over DMA-BUF draws nothing there, or ends the process
//! (<https://github.com/tauri-apps/tauri/issues/9304>, read 2026-11-22). Without it WebKit draws through
//! shared memory, which is slower, so that only those who need it get it.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// WebKit reads it once, when it starts.
const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
/// Present while NVIDIA's own kernel module is loaded; the free `nouveau` has neither.
const DRIVER: [&str; 2] = ["/proc/driver/nvidia", "/sys/module/nvidia"];

/// Starts this program anew with the variable where it is needed. Comes back where it is not, or
/// where starting anew failed: a window that may be blank is better than none.
///
/// A process cannot set a variable for itself without `unsafe` (other threads may be reading them), and
/// WebKit reads this one in children of its own as well.
pub fn work_around() {
    let present = DRIVER.iter().any(|path| Path::new(path).exists());
    if !is_needed(std::env::var_os(VARIABLE), present) {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        // Comes back only where it failed. Nothing logs yet.
        let _ = Command::new(program)
            .args(std::env::args_os().skip(1))
            .env(VARIABLE, "1")
            .exec();
    }
}

/// Whoever has set the variable, to whatever, knows better.
fn is_needed(set: Option<OsString>, driver_is_present: bool) -> bool {
    set.is_none() && driver_is_present
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_with_the_driver_and_only_where_nobody_has_chosen() {
        for (set, driver, needed) in [
            (None, true, true),
            (None, false, false),
            (Some("1"), true, false),
            (Some("0"), true, false),
            (Some(""), true, false),
        ] {
            let got = is_needed(set.map(OsString::from), driver);
            assert_eq!(got, needed, "{set:?} {driver}");
        }
    }
}
