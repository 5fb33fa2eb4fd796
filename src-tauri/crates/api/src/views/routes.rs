//! The policy and its edits.

use pointsman_units::{Millis, UnixMillis};
use serde::{Deserialize, Serialize};

/// What is wrong in a file, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Problem {
    /// From 1; 0 when it concerns the whole file.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// What is wrong and how to mend it.
    pub message: String,
    /// Whether the file cannot be used because of it.
    pub fatal: bool,
}

/// A target of a step, as it stands now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct TargetView {
    /// `<account>/<model>`.
    pub target: String,
    /// The account.
    pub account: String,
    /// The model's name for people, where the catalogue knows it.
    pub model_name: Option<String>,
    /// The provider's name for people, where the account exists.
    pub provider_name: Option<String>,
    /// The provider's two letters.
    pub monogram: String,
    /// Why it cannot be asked now: `no_account`, `no_key`, `disabled`, `unknown_model`,
    /// `breaker_open`, `breaker_half_open`.
    pub trouble: Option<String>,
    /// Dollars per million input tokens, as text; null is unpriced.
    pub input_price: Option<String>,
    /// Dollars per million output tokens, as text; null is unpriced.
    pub output_price: Option<String>,
}

/// How a step chooses among its targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum PickView {
    /// In the order they stand.
    Ordered,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct StepView {
    /// Its targets.
    pub targets: Vec<TargetView>,
    /// How it chooses.
    pub pick: PickView,
}

/// How long the phases of a call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Deadlines {
    /// Until the connection stands.
    pub connect: Millis,
    /// Until the first content.
    pub first_token: Millis,
    /// Between two pieces.
    pub idle: Millis,
    /// The whole call.
    pub total: Millis,
}

/// When content leaves for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryView {
    /// As it comes.
    Live,
    /// When the answer is whole.
    Assured,
}

/// What is done where a content filter refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum OnRefusalView {
    /// The client gets the refusal.
    Stop,
    /// The next target is asked.
    Next,
}

/// One chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ChainView {
    /// Its name, without `chain/`.
    pub name: String,
    /// Its steps in order.
    pub steps: Vec<StepView>,
    /// Its deadlines.
    pub deadline: Deadlines,
    /// Retries for the whole call.
    pub retries: u32,
    /// When content leaves for the client.
    pub delivery: DeliveryView,
    /// What is done where a content filter refuses.
    pub on_refusal: OnRefusalView,
    /// Whether `auto` means it.
    pub is_default: bool,
}

/// The policy as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct PolicyView {
    /// The hash of the file as it was read; an edit names it.
    pub hash: String,
    /// The file's path, for people.
    pub path: String,
    /// The chains, in file order.
    pub chains: Vec<ChainView>,
    /// What is wrong in the file as it stands on disk.
    pub problems: Vec<Problem>,
    /// True when the file on disk is broken and an earlier policy serves.
    pub last_good: bool,
    /// The text of the file on disk.
    pub text: String,
}

/// One change of the policy. Comments and order of the file are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum PolicyEdit {
    /// Names the chain that `auto` means.
    SetDefault {
        /// The chain.
        chain: String,
    },
    /// Adds a chain with one target.
    AddChain {
        /// Its name: `a-z0-9-_`.
        chain: String,
        /// Its first target.
        target: String,
    },
    /// Removes a chain. The default cannot be removed.
    RemoveChain {
        /// The chain.
        chain: String,
    },
    /// Renames a chain.
    RenameChain {
        /// The chain.
        chain: String,
        /// Its new name.
        to: String,
    },
    /// Adds a target as a step of its own at a position.
    AddTarget {
        /// The chain.
        chain: String,
        /// `<account>/<model>`.
        target: String,
        /// From 0; the step count appends.
        at: u32,
    },
    /// Removes a target; a step that is left empty goes too.
    RemoveTarget {
        /// The chain.
        chain: String,
        /// The step, from 0.
        step: u32,
        /// The target in the step, from 0.
        target: u32,
    },
    /// Moves a step.
    MoveStep {
        /// The chain.
        chain: String,
        /// The step, from 0.
        from: u32,
        /// Where it stands afterwards, from 0.
        to: u32,
    },
    /// Sets the deadlines.
    SetDeadline {
        /// The chain.
        chain: String,
        /// All four.
        deadline: Deadlines,
    },
    /// Sets the retries.
    SetRetries {
        /// The chain.
        chain: String,
        /// 0 to 10.
        retries: u32,
    },
    /// Sets when content leaves for the client.
    SetDelivery {
        /// The chain.
        chain: String,
        /// When.
        delivery: DeliveryView,
    },
    /// Sets what is done where a content filter refuses.
    SetOnRefusal {
        /// The chain.
        chain: String,
        /// What.
        on_refusal: OnRefusalView,
    },
    /// Replaces the whole text, as a text editor would.
    SetText {
        /// The text.
        text: String,
    },
}

/// Edits to apply together, or not at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct PolicyChange {
    /// The hash that the edits were made against. A `conflict` otherwise.
    pub base: String,
    /// The edits, in order.
    pub edits: Vec<PolicyEdit>,
}

/// An earlier version of the policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct PolicyVersion {
    /// Its hash.
    pub hash: String,
    /// When it began to hold.
    pub at: UnixMillis,
    /// What changed, in a few words: `auto: moved step 2 to 1`, `edited by hand`.
    pub summary: String,
    /// Whether it is the one that holds.
    pub current: bool,
}

/// A version to bring back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct PolicyRestore {
    /// The version's hash.
    pub hash: String,
    /// The hash of the policy it replaces.
    pub base: String,
}
