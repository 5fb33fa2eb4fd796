//! What may come over the counter at all, whatever the operation: texts of a bearable length, without
//! characters that no person types. Each operation knows what its words mean; this knows none.

use crate::error::{ApiError, ErrorCode};
use serde::Serialize;
use serde_json::Value;

/// Operations whose texts are files, with line ends in them.
const FILES: [&str; 2] = ["routes/change", "routes/check_text"];
/// The longest file, in bytes.
const LONGEST_FILE: usize = 1 << 20;
/// The longest other text, in bytes: longer than any key, address or path.
const LONGEST: usize = 8 << 10;
/// The most texts of one input.
const MOST: usize = 10_000;

/// Lets an input pass that every operation can bear.
///
/// # Errors
/// `Invalid`, saying what is wrong. Never repeats the input: it may be a key.
pub(crate) fn bearable<T: Serialize>(operation: &str, input: T) -> Result<T, ApiError> {
    let value = serde_json::to_value(&input).map_err(|error| ApiError::other_version(&error))?;
    let is_file = FILES.contains(&operation);
    let mut seen = 0;
    match wrong(&value, is_file, &mut seen) {
        None => Ok(input),
        Some(what) => Err(ApiError::new(ErrorCode::Invalid, what)),
    }
}

fn wrong(value: &Value, is_file: bool, seen: &mut usize) -> Option<String> {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
        Value::String(text) => {
            *seen += 1;
            if *seen > MOST {
                return Some(format!("the input holds more than {MOST} texts"));
            }
            wrong_text(text, is_file)
        }
        Value::Array(list) => list.iter().find_map(|inner| wrong(inner, is_file, seen)),
        Value::Object(fields) => fields
            .values()
            .find_map(|inner| wrong(inner, is_file, seen)),
    }
}

fn wrong_text(text: &str, is_file: bool) -> Option<String> {
    let longest = if is_file { LONGEST_FILE } else { LONGEST };
    if text.len() > longest {
        return Some(format!(
            "a text of the input is longer than {longest} bytes"
        ));
    }
    // Whoever pastes brings line ends along; between words of one line there is none.
    let inner = if is_file { text } else { text.trim() };
    let odd = |c: &char| c.is_control() && !(is_file && matches!(c, '\n' | '\r' | '\t'));
    inner.chars().find(odd).map(|c| {
        format!(
            "a text of the input holds the control character U+{:04X}",
            u32::from(c)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(operation: &str, text: &str, passes: bool) {
        let answer = bearable(operation, vec![Some(text.to_owned())]);
        assert_eq!(answer.is_ok(), passes, "{operation} {text:.20?}");
        let said = answer.err().map(|error| error.message).unwrap_or_default();
        assert!(!said.contains("secret"), "{said}");
    }

    #[test]
    fn texts_that_no_person_types_are_refused_and_not_repeated() {
        for (text, passes) in [
            ("openai", true),
            ("März – 三月", true),
            ("secret pasted with its line end\r\n", true),
            ("secret\0", false),
            ("secret\nname = \"x\"", false),
            ("secret\u{1b}[31m", false),
            ("secret\u{85}x", false),
        ] {
            check("providers/add", text, passes);
        }
        check("providers/add", &"secret".repeat(2_000), false);
        check("routes/check_text", "version = 1\n\tx = 1\r\n", true);
        check("routes/check_text", "secret\0", false);
        check("routes/change", &"secret".repeat(200_000), false);
    }

    #[test]
    fn an_input_of_endless_texts_is_refused() {
        let many = vec!["x"; MOST + 1];
        assert!(bearable("providers/add", many).is_err());
    }
}
