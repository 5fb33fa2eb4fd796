//! What a model's name asks for.

use super::refusal::Kind;

/// How a model speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Voice {
    /// Its wait for the first token, in multiples of the pace.
    pub(super) first: u32,
    /// Its time for a token, in multiples of the pace.
    pub(super) token: u32,
    /// Whether it thinks aloud before it answers.
    pub(super) thought: Thought,
}

/// Whether reasoning comes before the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thought {
    /// In `reasoning_content`, as DeepSeek and others send it.
    Aloud,
    /// None.
    None,
}

/// What can go wrong with a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ailment {
    /// It answers with an error.
    Refuses(Kind),
    /// It resets the connection.
    Reset,
    /// It never answers.
    Silence,
    /// It answers late.
    SlowFirstToken,
    /// It loses the connection in the middle.
    Cut,
    /// It stops in the middle.
    Stall,
    /// It sends a broken frame.
    Garbled,
    /// It ends without an end.
    MissingEnd,
}

/// Which calls an ailment strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// Every one.
    Always,
    /// The second, the fifth, the eighth: the first always works, and a failure soon follows.
    SecondOfThree,
    /// So many of a hundred, evenly spread.
    Percent(u8),
}

/// What a model does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Behaviour {
    /// Its name without a share.
    pub(super) name: &'static str,
    pub(super) voice: Voice,
    pub(super) ailment: Option<(Ailment, When)>,
}

const SWIFT: Voice = Voice {
    first: 1,
    token: 1,
    thought: Thought::None,
};
const STEADY: Voice = Voice {
    first: 2,
    token: 2,
    thought: Thought::None,
};
const THINKER: Voice = Voice {
    first: 2,
    token: 1,
    thought: Thought::Aloud,
};

const WELL: [(&str, Voice); 3] = [
    ("sim-swift", SWIFT),
    ("sim-steady", STEADY),
    ("sim-thinker", THINKER),
];
const FLAKY: &str = "sim-flaky";
const AILING: [(&str, Ailment); 13] = [
    ("sim-429", Ailment::Refuses(Kind::RateLimited)),
    (
        "sim-429-retry-after",
        Ailment::Refuses(Kind::RateLimitedFor),
    ),
    ("sim-500", Ailment::Refuses(Kind::ServerError)),
    ("sim-503", Ailment::Refuses(Kind::Overloaded)),
    ("sim-reset", Ailment::Reset),
    ("sim-silence", Ailment::Silence),
    ("sim-slow-first-token", Ailment::SlowFirstToken),
    ("sim-cut", Ailment::Cut),
    ("sim-stall", Ailment::Stall),
    ("sim-malformed", Ailment::Garbled),
    ("sim-missing-end", Ailment::MissingEnd),
    (
        "sim-context-too-long",
        Ailment::Refuses(Kind::ContextTooLong),
    ),
    ("sim-content-filter", Ailment::Refuses(Kind::ContentFilter)),
];

/// Every name, the healthy ones first.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    let well = WELL.iter().map(|(name, _)| *name);
    let ailing = AILING.iter().map(|(name, _)| *name);
    well.chain([FLAKY]).chain(ailing)
}

/// Reads a model's name: one of [`all`], or an ailing one with a share in percent behind an `@`,
/// such as `sim-503@30`. `None` for every other name.
pub(super) fn parse(model: &str) -> Option<Behaviour> {
    if let Some((name, voice)) = WELL.iter().find(|(name, _)| *name == model) {
        return Some(Behaviour {
            name,
            voice: *voice,
            ailment: None,
        });
    }
    if model == FLAKY {
        return Some(Behaviour {
            name: FLAKY,
            voice: SWIFT,
            ailment: Some((Ailment::Refuses(Kind::Overloaded), When::SecondOfThree)),
        });
    }
    let (base, when) = match model.split_once('@') {
        None => (model, When::Always),
        Some((base, share)) => (base, When::Percent(percent(share)?)),
    };
    let (name, ailment) = AILING.iter().find(|(name, _)| *name == base)?;
    Some(Behaviour {
        name,
        voice: SWIFT,
        ailment: Some((*ailment, when)),
    })
}

fn percent(text: &str) -> Option<u8> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let share = text.parse().ok()?;
    (digits && (1..=100).contains(&share)).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_understood_and_no_two_are_alike() {
        let names: Vec<_> = all().collect();
        for name in &names {
            assert_eq!(parse(name).unwrap().name, *name);
        }
        let unique: std::collections::HashSet<_> = names.iter().collect();
        assert_eq!(unique.len(), names.len());
    }

    #[test]
    fn a_share_stands_behind_an_ailing_name_only() {
        let share = |model| parse(model).and_then(|behaviour| behaviour.ailment);
        assert_eq!(share("sim-cut@30"), Some((Ailment::Cut, When::Percent(30))));
        for wrong in [
            "sim-cut@0",
            "sim-cut@101",
            "sim-cut@+5",
            "sim-cut@",
            "sim-cut@5@5",
            "sim-swift@30",
            "sim-flaky@30",
            "sim-",
            "gpt-5",
            "",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
