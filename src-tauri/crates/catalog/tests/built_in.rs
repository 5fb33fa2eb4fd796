//! The files that this build carries.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic here is a test's report"
)]

use pointsman_catalog::day::Day;
use pointsman_catalog::{Auth, Catalog, Charges, Provider, Transport};
use pointsman_units::{NanoUsd, UnixMillis};
use pointsman_wire::{Dialect, Usage};
use std::collections::HashSet;
use std::{fs, path::PathBuf};

/// Path within the catalogue and text of each file, providers first.
fn files() -> Vec<(String, String)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["providers", "models"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            files.push((
                format!("{folder}/{name}"),
                fs::read_to_string(path).unwrap(),
            ));
        }
    }
    files
}

fn is_day(text: &str) -> bool {
    Day::parse(text).is_some()
}

#[test]
fn each_file_is_read_strictly_and_none_is_missing_from_the_build() {
    let files = files();
    let borrowed: Vec<_> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let read = Catalog::parse(&borrowed).unwrap_or_else(|error| {
        panic!(
            "{error}: {:?}",
            std::error::Error::source(&error).map(ToString::to_string)
        )
    });
    let built_in = Catalog::built_in();
    assert_eq!(read.providers(), built_in.providers());
    for provider in read.providers() {
        assert!(
            read.offers(&provider.id).eq(built_in.offers(&provider.id)),
            "{}",
            provider.id
        );
    }
}

#[test]
fn the_providers_that_people_expect_are_there() {
    let ids: Vec<_> = Catalog::built_in()
        .providers()
        .iter()
        .map(|provider| provider.id.as_str())
        .collect();
    let wanted = [
        "anthropic",
        "azure",
        "azure-deployments",
        "portkey",
        "portkey-gateway",
        "cerebras",
        "cohere",
        "custom",
        "deepseek",
        "fireworks",
        "gemini",
        "groq",
        "huggingface",
        "litellm",
        "llamacpp",
        "lmstudio",
        "minimax",
        "mistral",
        "moonshot",
        "nvidia",
        "ollama",
        "openai",
        "openrouter",
        "perplexity",
        "qwen",
        "qwen-cn",
        "sambanova",
        "simulator",
        "together",
        "tokenmix",
        "vllm",
        "xai",
        "zai",
    ];
    for id in wanted {
        assert!(ids.contains(&id), "{id}");
    }
}

#[test]
fn at_least_171_models_at_14_providers_are_priced() {
    let catalog = Catalog::built_in();
    let real = catalog
        .providers()
        .iter()
        .filter(|provider| provider.transport == Transport::Http);
    let priced: Vec<_> = real
        .map(|provider| {
            let offers = catalog.offers(&provider.id);
            offers.filter(|offer| !offer.prices.is_empty()).count()
        })
        .filter(|count| *count > 0)
        .collect();
    assert!(priced.len() >= 14, "{}", priced.len());
    assert!(priced.iter().sum::<usize>() >= 171, "{priced:?}");
}

#[test]
fn each_provider_says_where_and_when_its_facts_were_read() {
    let mut monograms = HashSet::new();
    for provider in Catalog::built_in().providers() {
        let id = &provider.id;
        let simulated = provider.transport == Transport::Simulator;
        assert!(provider.docs.starts_with("https://") || simulated, "{id}");
        assert!(is_day(&provider.read), "{id}");
        assert!(monograms.insert(&provider.monogram), "{id}");
        assert!(provider.endpoint(Dialect::OpenaiChat).is_some(), "{id}");
        let keyed = provider.auth == Auth::Bearer;
        assert_eq!(
            provider.key_url.is_some(),
            keyed,
            "{id} says where a key is made"
        );
    }
}

#[test]
fn each_price_says_where_and_when_it_was_read() {
    for provider in Catalog::built_in().providers() {
        for offer in Catalog::built_in().offers(&provider.id) {
            let shelf = provider.models_of.as_ref().unwrap_or(&provider.id);
            assert_eq!(&offer.provider, shelf);
            for price in &offer.prices {
                let whose = format!("{}/{}", provider.id, offer.id);
                assert!(
                    !price.source.is_empty() && is_day(&price.from) && is_day(&price.read),
                    "{whose}"
                );
                assert!(price.from <= price.read, "{whose}");
                let invented = price.source == "simulated";
                assert_eq!(
                    invented,
                    provider.transport == Transport::Simulator,
                    "{whose}"
                );
            }
        }
    }
}

#[test]
fn providers_come_by_name_and_offers_by_id() {
    let catalog = Catalog::built_in();
    assert!(
        catalog
            .providers()
            .is_sorted_by_key(|p| p.name.to_lowercase())
    );
    for provider in catalog
        .providers()
        .iter()
        .filter(|p| p.transport == Transport::Http)
    {
        assert!(
            catalog
                .offers(&provider.id)
                .is_sorted_by_key(|offer| &offer.id)
        );
    }
}

