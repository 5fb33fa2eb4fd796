//! Edits of a shell as edits of the text, and in a few words.

use crate::error::ApiError;
use crate::views::routes::{Deadlines, DeliveryView, OnRefusalView, PolicyEdit};
use pointsman_engine::policy::{self, Delivery, Edit, OnRefusal};
use std::time::Duration;

/// The text after the edits.
pub(super) fn apply(text: &str, edits: &[PolicyEdit]) -> Result<String, ApiError> {
    edits
        .iter()
        .try_fold(text.to_owned(), |text, edit| match step(edit) {
            Step::Text(text) => Ok(text.to_owned()),
            Step::Edit(edit) => policy::edit(&text, &[edit])
                .map_err(|problem| ApiError::in_file(super::FILE, &[problem])),
        })
}

enum Step<'a> {
    Text(&'a str),
    Edit(Edit),
}

fn step(edit: &PolicyEdit) -> Step<'_> {
    let place = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    Step::Edit(match edit {
        PolicyEdit::SetText { text } => return Step::Text(text),
        PolicyEdit::SetDefault { chain } => Edit::SetDefault {
            chain: chain.clone(),
        },
        PolicyEdit::AddChain { chain, target } => Edit::AddChain {
            chain: chain.clone(),
            target: target.clone(),
        },
        PolicyEdit::RemoveChain { chain } => Edit::RemoveChain {
            chain: chain.clone(),
        },
        PolicyEdit::RenameChain { chain, to } => Edit::RenameChain {
            chain: chain.clone(),
            to: to.clone(),
        },
        PolicyEdit::AddTarget { chain, target, at } => Edit::AddTarget {
            chain: chain.clone(),
            target: target.clone(),
            at: place(*at),
        },
        PolicyEdit::RemoveTarget {
            chain,
            step,
            target,
        } => Edit::RemoveTarget {
            chain: chain.clone(),
            step: place(*step),
            target: place(*target),
        },
        PolicyEdit::MoveStep { chain, from, to } => Edit::MoveStep {
            chain: chain.clone(),
            from: place(*from),
            to: place(*to),
        },
        PolicyEdit::SetDeadline { chain, deadline } => Edit::SetDeadline {
            chain: chain.clone(),
            deadline: deadlines(deadline),
        },
        PolicyEdit::SetRetries { chain, retries } => Edit::SetRetries {
            chain: chain.clone(),
            retries: *retries,
        },
        PolicyEdit::SetDelivery { chain, delivery } => Edit::SetDelivery {
            chain: chain.clone(),
            delivery: of_delivery(*delivery),
        },
        PolicyEdit::SetOnRefusal { chain, on_refusal } => Edit::SetOnRefusal {
            chain: chain.clone(),
            on_refusal: of_on_refusal(*on_refusal),
        },
    })
}

fn of_delivery(delivery: DeliveryView) -> Delivery {
    match delivery {
        DeliveryView::Live => Delivery::Live,
        DeliveryView::Assured => Delivery::Assured,
    }
}

fn of_on_refusal(on_refusal: OnRefusalView) -> OnRefusal {
    match on_refusal {
        OnRefusalView::Stop => OnRefusal::Stop,
        OnRefusalView::Next => OnRefusal::Next,
    }
}

fn deadlines(deadline: &Deadlines) -> policy::Deadlines {
    policy::Deadlines {
        connect: Duration::from(deadline.connect),
        first_token: Duration::from(deadline.first_token),
        idle: Duration::from(deadline.idle),
        total: Duration::from(deadline.total),
    }
}

/// What changed, for the history. Steps count from 1 for people.
pub(super) fn summary(edits: &[PolicyEdit]) -> String {
    let words: Vec<String> = edits.iter().map(words).collect();
    match words.as_slice() {
        [] => "saved unchanged".to_owned(),
        [one] => one.clone(),
        [one, rest @ ..] => format!("{one}, and {} more", rest.len()),
    }
}

fn words(edit: &PolicyEdit) -> String {
    match edit {
        PolicyEdit::SetDefault { chain } => format!("{chain}: made the default"),
        PolicyEdit::AddChain { chain, target } => format!("{chain}: added with {target}"),
        PolicyEdit::RemoveChain { chain } => format!("{chain}: removed"),
        PolicyEdit::RenameChain { chain, to } => format!("{chain}: renamed to {to}"),
        PolicyEdit::AddTarget { chain, target, .. } => format!("{chain}: added {target}"),
        PolicyEdit::RemoveTarget { chain, step, .. } => {
            format!("{chain}: removed a target of step {}", shown(*step))
        }
        PolicyEdit::MoveStep { chain, from, to } => {
            format!("{chain}: moved step {} to {}", shown(*from), shown(*to))
        }
        PolicyEdit::SetDeadline { chain, .. } => format!("{chain}: set the deadlines"),
        PolicyEdit::SetRetries { chain, retries } => format!("{chain}: set retries to {retries}"),
        PolicyEdit::SetDelivery { chain, delivery } => {
            format!("{chain}: set delivery to {}", of_delivery(*delivery).word())
        }
        PolicyEdit::SetOnRefusal { chain, on_refusal } => {
            let word = of_on_refusal(*on_refusal).word();
            format!("{chain}: set on_refusal to {word}")
        }
        PolicyEdit::SetText { .. } => "edited as text".to_owned(),
    }
}

fn shown(place: u32) -> u32 {
    place.saturating_add(1)
}
