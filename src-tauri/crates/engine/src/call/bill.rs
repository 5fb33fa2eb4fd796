//! What an attempt used and cost, however it ended, and who says so.

use super::course::Run;
use crate::account::Signer;
use pointsman_catalog::{Catalog, Charges};
use pointsman_units::{NanoUsd, Tokens};
use pointsman_wire::{Failure, FailureKind, Peek, Phase, Usage, UsageSource};
use std::net::IpAddr;
use std::ops::Range;

/// Bytes of text that are taken for a token where nobody counted: about right for English, too few
/// tokens for Chinese and too many for pictures sent in the body. It is marked as an estimate.
const BYTES_PER_TOKEN: u64 = 4;

/// The tokens that so many bytes are taken for where nobody counted.
pub(super) const fn guessed(bytes: u64) -> u64 {
    bytes.div_ceil(BYTES_PER_TOKEN)
}

/// What an attempt used and cost.
pub(super) struct Bill {
    pub(super) usage: Usage,
    pub(super) source: UsageSource,
    /// `None` is unpriced.
    pub(super) cost: Option<NanoUsd>,
    pub(super) price_from: Option<String>,
    pub(super) price_source: Option<String>,
}

/// The bill of an attempt that ends now.
pub(super) fn bill(run: &Run, peek: &Peek, failure: Option<&Failure>, catalog: &Catalog) -> Bill {
    if failure.is_some_and(|failure| is_free(run, failure)) {
        return Bill {
            usage: Usage::default(),
            source: UsageSource::None,
            cost: Some(NanoUsd::ZERO),
            price_from: None,
            price_source: None,
        };
    }
    let (usage, source) = usage(run, peek);
    let aim = &run.aim;
    if aim.account.signer == Signer::Caller {
        return Bill {
            usage,
            source,
            cost: None,
            price_from: None,
            price_source: None,
        };
    }
    let priced = match aim.provider.charges {
        Charges::Nothing if !is_own_server(aim.account.base_url.as_deref()) => None,
        Charges::Nothing | Charges::Tokens => {
            let region = aim.account.region.as_deref();
            let region = region.filter(|_| aim.account.base_url.is_none());
            catalog.cost_in(&aim.provider.id, &aim.model, region, &usage, run.at())
        }
    };
    let cost = priced.as_ref().map(|cost| cost.total);
    let (price_from, price_source) = priced
        .map(|cost| (cost.price_from, cost.price_source))
        .unzip();
    Bill {
        usage,
        source,
        cost,
        price_from,
        price_source,
    }
}

/// Whether a failed attempt is not billed: providers bill answers, not errors, and what did not get
/// a connection or a key did not arrive. Whatever left and then broke off or fell silent may be
/// billed, and is estimated.
fn is_free(run: &Run, failure: &Failure) -> bool {
    match run.status.or(failure.status) {
        Some(status) => status >= 300,
        None => matches!(
            failure.kind,
            FailureKind::Connect | FailureKind::Timeout(Phase::Connect) | FailureKind::Auth
        ),
    }
}

/// The provider's own count where there is one, else an estimate from what was sent and delivered.
fn usage(run: &Run, peek: &Peek) -> (Usage, UsageSource) {
    let (said, bytes) = match (&run.tap, &run.reply) {
        (Some(tap), _) => (tap.usage(), tap.text_bytes()),
        (None, Some(reply)) => (reply.usage, reply.text_bytes),
        (None, None) => (None, 0),
    };
    let tokens = |bytes: u64| Some(Tokens(guessed(bytes)));
    match said {
        // Some tell the input at the beginning of a stream, and the output at its end: one that
        // breaks off has told half.
        Some(half) if half.output.is_none() => {
            let output = tokens(bytes);
            return (Usage { output, ..half }, UsageSource::Estimated);
        }
        Some(usage) => return (usage, UsageSource::Provider),
        None => {}
    }
    let length = |span: &Option<Range<usize>>| span.as_ref().map_or(0, ExactSizeIterator::len);
    let sent = length(&peek.turns_span) + length(&peek.tools_span);
    let estimate = Usage {
        input: tokens(u64::try_from(sent).unwrap_or(u64::MAX)),
        output: tokens(bytes),
        ..Usage::default()
    };
    (estimate, UsageSource::Estimated)
}

/// Whether an address is of the user's own machine or network. A provider that bills nothing there
/// (Ollama) may bill elsewhere; that is unknown, and unknown is not nothing.
fn is_own_server(base_url: Option<&str>) -> bool {
    let Some(url) = base_url else {
        return true;
    };
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let place = authority.rsplit('@').next().unwrap_or_default();
    let host = match place.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or_default(),
        None => place.split(':').next().unwrap_or_default(),
    };
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Ok(IpAddr::V6(ip)) => {
            ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
        Err(_) => {
            let name = host.to_ascii_lowercase();
            let ours = [".local", ".lan", ".internal", ".home.arpa", ".localhost"];
            !name.contains('.') || ours.iter().any(|end| name.ends_with(end))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_the_users_own_on_the_machine_and_in_its_network() {
        for own in [
            "http://127.0.0.1:11434/v1",
            "http://[::1]:11434/v1",
            "http://localhost:11434",
            "http://192.168.1.20:11434/v1",
            "http://gpu-box:11434/v1",
            "http://gpu.lan/v1",
        ] {
            assert!(is_own_server(Some(own)), "{own}");
        }
        for other in [
            "https://ollama.com/v1",
            "https://8.8.8.8/v1",
            "https://[2001:db8::1]/v1",
        ] {
            assert!(!is_own_server(Some(other)), "{other}");
        }
        assert!(is_own_server(None));
    }
}
