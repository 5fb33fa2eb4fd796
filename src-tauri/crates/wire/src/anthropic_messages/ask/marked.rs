//! What answers of other houses left in a conversation that now goes to a provider of this dialect:
//! thoughts and citations that carry our mark. Their seals mean nothing there, and a provider that
//! checks them refuses the whole request.
//!
//! A conversation without a mark is never looked into.

use crate::anthropic_messages::tongue::MARK;
use crate::field::bytes;
use crate::json::{self, Kind};
use crate::splice::Edits;
use memchr::memmem;
use std::ops::Range;

/// One of several, and whether it stays.
struct Piece {
    span: Range<usize>,
    stays: bool,
}

/// The edits that take what is marked out of the turns that stand at `turns`.
pub fn edits(body: &[u8], turns: &Range<usize>) -> Edits {
    let text = bytes(body, turns);
    if !is_marked(text) {
        return Edits::new();
    }
    let mut cuts = Vec::new();
    let mut messages = Vec::new();
    each(body, turns, |message| {
        let stays = match is_marked(bytes(body, &message)) {
            true => keeps_content(body, &message, &mut cuts),
            false => true,
        };
        messages.push(Piece {
            span: message,
            stays,
        });
    });
    cut(&messages, &mut cuts);
    cuts.into_iter().map(|span| (span, "".into())).collect()
}

fn is_marked(text: &[u8]) -> bool {
    memmem::find(text, MARK.as_bytes()).is_some()
}

/// Takes marked blocks out of a message. Whether any block stays.
fn keeps_content(body: &[u8], message: &Range<usize>, cuts: &mut Vec<Range<usize>>) -> bool {
    let mut content = None;
    members(body, message, |key, _, value, kind| {
        if key == "content" && kind == Kind::Array {
            content = Some(value);
        }
    });
    let Some(content) = content else {
        return true;
    };
    let mut blocks = Vec::new();
    let mut within = Vec::new();
    each(body, &content, |block| {
        let stays = !is_marked(bytes(body, &block)) || keeps_block(body, &block, &mut within);
        blocks.push(Piece { span: block, stays });
    });
    let any = blocks.iter().any(|block| block.stays);
    if any {
        cut(&blocks, cuts);
        cuts.append(&mut within);
    }
    any
}

/// Whether a block stays that holds the mark: a thought that carries it goes, and a text loses the
/// citations that do. Words that only quote the mark stay.
fn keeps_block(body: &[u8], block: &Range<usize>, cuts: &mut Vec<Range<usize>>) -> bool {
    let mut kind = String::new();
    let mut stays = true;
    let mut pieces = Vec::new();
    members(body, block, |key, from, value, _| {
        let text = json::text(bytes(body, &value));
        let mut member_stays = true;
        match key {
            "type" => kind = text.map_or_else(String::new, Into::into),
            "signature" | "data" => stays = !text.is_some_and(|it| it.starts_with(MARK)),
            "citations" => member_stays = !is_marked(bytes(body, &value)),
            _ => {}
        }
        pieces.push(Piece {
            span: from..value.end,
            stays: member_stays,
        });
    });
    match kind.as_str() {
        "thinking" | "redacted_thinking" => stays,
        "text" => {
            cut(&pieces, cuts);
            true
        }
        _ => true,
    }
}

/// The spans of those that do not stay, each with the comma before it; those at the beginning with
/// the comma behind them.
fn cut(pieces: &[Piece], cuts: &mut Vec<Range<usize>>) {
    let mut before = None;
    let mut any_stays = false;
    for (at, piece) in pieces.iter().enumerate() {
        if !piece.stays {
            let next = pieces.get(at + 1).map(|next| next.span.start);
            cuts.push(match (before, any_stays) {
                (Some(before), true) => before..piece.span.end,
                _ => piece.span.start..next.unwrap_or(piece.span.end),
            });
        }
        any_stays |= piece.stays;
        before = Some(piece.span.end);
    }
}

/// Shows each element of the array at a span; spans are of the body.
fn each(body: &[u8], array: &Range<usize>, mut show: impl FnMut(Range<usize>)) {
    json::elements(bytes(body, array), |element| {
        show(array.start + element.span.start..array.start + element.span.end);
        true
    });
}

/// Shows each member of the object at a span: its key, where it begins, its value, and of what kind.
fn members(
    body: &[u8],
    object: &Range<usize>,
    mut show: impl FnMut(&str, usize, Range<usize>, Kind),
) {
    let at = object.start;
    // The body was read whole before.
    let _ = json::members_at(bytes(body, object), |key, name, value| {
        let span = at + value.span.start..at + value.span.end;
        show(&key, at + name.start, span, value.kind);
        Ok(())
    });
}

#[cfg(test)]
mod tests {
    use crate::Edit;
    use crate::anthropic_messages::ask::{peek, splice};
    use bytes::Bytes;

    /// What becomes of these messages on their way to a provider.
    #[track_caller]
    fn check(messages: &str, expected: &str) {
        let whole = |messages: &str| format!(r#"{{"model":"m", "messages": {messages} }}"#);
        let body = Bytes::from(whole(messages));
        let edit = Edit {
            model: "m",
            ..Edit::default()
        };
        let spliced = splice(&body, &peek(&body).unwrap(), &edit);
        assert_eq!(spliced, whole(expected));
        assert!(serde_json::from_slice::<serde_json::Value>(&spliced).is_ok());
    }

    #[test]
    fn thoughts_of_other_houses_stay_behind_and_anthropics_own_go_on() {
        let own = r#"{"type":"thinking","thinking":"a","signature":"c2ln"}"#;
        let other =
            r#"{"thinking":"b", "type":"thinking","signature":"pointsman:openai:rs_1:gAAA"}"#;
        let held = r#"{"type":"redacted_thinking","data":"pointsman:gemini::x"}"#;
        let text = r#"{"type":"text","text":"so"}"#;
        let turn = |blocks: &str| format!(r#"[ {{"role":"assistant", "content": [{blocks}]}} ]"#);
        check(&turn(&format!("{other} , {text}")), &turn(text));
        check(
            &turn(&format!(
                "{own}, {other}, {held_plain}, {text}",
                held_plain = held
            )),
            &turn(&format!("{own}, {text}")),
        );
        check(&turn(&format!("{text}, {other}")), &turn(text));
        check(
            &turn(&format!("{own},{text}")),
            &turn(&format!("{own},{text}")),
        );
    }

    #[test]
    fn a_turn_of_nothing_else_goes_whole() {
        check(
            r#"[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"b","signature":"pointsman:none::"}]},{"role":"user","content":"c"}]"#,
            r#"[{"role":"user","content":"a"},{"role":"user","content":"c"}]"#,
        );
    }

    #[test]
    fn citations_of_other_houses_go_and_their_text_stays() {
        check(
            r#"[{"role":"assistant","content":[{"type":"text","citations":[{"encrypted_index":"pointsman:none"}],"text":"so"}]}]"#,
            r#"[{"role":"assistant","content":[{"type":"text","text":"so"}]}]"#,
        );
    }

    #[test]
    fn words_that_quote_the_mark_stay() {
        for messages in [
            r#"[{"role":"user","content":"what is pointsman:openai:x"}]"#,
            r#"[{"role":"user","content":[{"type":"text","text":"pointsman:"},{"type":"tool_result","tool_use_id":"t","content":"data pointsman:none::"}]}]"#,
        ] {
            check(messages, messages);
        }
    }
}
