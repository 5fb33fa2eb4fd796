//! Seals of other houses in a thinking block's `signature`, so that a client that sends its blocks
//! back as they came loses none.
//!
//! Anthropic's own signatures and redacted thoughts stay as they are. Those of others are marked:
//! they mean nothing to Anthropic, and nothing marked is ever written to a provider.

use crate::canon::{Reasoning, Seal, SealKind};

/// What stands before a seal that is not Anthropic's.
pub const MARK: &str = "pointsman:";

/// A thought's seal and id, from what a block carries.
pub fn read(carried: &str) -> (Option<Seal>, Option<String>) {
    let sealed = |kind, data: &str| {
        let data = data.to_owned();
        (!data.is_empty()).then_some(Seal { kind, data })
    };
    let Some(marked) = carried.strip_prefix(MARK) else {
        return (sealed(SealKind::Anthropic, carried), None);
    };
    let mut parts = marked.splitn(3, ':');
    let kind = match parts.next().unwrap_or_default() {
        "openai" => SealKind::Openai,
        "gemini" => SealKind::Gemini,
        "other" => SealKind::Other,
        // A mark that is not ours, or that of a thought without a seal.
        _ => return (None, None),
    };
    let id = parts.next().filter(|id| !id.is_empty()).map(str::to_owned);
    (sealed(kind, parts.next().unwrap_or_default()), id)
}

/// What a block carries of a thought's seal and id.
pub fn write(thought: &Reasoning) -> String {
    let Some(seal) = &thought.seal else {
        return format!("{MARK}none::");
    };
    let kind = match seal.kind {
        SealKind::Anthropic => return seal.data.clone(),
        SealKind::Openai => "openai",
        SealKind::Gemini => "gemini",
        SealKind::Other => "other",
    };
    let id = thought.id.as_deref().filter(|id| !id.contains(':'));
    format!("{MARK}{kind}:{}:{}", id.unwrap_or_default(), seal.data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seal_comes_back_as_it_went() {
        for kind in [
            SealKind::Anthropic,
            SealKind::Openai,
            SealKind::Gemini,
            SealKind::Other,
        ] {
            let thought = Reasoning {
                seal: Some(Seal {
                    kind,
                    data: "a:b+/=".to_owned(),
                }),
                id: (kind == SealKind::Openai).then(|| "rs_1".to_owned()),
                ..Reasoning::default()
            };
            let back = read(&write(&thought));
            assert_eq!(back, (thought.seal, thought.id));
        }
        assert_eq!(read(&write(&Reasoning::default())), (None, None));
        assert_eq!(read(""), (None, None));
    }
}
