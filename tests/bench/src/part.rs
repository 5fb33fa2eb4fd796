//! The rooms of the product composed by hand, with the ledger or with one that keeps nothing: the only
//! way to measure what the ledger costs, since the product has no switch for it.

use crate::Outcome;
use pointsman_catalog::Catalog;
use pointsman_engine::account;
use pointsman_engine::ports::{Clock, Ledger, LedgerTrouble, Observer};
use pointsman_engine::record::{AttemptBegan, CallSettled, Event};
use pointsman_engine::{Engine, LocalKeys, Parts, Policy};
use pointsman_gateway::{Gateway, GuestList, KeyRing, Limits};
use pointsman_store::Store;
use pointsman_units::UnixMillis;
use pointsman_upstream::{Sender, Simulator, SimulatorPace};
use pointsman_vault::{Vault, VaultKind};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The local key of this composition.
pub const KEY: &str = "pm-bench";

struct Nothing;

impl Ledger for Nothing {
    fn has_room(&self) -> bool {
        true
    }

    fn attempt_begins(&self, _: &AttemptBegan) -> Result<(), LedgerTrouble> {
        Ok(())
    }
    fn call_settles(&self, _: &CallSettled) -> Result<(), LedgerTrouble> {
        Ok(())
    }
}

impl Observer for Nothing {
    fn note(&self, _: Event) {}
}

struct Time(AtomicU64);

impl Clock for Time {
    fn now(&self) -> UnixMillis {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        UnixMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
    fn chance(&self) -> u128 {
        // Unique is all that a call's id needs here.
        u128::from(self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed))
    }
}

/// Accounts for the bench: two names for the one provider.
pub fn accounts(to: &str) -> String {
    let one = |name: &str| {
        format!(
            "\n[[account]]\nname = \"{name}\"\nprovider = \"custom\"\ndialect = \"openai_chat\"\nbase_url = \"http://{to}/v1\"\nkey = \"env:BENCH_KEY\"\n"
        )
    };
    format!("version = 1\n{}{}", one("first"), one("second"))
}

/// Models, for a ledger that has seen more than one.
pub const MODELS: [&str; 4] = [
    "bench",
    "gpt-5-mini",
    "mistral-large-latest",
    "deepseek-chat",
];

/// A chain of two steps, of which the first answers.
pub const ROUTES: &str = "version = 1\ndefault = \"auto\"\n\n[chain.auto]\nsteps = [{ targets = [\"first/bench\"] }, { targets = [\"second/bench\"] }]\n";

/// Serves until killed.
pub async fn serve(to: String, with_ledger: bool) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let ledger: Arc<dyn Ledger> = if with_ledger {
        Arc::new(Store::open(folder.path())?)
    } else {
        Arc::new(Nothing)
    };
    let catalog = Catalog::built_in();
    let keys = Arc::new(Vault::open(VaultKind::Memory));
    let upstream = Arc::new(Sender::new(
        catalog,
        keys,
        Simulator::new(SimulatorPace::default()),
    ));
    let parts = Parts {
        upstream,
        ledger,
        observer: Arc::new(Nothing),
        clock: Arc::new(Time(AtomicU64::new(1))),
        catalog,
    };
    let policy = Policy::parse(ROUTES).map_err(|problems| format!("{problems:?}"))?;
    let accounts = account::parse(&accounts(&to)).map_err(|problems| format!("{problems:?}"))?;
    let accounts = accounts.into_iter().map(Arc::new).collect();
    let engine = Engine::new(parts, Arc::new(policy), accounts);
    let bound = Gateway::bind(0, &[IpAddr::V4(Ipv4Addr::LOCALHOST)])?;
    println!("{}", bound.url().trim_start_matches("http://"));
    let parts = pointsman_gateway::Parts {
        switch: engine,
        keys: Arc::new(KeyRing::new(
            LocalKeys::default().with_session("bench", KEY),
        )),
        control: None,
        guests: Arc::new(GuestList::default()),
        limits: Limits::default(),
    };
    bound.serve(parts, std::future::pending()).await?;
    Ok(())
}