#[test]
fn a_model_is_found_by_its_id_and_by_each_alias() {
    let catalog = Catalog::built_in();
    for provider in catalog.providers() {
        for offer in catalog.offers(&provider.id) {
            for name in [&offer.id].into_iter().chain(&offer.aliases) {
                assert_eq!(catalog.offer(&provider.id, name), Some(offer), "{name}");
            }
        }
    }
    let dated = catalog.offer("openai", "gpt-5-mini-2025-08-07").unwrap();
    assert_eq!(dated.id, "gpt-5-mini");
    assert_eq!(catalog.offer("mistral", "gpt-5-mini"), None);
    assert_eq!(catalog.offer("nobody", "gpt-5-mini"), None);
    assert_eq!(catalog.offers("nobody").count(), 0);
}

#[test]
fn what_sample_policies_and_drills_name_is_offered_and_priced_by_the_simulator() {
    let names = [
        "sim-swift",
        "sim-steady",
        "sim-thinker",
        "sim-flaky",
        "sim-429",
        "sim-429-retry-after",
        "sim-500",
        "sim-503",
        "sim-reset",
        "sim-silence",
        "sim-slow-first-token",
        "sim-cut",
        "sim-stall",
        "sim-malformed",
        "sim-missing-end",
        "sim-context-too-long",
        "sim-content-filter",
    ];
    for name in names {
        let offer = Catalog::built_in().offer("simulator", name).unwrap();
        assert!(
            offer.price_at(UnixMillis(0)).is_some(),
            "{name} is priced on any clock"
        );
    }
    assert_eq!(Catalog::built_in().offers("simulator").count(), names.len());
}

#[test]
fn a_variant_is_found_only_behind_the_providers_mark() {
    let catalog = Catalog::built_in();
    let fault = catalog.offer("simulator", "sim-503");
    assert!(fault.is_some());
    assert_eq!(catalog.offer("simulator", "sim-503@30"), fault);
    assert_eq!(catalog.offer("simulator", "sim-404@30"), None);
    assert_eq!(catalog.offer("openai", "gpt-5-mini@30"), None);
}

#[test]
fn a_server_of_ones_own_costs_nothing_and_its_cloud_is_unpriced() {
    let catalog = Catalog::built_in();
    let now = UnixMillis(1_795_000_000_000);
    let unknown = Usage::default();
    assert_eq!(
        catalog.provider("ollama").unwrap().charges,
        Charges::Nothing
    );
    let local = catalog.cost("ollama", "gemma4:31b", &unknown, now).unwrap();
    assert_eq!((local.total, local.lines.len()), (NanoUsd::ZERO, 0));
    assert_eq!(
        catalog.cost("ollama", "gpt-oss:120b-cloud", &unknown, now),
        None
    );
    assert_eq!(catalog.cost("tokenmix", "gpt-4o-mini", &unknown, now), None);
    assert_eq!(catalog.cost("nobody", "anything", &unknown, now), None);
}

#[test]
fn the_readme_tells_of_each_provider_as_the_catalogue_has_it() {
    let readme = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let catalog = Catalog::built_in();
    let known = catalog
        .providers()
        .iter()
        .filter(|provider| provider.transport == Transport::Http);
    let rows: Vec<_> = known.map(|provider| row(catalog, provider)).collect();
    let table = rows.join("\n");
    assert!(
        readme.contains(&table),
        "run src-tauri/tools/providers.py; the table should be\n{table}"
    );
}

/// A provider's row of that table.
fn row(catalog: &Catalog, provider: &Provider) -> String {
    let speaks = provider.endpoints.iter().map(|end| match end.dialect {
        Dialect::OpenaiChat => "chat",
        Dialect::OpenaiResponses => "responses",
        Dialect::OpenaiCompletions => "completions",
        Dialect::OpenaiEmbeddings => "embeddings",
        Dialect::AnthropicMessages => "messages",
        Dialect::AnthropicCountTokens => "token counts",
        Dialect::GeminiGenerate => "gemini",
        Dialect::GeminiCountTokens => "gemini counts",
        Dialect::CohereChatV2 => "cohere",
        Dialect::OllamaChat => "ollama",
    });
    let speaks = speaks.collect::<Vec<_>>().join(", ");
    let key = match provider.auth {
        Auth::Bearer => "needed",
        Auth::Optional => "where set",
        Auth::None => "none",
    };
    let regions: Vec<_> = provider.regions.iter().map(|it| it.id.as_str()).collect();
    let regions = match regions.as_slice() {
        [] => "-".to_owned(),
        regions => regions.join(", "),
    };
    let offers = catalog.offers(&provider.id);
    let priced = offers.filter(|offer| !offer.prices.is_empty()).count();
    let price = match (provider.charges, priced) {
        (Charges::Nothing, _) => "nothing".to_owned(),
        (Charges::Tokens, 0) => "unpriced".to_owned(),
        (Charges::Tokens, priced) => priced.to_string(),
    };
    format!(
        "| {} | `{}` | {speaks} | {key} | {regions} | {price} |",
        provider.name, provider.id
    )
}

#[test]
fn a_region_moves_each_endpoint_because_all_are_of_one_origin() {
    let origin = |base: &str| base.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    for provider in Catalog::built_in().providers() {
        let origins: HashSet<_> = provider
            .endpoints
            .iter()
            .map(|end| origin(&end.base_url))
            .collect();
        let id = &provider.id;
        assert!(provider.regions.is_empty() || origins.len() == 1, "{id}");
    }
}
