//! The words: what happened and how to mend it, for clients, headers and the ledger.

use super::tries::Tries;
use crate::account::is_account_name;
use crate::health::Blocked;
use crate::plan::{PassedOver, Why};
use crate::policy::is_chain_name;
use crate::resolve::Refusal;
use crate::verdict::{Content, verdict};
use pointsman_wire::{BadBody, Failure, FailureKind, Phase, Told};

/// The longest message to a client, in characters.
const MOST: usize = 4_000;

/// A request that cannot be read.
pub(super) fn bad_body(bad: BadBody) -> Told {
    let (code, param) = match &bad {
        BadBody::NotJson { .. } | BadBody::NotAnObject => ("invalid_json", None),
        BadBody::Twice { key } => ("invalid_request", Some(key.clone())),
        BadBody::Missing { key } | BadBody::WrongType { key, .. } => {
            ("invalid_request", Some((*key).to_owned()))
        }
        BadBody::Elsewhere { key, .. } => ("not_kept_here", Some((*key).to_owned())),
    };
    Told {
        kind: FailureKind::BadRequest,
        status: 400,
        code: code.to_owned(),
        message: bad.to_string(),
        param,
    }
}

/// A header of the client's that says no span.
pub(super) fn bad_span(name: &str) -> Told {
    Told {
        kind: FailureKind::BadRequest,
        status: 400,
        code: "invalid_request".to_owned(),
        message: format!("the header `{name}` must be a span like `800ms`, `3s` or `2m`"),
        param: Some(name.to_owned()),
    }
}

/// A ledger that can take no call, so that none may cost anything.
pub(super) fn no_room() -> Told {
    Told {
        kind: FailureKind::NoTarget,
        status: 503,
        code: "ledger_full".to_owned(),
        message:
            "the disk of Pointsman's data folder takes no records, and as many calls as may wait \
                  in memory do so already: make room on that disk, and calls go out again"
                .to_owned(),
        param: None,
    }
}

/// A model that leads nowhere.
pub(super) fn refusal(refusal: Refusal) -> Told {
    let (kind, status, code) = match &refusal {
        Refusal::NoAccount => (FailureKind::NoTarget, 503, "no_account"),
        Refusal::NoDefault { .. } => (FailureKind::NoTarget, 503, "no_default_chain"),
        Refusal::NoSuchChain { .. } => (FailureKind::NoSuchModel, 404, "chain_not_found"),
        Refusal::Disabled { .. } => (FailureKind::NoTarget, 503, "account_disabled"),
        Refusal::NoSuchModel { .. } => (FailureKind::NoSuchModel, 404, "model_not_found"),
    };
    Told {
        kind,
        status,
        code: code.to_owned(),
        message: refusal.message(),
        param: Some("model".to_owned()),
    }
}

/// The key of the one account that was asked is refused. The provider's own words would be of an API key,
/// and whoever reads them looks at the local key, which is right.
pub(super) fn refused_key(account: &str, status: u16, failure: &Failure) -> Told {
    let kind = failure.kind;
    let said = sentence(&failure.message);
    // A 403 may also be about what the account may do, or from where.
    let what = match status {
        403 => "refused that account or its key",
        _ => "refused that account's own key",
    };
    let message = format!(
        "the provider of account `{account}` {what}, not the local key that was sent. It says: {said} {}",
        mend(kind, account)
    );
    Told {
        kind,
        // SDKs raise these two as what they are; some providers say 400.
        status: if status == 403 { 403 } else { 401 },
        code: code(kind).to_owned(),
        message: short(message),
        param: None,
    }
}

/// An answer that broke off before the client's eyes.
pub(super) fn broken_off(target: &str, failure: &Failure) -> Told {
    let kind = failure.kind;
    Told {
        kind,
        status: verdict(kind, Content::Committed).status,
        code: code(kind).to_owned(),
        message: short(format!(
            "the answer of {target} broke off and is not complete: {} Send the request again.",
            sentence(&failure.message)
        )),
        param: None,
    }
}

/// Events of a whole stream that the client did not get because nobody could read them.
pub(super) fn left_out(count: u32) -> Option<String> {
    (count > 0).then(|| format!("{count} of its events could not be read and were left out"))
}

