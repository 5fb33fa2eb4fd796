//! A house to run calls in: everything around the engine is scripted, and everything it does is kept.

pub mod chat;
mod ledger;
mod upstream;

pub use ledger::Book;
pub use upstream::{Answer, Step, World};

use bytes::Bytes;
use futures_util::StreamExt;
use http::{HeaderMap, HeaderValue};
use pointsman_catalog::Catalog;
use pointsman_engine::account::Account;
use pointsman_engine::ports::Clock;
use pointsman_engine::{Arrived, CallStream, Caller, Engine, Head, Out, Parts, Policy, Tolerance};
use pointsman_units::UnixMillis;
use pointsman_wire::{Dialect, PathSays};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::time::Instant;

const PROVIDER: &str = r#"
name = "P"
monogram = "Pp"
auth = "bearer"
docs = "https://example.com"
read = "2026-11-22"
"#;

/// Models of known windows, at a provider that no account of [`House::new`] is of.
const SIZED: &str = r#"
[[model]]
id = "small"
name = "S"
context = 1000
[[model]]
id = "alike"
name = "A"
context = 1000
[[model]]
id = "large"
name = "L"
context = 9000
"#;

/// A provider that goes on from the beginning of an answer.
const PREFILL: &str = r#"
[endpoint.prefill]
models = ["m-*"]
turn = { prefix = true }
request = { go_on = true }
converse = "/beta/chat"
source = "a test"
read = "2026-11-22"
"#;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let provider = |id: &str, facts: &str, base: &str, usage: bool| {
        format!(
            "id = \"{id}\"{PROVIDER}{facts}\n[[endpoint]]\ndialect = \"openai_chat\"\nbase_url = \"{base}\"\nconverse = \"/chat/completions\"\nstream_usage = {usage}\n"
        )
    };
    let priced = |id: &str| {
        format!(
            "[[model]]\nid = \"{id}\"\nname = \"M\"\nreleased = \"2026-01-02\"\nprice = [{{ from = \"1970-01-01\", input = \"1\", output = \"2\", source = \"a test\", read = \"2026-11-22\" }}]\n"
        )
    };
    let http = "transport = \"http\"\ncharges = \"tokens\"\nmakes_models = ";
    let files = [
        (
            "providers/maker.toml",
            provider(
                "maker",
                &format!("{http}true"),
                "https://maker.example/v1",
                true,
            ),
        ),
        ("models/maker.toml", priced("m-1") + &priced("shared")),
        (
            "providers/relay.toml",
            provider(
                "relay",
                &format!("{http}false"),
                "https://relay.example/v1",
                false,
            ),
        ),
        (
            "models/relay.toml",
            priced("shared")
                + &priced("maker/m-1")
                + &priced("only-here")
                + "[[model]]\nid = \"no-price\"\nname = \"N\"\n",
        ),
        (
            "providers/own.toml",
            provider(
                "own",
                "transport = \"http\"\ncharges = \"nothing\"\nmakes_models = false",
                "http://127.0.0.1:11434/v1",
                true,
            ),
        ),
        (
            "providers/sim.toml",
            provider(
                "sim",
                "transport = \"simulator\"\ncharges = \"tokens\"\nmakes_models = true",
                "simulator:",
                true,
            ),
        ),
        ("models/sim.toml", priced("sim-1")),
        (
            "providers/sized.toml",
            provider(
                "sized",
                &format!("{http}true"),
                "https://sized.example/v1",
                true,
            ),
        ),
        ("models/sized.toml", SIZED.to_owned()),
        (
            "providers/further.toml",
            provider(
                "further",
                &format!("{http}true"),
                "https://further.example/v1",
                true,
            ) + PREFILL,
        ),
        ("models/further.toml", priced("m-1") + &priced("plain")),
        (
            "providers/claude.toml",
            provider(
                "claude",
                &format!("{http}true"),
                "https://claude.example/v1",
                true,
            )
            .replace("openai_chat", "anthropic_messages")
            .replace("/chat/completions", "/messages"),
        ),
        (
            "models/claude.toml",
            priced("c-1").replace("name = \"M\"", "name = \"C\"\nmax_output = 8000"),
        ),
    ];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    Catalog::parse(&files).unwrap()
});

/// The chain most tests use: two targets at two providers.
pub const TWO: &str = r#"version = 1
default = "auto"
[chain.auto]
retries = 2
steps = [{ targets = ["maker/m-1"] }, { targets = ["relay/shared"] }]
[chain.one]
retries = 2
steps = [{ targets = ["maker/m-1"] }]
[chain.single]
retries = 0
steps = [{ targets = ["maker/m-1"] }]
[chain.holes]
steps = [{ targets = ["gone/x", "off/y", "maker/m-1"] }]
"#;

pub struct House {
    pub engine: Arc<Engine>,
    pub world: Arc<World>,
    pub book: Arc<Book>,
    pub began: Instant,
    pub clock: Arc<Ticks>,
}

/// Counts up, so that seeds and ids differ and repeat from run to run.
#[derive(Default)]
pub struct Ticks {
    count: AtomicU64,
    /// How far each look at the clock puts it back.
    pub back: AtomicI64,
    put_back: AtomicI64,
}

