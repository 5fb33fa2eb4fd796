//! Members that a provider refuses or calls otherwise, cut out and renamed by byte spans.

use super::Edits;
use crate::Fit;
use crate::json::{self, Kind};
use std::borrow::Cow;
use std::ops::Range;

struct Member {
    key: Range<usize>,
    end: usize,
    fate: Fate,
}

enum Fate {
    Stay,
    Go,
    Become(String),
}

/// The edits that make a request fit. None where it fits as it is. What is renamed to a name that the
/// request holds already is left out: a provider would take the key twice for an error.
pub fn edits(body: &[u8], fit: &Fit<'_>) -> Edits {
    let mut members = Vec::new();
    let mut taken = Vec::new();
    let read = json::members_at(body, |name, key, value| {
        let fate = match fit.rename.get(name.as_ref()) {
            _ if fit.drop.iter().any(|dropped| *dropped == name) => Fate::Go,
            // Nothing was set, so nothing is lost.
            Some(_) if value.kind == Kind::Null => Fate::Go,
            Some(own) => Fate::Become(own.clone()),
            None => Fate::Stay,
        };
        members.push(Member {
            key,
            end: value.span.end,
            fate,
        });
        taken.push(name);
        Ok(())
    });
    if read.is_err() {
        return Vec::new();
    }
    for member in &mut members {
        if matches!(&member.fate, Fate::Become(own) if taken.iter().any(|name| name == own)) {
            member.fate = Fate::Go;
        }
    }
    laid_in(&members)
}

/// A member goes with the comma before it; those at the very beginning with the comma behind them.
fn laid_in(members: &[Member]) -> Edits {
    let mut edits = Vec::new();
    let mut before: Option<usize> = None;
    let mut leading: Option<usize> = None;
    for member in members {
        let from = match (&member.fate, before) {
            (Fate::Go, None) => {
                leading.get_or_insert(member.key.start);
                continue;
            }
            (Fate::Go, Some(end)) => {
                edits.push((end..member.end, Cow::Borrowed("")));
                before = Some(member.end);
                continue;
            }
            (Fate::Stay | Fate::Become(_), _) => leading.take(),
        };
        if let Some(from) = from {
            edits.push((from..member.key.start, Cow::Borrowed("")));
        }
        if let Fate::Become(own) = &member.fate {
            let name = serde_json::Value::from(own.as_str()).to_string();
            edits.push((member.key.clone(), Cow::Owned(name)));
        }
        before = Some(member.end);
    }
    if let (Some(from), Some(last)) = (leading, members.last()) {
        edits.push((from..last.end, Cow::Borrowed("")));
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Edit, openai_chat::request};
    use bytes::Bytes;
    use std::collections::BTreeMap;

    #[track_caller]
    fn check(body: &str, wanted: &str) {
        let drop = ["stream_options".to_owned(), "user".to_owned()];
        let rename = [
            ("max_completion_tokens", "max_tokens"),
            ("seed", "random_seed"),
        ]
        .map(|(from, to)| (from.to_owned(), to.to_owned()));
        let rename = BTreeMap::from(rename);
        let peek = request::peek(body.as_bytes()).unwrap();
        let edit = Edit {
            model: "other",
            fit: Some(Fit {
                drop: &drop,
                rename: &rename,
            }),
            ..Edit::default()
        };
        let bytes = Bytes::copy_from_slice(body.as_bytes());
        let spliced = request::splice(&bytes, &peek, &edit);
        assert_eq!(spliced, wanted);
    }

    #[test]
    fn members_that_go_take_one_comma_with_them() {
        check(r#"{"user":"u","model":"m"}"#, r#"{"model":"other"}"#);
        check(r#"{"model":"m", "user":"u"}"#, r#"{"model":"other"}"#);
        check(
            r#"{ "user":"u" , "stream_options":{"include_usage":true},"model":"m" }"#,
            r#"{ "model":"other" }"#,
        );
        check(
            r#"{"a":1,"user":"u","stream_options":{},"model":"m","b":[1,2]}"#,
            r#"{"a":1,"model":"other","b":[1,2]}"#,
        );
        check(
            r#"{"model":"m","user":"u","stream_options":null}"#,
            r#"{"model":"other"}"#,
        );
    }

    #[test]
    fn members_are_renamed_where_they_stand_and_their_values_untouched() {
        check(
            r#"{"seed": 1.50,"model":"m","max_completion_tokens" : 9}"#,
            r#"{"random_seed": 1.50,"model":"other","max_tokens" : 9}"#,
        );
        // Both names are given: the provider's own holds.
        check(
            r#"{"model":"m","max_tokens":5,"max_completion_tokens":9}"#,
            r#"{"model":"other","max_tokens":5}"#,
        );
        check(r#"{"seed":null,"model":"m"}"#, r#"{"model":"other"}"#);
    }

    #[test]
    fn a_key_is_known_however_it_is_escaped_and_only_at_depth_one() {
        check(
            r#"{"model":"m","\u0075ser":"u","metadata":{"user":"v"}}"#,
            r#"{"model":"other","metadata":{"user":"v"}}"#,
        );
    }
}