/// A chain of which nobody answered: each target with its failure, and the mend.
pub(super) fn exhausted(chain: &str, tries: &Tries) -> (FailureKind, Told) {
    if let Some(told) = tries.passed_over().iter().find_map(no_count) {
        return (told.kind, told);
    }
    let speaker = tries.speaker();
    let held = tries
        .held_back()
        .next()
        .map(|(aim, blocked)| (aim, blocked.failure()));
    let kind = speaker
        .map(|(_, fall)| fall.failure.kind)
        .or(held.as_ref().map(|(_, failure)| failure.kind))
        .unwrap_or_else(|| nobody(tries));
    let mut parts: Vec<String> = tries
        .fallen()
        .map(|(aim, fall)| {
            let Failure { kind, message, .. } = &fall.failure;
            let said = message.trim_end().trim_end_matches('.');
            format!("{} {} ({kind}): {said}", aim.label, what(&fall.failure))
        })
        .collect();
    let waiting = tries.held_back().map(|(aim, blocked)| {
        let seconds = blocked.opens.as_millis().div_ceil(1000).max(1);
        let says = blocked.why.says();
        format!(
            "{} {says} and was not asked; it may be in {seconds} s",
            aim.label
        )
    });
    parts.extend(waiting);
    let passed = tries.passed_over().iter();
    parts.extend(passed.map(|passed| format!("{} {}", passed.label, passed.why.says())));
    let account = speaker
        .map(|(aim, _)| aim)
        .or(held.as_ref().map(|(aim, _)| *aim))
        .map_or("", |aim| aim.account.name.as_str());
    let named = match is_chain_name(chain) {
        true => format!("chain `{chain}`"),
        false => format!("`{chain}`"),
    };
    let message = format!(
        "{named} got no answer. {} {}",
        sentence(&parts.join("; ")),
        mend(kind, account)
    );
    let told = Told {
        kind,
        status: verdict(kind, Content::Held).status,
        code: code(kind).to_owned(),
        message: short(message),
        param: None,
    };
    (kind, told)
}

/// Tokens that cannot be counted: nothing is out of order, and no wait and no further account helps.
fn no_count(passed: &PassedOver) -> Option<Told> {
    if passed.why != Why::NoCount {
        return None;
    }
    let kind = FailureKind::Unsupported;
    let message = format!(
        "`{}` would answer this call, and it {}. A count is true of one model and cannot be translated. \
         Count for a target that speaks this dialect, or count in your own program.",
        passed.label,
        passed.why.says()
    );
    Some(Told {
        kind,
        // SDKs raise it as not found, and send it no second time.
        status: 404,
        code: code(kind).to_owned(),
        message: short(message),
        param: Some("model".to_owned()),
    })
}

/// What it is that nobody could be asked.
fn nobody(tries: &Tries) -> FailureKind {
    let loses = |passed: &PassedOver| matches!(passed.why, Why::Loses(_));
    match tries.passed_over().iter().any(loses) {
        true => FailureKind::Unsupported,
        false => FailureKind::NoTarget,
    }
}

/// A call that was to cross between dialects of which one does not.
pub(super) fn no_tongue() -> Told {
    Told {
        kind: FailureKind::Bug,
        status: 500,
        code: code(FailureKind::Bug).to_owned(),
        message: "Pointsman took this call for one that it can translate, and it cannot".to_owned(),
        param: None,
    }
}

/// A target that was passed over, in a few words.
pub(super) fn moved_past(passed: &PassedOver) -> String {
    format!(
        "{}: {} {}",
        passed.why.code(),
        passed.label,
        passed.why.says()
    )
}

/// A target that was held back, in a few words: `breaker_open: openai/gpt-5 rests after failures`.
pub(super) fn moved_round(label: &str, blocked: &Blocked) -> String {
    format!("{}: {label} {}", blocked.why.code(), blocked.why.says())
}

/// A target that failed, in a few words: `overloaded: openai/gpt-5 answered 503`.
pub(super) fn moved_from(label: &str, failure: &Failure) -> String {
    format!("{}: {label} {}", failure.kind, what(failure))
}

