//! Which kind of failure a complaint is: structured codes first, then phrases, gated by status.

use super::Complaint;
use crate::FailureKind::{self, *};

/// Codes that say it all, lower case. Generic ones (`invalid_request_error`, `INVALID_ARGUMENT`,
/// `forbidden`) are not here: the status and the words tell those apart.
const CODES: &[(&str, FailureKind)] = &[
    ("invalid_api_key", Auth),
    ("invalidapikey", Auth),
    ("incorrect_api_key", Auth),
    ("api_key_invalid", Auth),
    ("authentication_error", Auth),
    ("invalid_authentication_error", Auth),
    ("account_deactivated", Auth),
    ("unauthenticated", Auth),
    ("insufficient_quota", OutOfCredit),
    ("insufficient_balance", OutOfCredit),
    ("insufficient_credits", OutOfCredit),
    ("exceeded_current_quota_error", OutOfCredit),
    ("billing_hard_limit_reached", OutOfCredit),
    ("billing_not_active", OutOfCredit),
    ("billing_error", OutOfCredit),
    ("payment_required", OutOfCredit),
    ("arrearage", OutOfCredit),
    ("allocationquota.freetieronly", OutOfCredit),
    ("rate_limit_exceeded", RateLimited),
    ("rate_limit_error", RateLimited),
    ("rate_limit_reached_error", RateLimited),
    ("ratelimitreached", RateLimited),
    ("rate_limited", RateLimited),
    ("too_many_requests", RateLimited),
    ("toomanyrequests", RateLimited),
    ("resource_exhausted", RateLimited),
    ("limit_requests", RateLimited),
    ("limit_burst_rate", RateLimited),
    ("throttling", RateLimited),
    ("throttling.ratequota", RateLimited),
    ("throttling.burstrate", RateLimited),
    ("throttling.allocationquota", RateLimited),
    ("overloaded_error", Overloaded),
    ("engine_overloaded_error", Overloaded),
    ("model_overloaded", Overloaded),
    ("server_overloaded", Overloaded),
    ("service_unavailable", Overloaded),
    ("server_error", Overloaded),
    ("internal_server_error", Overloaded),
    ("internalservererror", Overloaded),
    ("unavailable", Overloaded),
    ("context_length_exceeded", ContextTooLong),
    ("context_window_exceeded", ContextTooLong),
    ("exceed_context_size_error", ContextTooLong),
    ("too_many_prompt_tokens", ContextTooLong),
    ("tokens_limit_reached", ContextTooLong),
    ("string_above_max_length", ContextTooLong),
    ("request_too_large", ContextTooLong),
    ("model_not_found", NoSuchModel),
    ("modelnotfound", NoSuchModel),
    ("model_not_supported", NoSuchModel),
    ("model_decommissioned", NoSuchModel),
    ("model_not_available", NoSuchModel),
    ("invalid_model", NoSuchModel),
    ("unknown_model", NoSuchModel),
    ("deploymentnotfound", NoSuchModel),
    ("content_filter", Refused),
    ("content_policy_violation", Refused),
    ("image_content_policy_violation", Refused),
    ("cyber_policy_violation", Refused),
    ("responsibleaipolicyviolation", Refused),
    ("data_inspection_failed", Refused),
    ("datainspectionfailed", Refused),
    ("moderation_blocked", Refused),
    ("moderation", Refused),
    ("sensitive_words_detected", Refused),
    ("invalid_prompt", Refused),
    ("unsupported_parameter", Unsupported),
    ("unsupported_value", Unsupported),
    ("unsupported_api_for_model", Unsupported),
    ("unsupported_country_region_territory", Unsupported),
    ("unimplemented", Unsupported),
    ("invalid_image_url", BadRequest),
    ("invalid_image_format", BadRequest),
    ("invalid_base64", BadRequest),
    // The model's own tool call or JSON was broken, not the request.
    ("tool_use_failed", Malformed),
    ("json_validate_failed", Malformed),
];

const CONTEXT: &[&str] = &[
    "context length",
    "context window",
    "context size",
    "max context",
    "maximum prompt length",
    "prompt is too long",
    "prompt too long",
    "prompt exceeds",
    "prompt token count",
    "input is too long",
    "input token count",
    "input tokens exceed",
    "too many tokens",
    "too many input tokens",
    "model token limit",
    "maximum number of tokens",
    "maximum number of input tokens",
    "messages is too long",
    "range of input length",
    "reduce the length",
    "`inputs` tokens",
    "request too large",
];

const CREDIT: &[&str] = &[
    "insufficient balance",
    "insufficient credit",
    "insufficient fund",
    "insufficient quota",
    "insufficient account balance",
    "exceeded your current quota",
    "credit balance",
    "available credits",
    "any credits",
    "no credits",
    "more credits",
    "out of credits",
    "credits are depleted",
    "spending limit",
    "in good standing",
    "billing hard limit",
];

/// Of these a rate limit never speaks, whatever its code.
const CREDIT_FOR_SURE: &[&str] = &[
    "insufficient balance",
    "credit balance",
    "credits are depleted",
];

const KEY: &[&str] = &[
    "api key not valid",
    "invalid api key",
    "invalid api-key",
    "invalid x-api-key",
    "incorrect api key",
    "api key expired",
    "api key is invalid",
    "api key is missing",
    "missing api key",
    "no api key",
    "authentication fail",
];

