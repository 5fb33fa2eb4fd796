//! What is refused in a file of the catalogue, and how it says so.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic here is a test's report"
)]

use pointsman_catalog::{Catalog, CatalogError};
use std::error::Error;

const PROVIDER: &str = r#"
id = "acme"
name = "Acme"
monogram = "Ac"
auth = "bearer"
transport = "http"
charges = "tokens"
makes_models = true
docs = "https://acme.example/docs"
read = "2026-11-22"
[[endpoint]]
dialect = "openai_chat"
base_url = "https://api.acme.example/v1"
converse = "/chat/completions"
stream_usage = true
"#;
const MODEL: &str = r#"
[[model]]
id = "anvil"
name = "Anvil"
aliases = ["anvil-2026-01-01"]
has = ["tools"]
price = [
  { from = "2026-01-01", input = "1", output = "2", source = "a page", read = "2026-01-02" },
]
"#;

/// Reads both files with `old` replaced by `new`; the whole message when they are refused.
fn read(old: &str, new: &str) -> Result<Catalog, String> {
    assert!(
        old.is_empty() || PROVIDER.contains(old) || MODEL.contains(old),
        "{old}"
    );
    let swap = |text: &str| {
        if old.is_empty() {
            text.to_owned()
        } else {
            text.replacen(old, new, 1)
        }
    };
    let (provider, model) = (swap(PROVIDER), swap(MODEL));
    Catalog::parse(&[
        ("providers/acme.toml", &provider),
        ("models/acme.toml", &model),
    ])
    .map_err(tell)
}

fn tell(error: CatalogError) -> String {
    let cause = error.source().map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}

fn check(old: &str, new: &str, told: &str) {
    let message = read(old, new).unwrap_err();
    assert!(message.contains(told), "{message}");
}

#[test]
fn sound_files_are_read() {
    let catalog = read("", "").unwrap();
    let offer = catalog.offer("acme", "anvil-2026-01-01").unwrap();
    assert_eq!(
        (offer.tools, offer.vision, offer.reasoning),
        (Some(true), None, None)
    );
}

#[test]
fn refuses_fields_that_it_does_not_know() {
    check("read =", "colour = 1\nread =", "unknown field `colour`");
    check("stream_usage", "stream_use", "unknown field `stream_use`");
    check("has =", "can = []\nhas =", "unknown field `can`");
    check(
        "output = ",
        "outptu = \"1\", output = ",
        "unknown field `outptu`",
    );
}

#[test]
fn refuses_rates_that_are_not_exact() {
    for wrong in ["\"1e3\"", "\"0.0000001\"", "\"-1\"", "\"\"", "0.25"] {
        assert!(read("\"2\"", wrong).is_err(), "{wrong}");
    }
    check("\"2\"", "\"$2\"", "expected dollars per million tokens");
}

#[test]
fn refuses_days_and_hours_that_no_clock_has() {
    check(
        "from = \"2026-01-01\"",
        "from = \"2026-02-30\"",
        "expected a day as YYYY-MM-DD",
    );
    check(
        "read = \"2026-11-22\"",
        "read = \"yesterday\"",
        "`yesterday` is no day",
    );
    let hours = "off_peak = { hours = [\"1-5 10-24\"], input = \"1\", output = \"1\" }, source";
    check("source", hours, "expected weekdays and hours");
}

#[test]
fn refuses_a_provider_that_the_window_or_the_wire_cannot_use() {
    check("id = \"acme\"", "id = \"acne\"", "its id is `acne`");
    check("\"Ac\"", "\"Acm\"", "its monogram `Acm` is not two letters");
    check("\"Ac\"", "\"A1\"", "is not two letters");
    check("https://api", "http://api", "is no address");
    check("/v1\"", "/v1/\"", "is no address");
    check(
        "[[endpoint]]",
        "endpoint = []\n[other]",
        "unknown field `other`",
    );
}

#[test]
fn refuses_ids_that_are_taken_twice() {
    check("anvil-2026-01-01", "anvil", "the id `anvil` is taken twice");
    let twice = Catalog::parse(&[
        ("providers/acme.toml", PROVIDER),
        ("providers/acme.toml", PROVIDER),
    ]);
    assert!(twice.is_err());
}

#[test]
fn refuses_prices_out_of_order() {
    let row = "{ from = \"2026-01-01\", input = \"1\", output = \"2\", source = \"a\", read = \"2026-01-02\" },\n]";
    check(
        "\n]",
        &format!("\n{row}"),
        "the prices of `anvil` are out of order",
    );
    let tier = |size| format!("{{ above = {size}, input = \"1\", output = \"1\" }}");
    let falling = format!("tiers = [{}, {}], source", tier(9), tier(9));
    check("source", &falling, "are out of order");
    let hours = "off_peak = { hours = [\"6-7 00:00-24:00\"], input = \"1\", output = \"1\" }";
    let both = format!("{hours}, tiers = [{}], source", tier(9));
    check("source", &both, "has tiers and cheaper hours");
}

#[test]
fn refuses_an_ability_that_is_had_and_lacked() {
    check(
        "has =",
        "lacks = [\"tools\"]\nhas =",
        "`anvil` has and lacks the same ability",
    );
}

#[test]
fn refuses_models_without_a_provider_and_files_without_a_folder() {
    let models = Catalog::parse(&[("models/acme.toml", MODEL)])
        .map_err(tell)
        .unwrap_err();
    assert!(models.contains("there is no provider `acme`"), "{models}");
    let stray = Catalog::parse(&[("acme.toml", MODEL)])
        .map_err(tell)
        .unwrap_err();
    assert!(stray.contains("it lies in no folder"), "{stray}");
}
