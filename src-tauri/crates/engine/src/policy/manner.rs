//! How a chain hands its answer over, and what it does where a content filter refuses: words of
//! the policy file with one meaning each.

/// When content leaves for the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// As it comes. A stream that breaks later is continued where that can be done, else ended with
    /// an error.
    #[default]
    Live,
    /// When the answer is whole: a broken one is begun again elsewhere and nobody sees it.
    Assured,
}

impl Delivery {
    /// Every way there is.
    pub const ALL: [Self; 2] = [Self::Live, Self::Assured];

    /// The word for it in the policy file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Assured => "assured",
        }
    }
}

/// What is done where a target that is paid by the caller's own credential does not answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FromClient {
    /// The call ends: nobody pays for what a subscription was to cover.
    #[default]
    Stop,
    /// The next target is asked, and its account pays: `fallback_from_client = true`.
    Next,
}

/// What is done where a provider's content filter refuses a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnRefusal {
    /// The client gets the refusal: a filter is not routed around unasked.
    #[default]
    Stop,
    /// The next target is asked.
    Next,
}

impl OnRefusal {
    /// Every way there is.
    pub const ALL: [Self; 2] = [Self::Stop, Self::Next];

    /// The word for it in the policy file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Next => "next",
        }
    }
}
