//! Telling the desktop what a person should hear of while the window is not looked at: a breaker that
//! opened, a key that is refused for good.
//!
//! Nothing of a call is told, and nothing leaves the machine.

use crate::wishes::Wishes;
use notify_rust::Notification;
use pointsman_api::views::live::Notice;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::{Duration, Instant};
use tauri::{AppHandle, Manager};

/// A target that flaps is told of once in so long.
const SAME_AGAIN: Duration = Duration::from_secs(10 * 60);

/// What was told, and when.
#[derive(Default)]
pub struct Notices {
    told: HashMap<String, Instant>,
}

/// What the desktop shows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Note {
    title: String,
    body: String,
}

impl Notices {
    /// Tells the desktop, where the settings let it.
    pub fn tell(&mut self, app: &AppHandle, notices: &[Notice]) {
        for note in self.worth_telling(notices, Instant::now()) {
            if app.state::<Wishes>().notifies() {
                tauri::async_runtime::spawn(show(note));
            }
        }
    }

    fn worth_telling(&mut self, notices: &[Notice], now: Instant) -> Vec<Note> {
        self.told
            .retain(|_, told| now.saturating_duration_since(*told) < SAME_AGAIN);
        let mut notes = Vec::new();
        for note in notices.iter().filter_map(note) {
            if let Entry::Vacant(fresh) = self.told.entry(note.title.clone()) {
                fresh.insert(now);
                notes.push(note);
            }
        }
        notes
    }
}

/// What of it a person should hear: that a target is left alone, and that a key must be replaced. That
/// a target is tried again or well again is seen in the window.
fn note(notice: &Notice) -> Option<Note> {
    match notice {
        Notice::Breaker { target, state, why } => (state == "open").then(|| Note {
            title: format!("{target} is left alone for a while"),
            body: sentence(why),
        }),
        Notice::KeyRetired {
            account,
            place,
            why,
        } => Some(Note {
            title: format!("A key of {account} is refused"),
            body: format!("{} Replace {place} on the Providers page.", sentence(why)),
        }),
    }
}

fn sentence(words: &str) -> String {
    let mut letters = words.trim().chars();
    let first = letters.next().map(char::to_uppercase);
    let text: String = first.into_iter().flatten().chain(letters).collect();
    if text.is_empty() || text.ends_with(['.', '!', '?']) {
        text
    } else {
        format!("{text}.")
    }
}

async fn show(note: Note) {
    let mut notification = Notification::new();
    notification
        .appname("Pointsman")
        .icon("pointsman-desktop")
        .summary(&note.title)
        .body(&escaped(&note.body));
    #[cfg(target_os = "linux")]
    let shown = notification.show_async().await.map(drop);
    #[cfg(not(target_os = "linux"))]
    let shown = notification.show().map(drop);
    if let Err(error) = shown {
        tracing::info!(%error, "the desktop took no notification");
    }
}

/// On Linux a body may carry markup, and a provider's words are not ours
/// (<https://specifications.freedesktop.org/notification-spec/latest/markup.html>).
fn escaped(text: &str) -> String {
    if cfg!(not(target_os = "linux")) {
        return text.to_owned();
    }
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaker(target: &str, state: &str) -> Notice {
        Notice::Breaker {
            target: target.to_owned(),
            state: state.to_owned(),
            why: "5 of its last 10 calls failed".to_owned(),
        }
    }

    fn titles(notes: &[Note]) -> Vec<&str> {
        notes.iter().map(|note| note.title.as_str()).collect()
    }

    #[test]
    fn a_breaker_is_told_of_when_it_opens_and_only_then() {
        let states = ["half_open", "closed", "open"].map(|state| breaker("openai/gpt-5", state));
        let notes = Notices::default().worth_telling(&states, Instant::now());
        assert_eq!(titles(&notes), ["openai/gpt-5 is left alone for a while"]);
        assert_eq!(notes[0].body, "5 of its last 10 calls failed.");
    }

    #[test]
    fn a_target_that_flaps_is_told_of_once_in_a_while() {
        let (mut told, began) = (Notices::default(), Instant::now());
        let open = [breaker("a/b", "open"), breaker("a/b", "open")];
        assert_eq!(told.worth_telling(&open, began).len(), 1);
        assert!(told.worth_telling(&open, began + SAME_AGAIN / 2).is_empty());
        let other = [breaker("a/c", "open")];
        assert_eq!(told.worth_telling(&other, began + SAME_AGAIN / 2).len(), 1);
        assert_eq!(told.worth_telling(&open, began + SAME_AGAIN).len(), 1);
    }

    #[test]
    fn a_retired_key_says_which_and_what_to_do() {
        let notice = Notice::KeyRetired {
            account: "openai".to_owned(),
            place: "keychain:openai-2".to_owned(),
            why: "incorrect API key <b>provided</b>".to_owned(),
        };
        let note = note(&notice).unwrap();
        assert_eq!(note.title, "A key of openai is refused");
        assert_eq!(
            note.body,
            "Incorrect API key <b>provided</b>. Replace keychain:openai-2 on the Providers page."
        );
        assert!(!cfg!(target_os = "linux") || escaped(&note.body).contains("&lt;b&gt;"));
    }
}