impl Clock for Ticks {
    fn now(&self) -> UnixMillis {
        let back = self.back.load(Ordering::Relaxed);
        UnixMillis(1_795_341_600_000 - self.put_back.fetch_add(back, Ordering::Relaxed))
    }
    fn chance(&self) -> u128 {
        u128::from(self.count.fetch_add(1, Ordering::Relaxed))
    }
}

pub fn account(name: &str, provider: &str) -> Account {
    Account::new(name, provider)
}

impl House {
    pub fn new(policy: &str) -> Self {
        let off = Account {
            enabled: false,
            ..account("off", "relay")
        };
        let accounts = vec![
            account("relay", "relay"),
            account("maker", "maker"),
            account("own", "own"),
            account("sim", "sim"),
            off,
        ];
        Self::with(policy, accounts, 7)
    }

    pub fn with(policy: &str, accounts: Vec<Account>, seed: u64) -> Self {
        let world = Arc::new(World::default());
        let book = Arc::new(Book::beside(&world.log));
        let clock = Arc::new(Ticks {
            count: AtomicU64::new(seed),
            ..Ticks::default()
        });
        let parts = Parts {
            upstream: Arc::clone(&world) as _,
            ledger: Arc::clone(&book) as _,
            observer: Arc::clone(&book) as _,
            clock: Arc::clone(&clock) as _,
            catalog: &CATALOG,
        };
        let policy = Arc::new(Policy::parse(policy).unwrap());
        let accounts = accounts.into_iter().map(Arc::new).collect();
        Self {
            engine: Engine::new(parts, policy, accounts),
            world,
            book,
            began: Instant::now(),
            clock,
        }
    }

    /// Scripts the answers of a target, in order.
    pub fn script(&self, target: &str, answers: impl IntoIterator<Item = Answer>) -> &Self {
        self.world.script(target, answers);
        self
    }

    pub fn start(&self, body: impl Into<Bytes>) -> CallStream {
        self.start_with(body, HeaderMap::new())
    }

    pub fn start_with(&self, body: impl Into<Bytes>, headers: HeaderMap) -> CallStream {
        self.start_for(body, headers, Tolerance::default())
    }

    /// A call of somebody who waits only so long.
    pub fn start_for(
        &self,
        body: impl Into<Bytes>,
        headers: HeaderMap,
        tolerance: Tolerance,
    ) -> CallStream {
        self.start_in(Dialect::OpenaiChat, body, headers, tolerance)
    }

    /// A call in another dialect.
    pub fn start_in(
        &self,
        dialect: Dialect,
        body: impl Into<Bytes>,
        headers: HeaderMap,
        tolerance: Tolerance,
    ) -> CallStream {
        self.engine.call(Arrived {
            dialect,
            caller: Caller {
                project: "web".into(),
                key: "k_1".into(),
                tool: Some("tests".into()),
                environment: None,
                tolerance,
            },
            headers,
            body: body.into(),
            path: PathSays::default(),
        })
    }

    /// Runs a call to its end.
    pub async fn ask(&self, body: impl Into<Bytes>) -> Got {
        drain(self.start(body)).await
    }

    pub async fn ask_with(&self, body: impl Into<Bytes>, headers: &[(&'static str, &str)]) -> Got {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, HeaderValue::from_str(value).unwrap());
        }
        drain(self.start_with(body, map)).await
    }

    /// Runs a call in another dialect to its end.
    pub async fn ask_in(&self, dialect: Dialect, body: impl Into<Bytes>) -> Got {
        let mut headers = HeaderMap::new();
        headers.insert("x-pointsman-show-losses", HeaderValue::from_static("1"));
        drain(self.start_in(dialect, body, headers, Tolerance::default())).await
    }

    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

/// All that a client got.
#[derive(Debug)]
pub struct Got {
    pub head: Head,
    pub pieces: Vec<(Duration, Bytes)>,
    pub head_at: Duration,
}

pub async fn drain(mut stream: CallStream) -> Got {
    let began = Instant::now();
    let Some(Out::Head(head)) = stream.next().await else {
        panic!("the head comes first");
    };
    let head_at = began.elapsed();
    let mut pieces = Vec::new();
    while let Some(out) = stream.next().await {
        let Out::Body(bytes) = out else {
            panic!("one head only");
        };
        assert!(!bytes.is_empty(), "no empty piece");
        pieces.push((began.elapsed(), bytes));
    }
    assert!(stream.next().await.is_none(), "the end stays the end");
    Got {
        head,
        pieces,
        head_at,
    }
}

impl Got {
    pub fn text(&self) -> String {
        let bytes: Vec<u8> = self
            .pieces
            .iter()
            .flat_map(|(_, piece)| piece.to_vec())
            .collect();
        String::from_utf8(bytes).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .headers
            .get(name)
            .map(|value| value.to_str().unwrap())
    }

    /// The error of a body in OpenAI's shape.
    pub fn error(&self) -> serde_json::Value {
        serde_json::from_str::<serde_json::Value>(&self.text()).unwrap()["error"].clone()
    }
}
