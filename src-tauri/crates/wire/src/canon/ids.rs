//! Ids of tool calls, made where a dialect has none and brought into form where an endpoint is
//! particular. Always the same for the same words, so that a call and its result stay together.

use super::IdForm;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// An id for the call at this place (from 0) of an answer or a conversation.
pub fn made(of: &str, place: usize) -> String {
    format!("call_{}", letters(&format!("{of}/{place}"), 24))
}

/// The id in the form that an endpoint takes. One that has it stays as it is.
pub fn fit(id: &str, form: IdForm) -> Cow<'_, str> {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    match form {
        IdForm::Any => Cow::Borrowed(id),
        IdForm::Word if (1..=64).contains(&id.len()) && id.bytes().all(word) => Cow::Borrowed(id),
        IdForm::Word => Cow::Owned(made(id, 0)),
        IdForm::Nine if id.len() == 9 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            Cow::Borrowed(id)
        }
        IdForm::Nine => Cow::Owned(letters(id, 9)),
    }
}

/// So many letters and digits, at most 32, that stand for a text.
fn letters(text: &str, count: usize) -> String {
    const ALL: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let digest = Sha256::digest(text.as_bytes());
    let letter = |byte: &u8| ALL.get(usize::from(*byte) % ALL.len()).copied();
    let bytes = digest.iter().filter_map(letter).take(count);
    bytes.map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_in_form_stays_and_any_other_gets_the_same_one_each_time() {
        assert_eq!(fit("toolu_01-A", IdForm::Word), "toolu_01-A");
        assert_eq!(fit("abcDEF123", IdForm::Nine), "abcDEF123");
        assert_eq!(fit("any: thing", IdForm::Any), "any: thing");
        for form in [IdForm::Word, IdForm::Nine] {
            let fitted = fit("functions.f:0", form).into_owned();
            assert_eq!(fit("functions.f:0", form), fitted);
            assert_ne!(fit("functions.f:1", form), fitted);
            assert_eq!(fit(&fitted, form), fitted, "in form itself");
        }
        assert_ne!(made("chatcmpl-1", 0), made("chatcmpl-1", 1));
    }
}
