//! What the tray says, made from the proxy's status. Knows no tray.

use pointsman_api::views::settings::Status;
use pointsman_units::NanoUsd;

/// The lamp on the icon, as everywhere: green, amber, red.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lamp {
    /// The proxy serves, and no account is in trouble.
    Clear,
    /// It serves, but something needs a look.
    Caution,
    /// It does not serve.
    Stop,
}

/// Two lines, a lamp, and the address to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// The lamp.
    pub lamp: Lamp,
    /// How it stands with the proxy.
    pub state: String,
    /// What today has cost.
    pub spend: String,
    /// The base URL for tools, where the proxy listens.
    pub address: Option<String>,
}

impl Board {
    /// Before anything is known.
    pub fn beginning() -> Self {
        Self::unknown("Starting")
    }

    /// When the status cannot be had.
    pub fn unknown(why: &str) -> Self {
        Self {
            lamp: Lamp::Stop,
            state: first_line(why),
            spend: "Today: unknown".to_owned(),
            address: None,
        }
    }

    /// What a status says in two lines.
    pub fn of(status: &Status) -> Self {
        let listens = status.base_url.as_deref().map(|url| {
            let place = url.trim_start_matches("http://").trim_end_matches("/v1");
            format!("Listening on {place}")
        });
        let troubled = troubled(status);
        let lamp = match (&listens, &troubled) {
            (None, _) => Lamp::Stop,
            (Some(_), Some(_)) => Lamp::Caution,
            (Some(_), None) => Lamp::Clear,
        };
        let state = match (listens, troubled) {
            (Some(listens), Some(trouble)) => format!("{listens} · {}", first_line(&trouble)),
            (Some(listens), None) => listens,
            (None, trouble) => {
                trouble.map_or_else(|| "Not listening".to_owned(), |it| first_line(&it))
            }
        };
        Self {
            lamp,
            state,
            spend: spent(status),
            address: status.base_url.clone(),
        }
    }
}

/// What needs a look: the proxy itself, its ledger, or its accounts.
fn troubled(status: &Status) -> Option<String> {
    let poor = status
        .accounts
        .iter()
        .filter(|account| matches!(account.aspect.as_str(), "caution" | "stop"));
    let accounts = match poor.count() {
        0 => None,
        1 => Some("1 account needs a look".to_owned()),
        many => Some(format!("{many} accounts need a look")),
    };
    let own = status.trouble.clone().or_else(|| status.ledger.clone());
    own.or(accounts)
}

/// Real money; simulated money only where there is no other, and called so.
fn spent(status: &Status) -> String {
    let mut text = if status.today == NanoUsd::ZERO && status.today_simulated != NanoUsd::ZERO {
        format!("Today: {} simulated", cents(status.today_simulated))
    } else {
        format!("Today: {}", cents(status.today))
    };
    if status.today_unpriced > 0 {
        text.push_str(&format!(" and {} unpriced", status.today_unpriced));
    }
    text
}

/// To the cent, and `< $0.01` for less: the exact amount stands on the Spend page.
fn cents(amount: NanoUsd) -> String {
    const CENT: i64 = 10_000_000;
    let cents = amount.0 / CENT;
    match amount.0 {
        1..CENT => "< $0.01".to_owned(),
        _ => format!("${}.{:02}", cents / 100, (cents % 100).abs()),
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointsman_api::views::settings::{AccountAspect, Ownership};

    fn status() -> Status {
        Status {
            base_url: Some("http://127.0.0.1:4100/v1".to_owned()),
            trouble: None,
            ownership: Ownership::Owner,
            version: "0.1.0".to_owned(),
            data_dir: "/d".to_owned(),
            in_flight: 0,
            calls_per_minute: 0,
            today: NanoUsd(1_234_567_890),
            today_simulated: NanoUsd::ZERO,
            today_unpriced: 0,
            accounts: Vec::new(),
            ledger: None,
            real_accounts: true,
            any_calls: true,
            policy: "0f".to_owned(),
        }
    }

    fn account(aspect: &str) -> AccountAspect {
        AccountAspect {
            name: "openai".to_owned(),
            aspect: aspect.to_owned(),
            why: None,
        }
    }

    #[test]
    fn says_where_it_listens_and_what_today_cost() {
        let board = Board::of(&status());
        assert_eq!(board.lamp, Lamp::Clear);
        assert_eq!(board.state, "Listening on 127.0.0.1:4100");
        assert_eq!(board.spend, "Today: $1.23");
        assert_eq!(board.address.as_deref(), Some("http://127.0.0.1:4100/v1"));
    }

    #[test]
    fn an_account_in_trouble_is_amber_and_one_switched_off_is_not() {
        let accounts = vec![account("off"), account("stop"), account("clear")];
        let board = Board::of(&Status {
            accounts,
            ..status()
        });
        assert_eq!(board.lamp, Lamp::Caution);
        assert!(
            board.state.ends_with("1 account needs a look"),
            "{}",
            board.state
        );
        let off = Status {
            accounts: vec![account("off")],
            ..status()
        };
        assert_eq!(Board::of(&off).lamp, Lamp::Clear);
    }

    #[test]
    fn a_proxy_that_does_not_listen_is_red_and_says_why() {
        let board = Board::of(&Status {
            base_url: None,
            trouble: Some("port 4100 is in use\nstop the program".to_owned()),
            ..status()
        });
        assert_eq!(
            (board.lamp, board.state.as_str()),
            (Lamp::Stop, "port 4100 is in use")
        );
        assert_eq!(board.address, None);
    }

    #[test]
    fn simulated_and_unpriced_money_are_never_called_real() {
        let board = Board::of(&Status {
            today: NanoUsd::ZERO,
            today_simulated: NanoUsd(5_000_000),
            today_unpriced: 2,
            ..status()
        });
        assert_eq!(board.spend, "Today: < $0.01 simulated and 2 unpriced");
        let nothing = Status {
            today: NanoUsd::ZERO,
            ..status()
        };
        assert_eq!(Board::of(&nothing).spend, "Today: $0.00");
    }
}
