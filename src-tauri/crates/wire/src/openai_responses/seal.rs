//! Seals within `encrypted_content`.
//!
//! OpenAI's own stand there as they are. A client must bring back those of others too, so they
//! stand there behind a mark, and a thought without any seal carries the bare mark: by it Pointsman
//! knows what it wrote itself and what no provider of the dialect would take.

use crate::canon::{Seal, SealKind};

/// What begins a mark.
pub const MARK: &str = "pointsman/";

const KINDS: [(SealKind, &str); 3] = [
    (SealKind::Anthropic, "anthropic/"),
    (SealKind::Gemini, "gemini/"),
    (SealKind::Other, "other/"),
];

/// What a client gets and brings back.
pub fn write(seal: Option<&Seal>) -> String {
    let Some(seal) = seal else {
        return MARK.to_owned();
    };
    let kind = KINDS.iter().find(|(kind, _)| *kind == seal.kind);
    match kind {
        Some((_, word)) => format!("{MARK}{word}{}", seal.data),
        None => seal.data.clone(),
    }
}

/// The seal that was written; `None` for the bare mark.
pub fn read(text: &str) -> Option<Seal> {
    let Some(marked) = text.strip_prefix(MARK) else {
        return Some(Seal {
            kind: SealKind::Openai,
            data: text.to_owned(),
        });
    };
    KINDS.iter().find_map(|(kind, word)| {
        let data = marked.strip_prefix(word)?.to_owned();
        Some(Seal { kind: *kind, data })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_comes_back_as_it_went_and_openais_own_is_not_touched() {
        for kind in [
            SealKind::Openai,
            SealKind::Anthropic,
            SealKind::Gemini,
            SealKind::Other,
        ] {
            let seal = Seal {
                kind,
                data: "gAAA/b+c=".to_owned(),
            };
            assert_eq!(read(&write(Some(&seal))), Some(seal));
        }
        assert_eq!(read(&write(None)), None);
        let own = Seal {
            kind: SealKind::Openai,
            data: "gAAA".to_owned(),
        };
        assert_eq!(write(Some(&own)), "gAAA");
    }
}