const POLICY: &[&str] = &[
    "content management policy",
    "content policy",
    "content filter",
    "content exists risk",
    "inappropriate content",
    "sensitive content",
    "usage polic",
    "usage guidelines",
    "safety system",
    "flagged",
];

const NOT_OFFERED: &[&str] = &[
    "not support",
    "unsupported",
    "only support",
    "that support",
    "not enabled",
    "not implemented",
    "unknown variant",
    "unknown name",
    "unknown parameter",
    "unrecognized request argument",
    "extra inputs are not permitted",
    "your data policy",
    "available in your",
    "country",
];

/// Together with "model".
const NO_MODEL: &[&str] = &[
    "not exist",
    "not found",
    "not a valid",
    "invalid model",
    "unknown model",
    "no such model",
    "not available",
    "decommissioned",
    "deprecated",
    "no longer",
    "has ended",
    "you passed",
    "allowed now",
    "not allowed to sample",
    "not have access",
];

const LIMITED: &[&str] = &["rate limit", "rate-limit", "too many requests", "throttl"];

const BUSY: &[&str] = &["overloaded", "at capacity", "try again later"];

impl Complaint {
    /// The kind, by the status of the answer or else the one that the body tells.
    pub(super) fn kind(&self, status: Option<u16>) -> FailureKind {
        let status = status.or(self.status);
        let words = Words(self.message.to_lowercase());
        match self.by_code() {
            // One request beyond the limit per minute will not fit in the next minute either.
            Some(RateLimited) if status == Some(413) || words.say(&["request too large"]) => {
                ContextTooLong
            }
            Some(RateLimited) if words.say(CREDIT_FOR_SURE) => OutOfCredit,
            // Alibaba's code for tokens per minute as well as for an empty purse.
            Some(OutOfCredit) if words.say(&["allocated quota exceeded", "per minute"]) => {
                RateLimited
            }
            Some(kind) => kind,
            None => match status {
                Some(status) => words.by_status(status),
                None if self.has("invalid_request_error") => words.by_status(400),
                None => words.alone(),
            },
        }
    }

    fn by_code(&self) -> Option<FailureKind> {
        self.codes.iter().find_map(|code| {
            let known = CODES.iter().find(|(name, _)| name == code);
            known.map(|(_, kind)| *kind)
        })
    }

    fn has(&self, code: &str) -> bool {
        self.codes.iter().any(|own| own == code)
    }
}

/// The provider's words, lower case.
struct Words(String);

impl Words {
    fn say(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.0.contains(phrase))
    }

    fn by_status(&self, status: u16) -> FailureKind {
        match status {
            401 => Auth,
            402 => OutOfCredit,
            403 => self.forbidden(),
            // Google adds that it may not be supported, of names that it does not have.
            404 if self.say(&["is not found for api version"]) => NoSuchModel,
            404 | 410 => match self.say(NOT_OFFERED) {
                true => Unsupported,
                false => NoSuchModel,
            },
            // A timeout or conflict on the other side, Groq's 498 for spare capacity, 499 for a
            // call that was cancelled there: all pass with time.
            408 | 409 | 425 | 498 | 499 => Overloaded,
            413 => ContextTooLong,
            429 => self.limited(),
            451 | 501 => Unsupported,
            500 if self.say(CONTEXT) => ContextTooLong,
            500.. => Overloaded,
            _ => self.bad(),
        }
    }

    fn forbidden(&self) -> FailureKind {
        if self.say(POLICY) || self.say(&["moderation", "content violates"]) {
            Refused
        } else if self.say(CREDIT) {
            OutOfCredit
        } else if self.say(NOT_OFFERED) || self.say(&["region"]) {
            Unsupported
        } else if self.names_a_model() {
            NoSuchModel
        } else if self.say(LIMITED) {
            RateLimited
        } else {
            Auth
        }
    }

    fn limited(&self) -> FailureKind {
        if self.say(&["request too large"]) {
            ContextTooLong
        } else if self.say(CREDIT) {
            OutOfCredit
        } else if self.say(&["overloaded"]) {
            Overloaded
        } else {
            RateLimited
        }
    }

    fn bad(&self) -> FailureKind {
        if self.say(CONTEXT) {
            ContextTooLong
        } else if self.say(KEY) {
            Auth
        } else if self.say(CREDIT) {
            OutOfCredit
        } else if self.say(POLICY) {
            Refused
        } else if self.say(NOT_OFFERED) {
            Unsupported
        } else if self.names_a_model() {
            NoSuchModel
        } else {
            BadRequest
        }
    }

    fn names_a_model(&self) -> bool {
        self.say(&["model"]) && self.say(NO_MODEL)
    }

    /// Without any status: an error within a stream that had begun well.
    fn alone(&self) -> FailureKind {
        if self.say(CONTEXT) {
            ContextTooLong
        } else if self.say(CREDIT) {
            OutOfCredit
        } else if self.say(BUSY) {
            Overloaded
        } else if self.say(LIMITED) {
            RateLimited
        } else if self.say(POLICY) {
            Refused
        } else {
            Overloaded
        }
    }
}