/// What a target did, as a predicate.
fn what(failure: &Failure) -> String {
    if let Some(status) = failure.status {
        return format!("answered {status}");
    }
    match failure.kind {
        FailureKind::Connect => "could not be reached",
        FailureKind::Timeout(Phase::Connect) => "took no connection in time",
        FailureKind::Timeout(Phase::FirstToken) => "said nothing in time",
        FailureKind::Timeout(Phase::Idle) => "fell silent",
        FailureKind::Timeout(Phase::Total) => "took too long",
        FailureKind::Cut => "broke off",
        FailureKind::Malformed => "sent what is no answer",
        FailureKind::Diverged => "answered otherwise",
        FailureKind::Auth => "has no key that works",
        FailureKind::OutOfCredit
        | FailureKind::RateLimited
        | FailureKind::Overloaded
        | FailureKind::ContextTooLong
        | FailureKind::BadRequest
        | FailureKind::Unsupported
        | FailureKind::NoSuchModel
        | FailureKind::Refused => "answered with an error",
        FailureKind::BudgetSpent
        | FailureKind::BreakerOpen
        | FailureKind::NoTarget
        | FailureKind::Cancelled
        | FailureKind::Bug => "was not asked",
    }
    .to_owned()
}

/// A code that scripts can match: the dialects' common word where there is one, else ours.
fn code(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::RateLimited => "rate_limit_exceeded",
        FailureKind::OutOfCredit => "insufficient_quota",
        FailureKind::NoSuchModel => "model_not_found",
        FailureKind::ContextTooLong => "context_length_exceeded",
        FailureKind::Refused => "content_filter",
        FailureKind::Auth => "provider_auth",
        FailureKind::Overloaded
        | FailureKind::Connect
        | FailureKind::Timeout(_)
        | FailureKind::Cut
        | FailureKind::Malformed
        | FailureKind::Diverged
        | FailureKind::BadRequest
        | FailureKind::Unsupported
        | FailureKind::BudgetSpent
        | FailureKind::BreakerOpen
        | FailureKind::NoTarget
        | FailureKind::Cancelled
        | FailureKind::Bug => kind.code(),
    }
}

fn mend(kind: FailureKind, account: &str) -> String {
    match kind {
        FailureKind::Auth if is_account_name(account) => format!(
            "Check the key of account `{account}`: under Providers, or with `pointsman account test {account}`."
        ),
        FailureKind::Auth => "Check the account's key under Providers.".to_owned(),
        FailureKind::OutOfCredit => format!(
            "Add credit to account `{account}` at its provider, or a target of another provider to the chain."
        ),
        FailureKind::RateLimited | FailureKind::Overloaded | FailureKind::BreakerOpen => {
            "Wait and send it again, or add a target of another provider to the chain.".to_owned()
        }
        FailureKind::Connect | FailureKind::Timeout(Phase::Connect) => format!(
            "Check the network, the provider's status and the base URL of account `{account}`."
        ),
        FailureKind::Timeout(Phase::FirstToken) => {
            "Raise `first_token` in the chain's deadline, or put a faster target first.".to_owned()
        }
        FailureKind::Timeout(Phase::Idle) => {
            "Send it again, or raise `idle` in the chain's deadline.".to_owned()
        }
        FailureKind::Timeout(Phase::Total) => "Raise `total` in the chain's deadline.".to_owned(),
        FailureKind::Diverged => "Send it again.".to_owned(),
        FailureKind::Cut | FailureKind::Malformed => {
            "Send it again; if it stays so, the server may not speak this dialect.".to_owned()
        }
        FailureKind::ContextTooLong => {
            "Shorten the request, or add a target with a larger context to the chain.".to_owned()
        }
        FailureKind::BadRequest | FailureKind::Unsupported => {
            "Change the request, or ask a model that takes it.".to_owned()
        }
        FailureKind::NoSuchModel => {
            "Check the model's name: GET /v1/models lists what the accounts offer.".to_owned()
        }
        FailureKind::Refused => {
            "The provider's content filter refused it; change the request.".to_owned()
        }
        FailureKind::NoTarget => {
            "Add or switch on an account under Providers, or change the chain under Routes."
                .to_owned()
        }
        FailureKind::BudgetSpent | FailureKind::Cancelled | FailureKind::Bug => {
            "Send it again.".to_owned()
        }
    }
}

/// The text with one mark at its end, whatever its author put there.
fn sentence(text: &str) -> String {
    let text = text.trim_end();
    match text.ends_with(['.', '!', '?']) {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}

fn short(text: String) -> String {
    match text.char_indices().nth(MOST) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned(),
        None => text,
    }
}
