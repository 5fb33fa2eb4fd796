//! The shape of catalogue files. Unknown fields are refused, dates and rates are read at the door.

use crate::day::{Day, Span};
use crate::error::{CatalogError, Flaw};
use crate::model::{Modality, ModelKind, OffPeak, Offer, Price, Rates, Tier};
use crate::provider::{Provider, Transport};
use pointsman_units::Rate;
use serde::Deserialize;

/// Reads a provider. `id` is the file's name.
pub(crate) fn provider(file: &str, id: &str, text: &str) -> Result<Provider, CatalogError> {
    let provider: Provider = toml::from_str(text).map_err(|error| unreadable(file, error))?;
    match provider_flaw(&provider, id) {
        None => Ok(provider),
        Some(flaw) => Err(flawed(file, flaw)),
    }
}

/// Reads the models of a provider, in the file's order.
pub(crate) fn offers(file: &str, provider: &str, text: &str) -> Result<Vec<Offer>, CatalogError> {
    let models: ModelsFile = toml::from_str(text).map_err(|error| unreadable(file, error))?;
    let offers = models.model.into_iter().map(|model| model.offer(provider));
    offers
        .collect::<Result<_, _>>()
        .map_err(|flaw| flawed(file, flaw))
}

fn unreadable(file: &str, error: toml::de::Error) -> CatalogError {
    CatalogError::Toml {
        file: file.to_owned(),
        source: Box::new(error),
    }
}

pub(crate) fn flawed(file: &str, flaw: Flaw) -> CatalogError {
    CatalogError::Flaw {
        file: file.to_owned(),
        flaw,
    }
}

fn provider_flaw(provider: &Provider, id: &str) -> Option<Flaw> {
    let mut letters = provider.monogram.chars();
    let two = letters
        .by_ref()
        .take(2)
        .filter(|c| c.is_alphabetic())
        .count()
        == 2;
    let bases = provider.endpoints.iter().map(|endpoint| &endpoint.base_url);
    let bases = bases.chain(provider.regions.iter().map(|region| &region.base_url));
    let mut days = provider
        .regions
        .iter()
        .filter_map(|region| region.surcharge.as_ref()?.released_from.as_ref());
    let wrong_day = days.find(|day| Day::parse(day).is_none());
    let endpoints = provider.endpoints.iter();
    let of_endpoints = endpoints.flat_map(|endpoint| {
        let key = endpoint.key_header.iter().map(|header| &header.name);
        key.chain(endpoint.headers.keys())
    });
    let headers = [&provider.key_header.name].into_iter();
    let headers = headers.chain(&provider.account_headers);
    let mut headers = headers.chain(of_endpoints);
    let wrong_base = match provider.transport {
        Transport::Http => bases.into_iter().find(|base| !is_base(base)),
        Transport::Simulator => None,
    };
    if provider.id != id {
        Some(Flaw::Id(provider.id.clone()))
    } else if !two || letters.next().is_some() {
        Some(Flaw::Monogram(provider.monogram.clone()))
    } else if provider.endpoints.is_empty() {
        Some(Flaw::NoEndpoint)
    } else if Day::parse(&provider.read).is_none() {
        Some(Flaw::ReadDay(provider.read.clone()))
    } else if let Some(day) = wrong_day {
        Some(Flaw::ReadDay(day.clone()))
    } else if let Some(name) = headers.find(|name| !is_header(name)) {
        Some(Flaw::Header(name.clone()))
    } else {
        wrong_base.map(|base| Flaw::Address(base.clone()))
    }
}

fn is_header(name: &str) -> bool {
    let sound = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !name.is_empty() && name.bytes().all(sound)
}

/// Empty is for the account to name.
fn is_base(base: &str) -> bool {
    let scheme = base.starts_with("https://") || base.starts_with("http://127.0.0.1:");
    base.is_empty() || (scheme && !base.ends_with('/'))
}

/// `YYYY-MM-DD`.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Iso(String);

impl TryFrom<String> for Iso {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        match Day::parse(&text) {
            Some(_) => Ok(Self(text)),
            None => Err("expected a day as YYYY-MM-DD"),
        }
    }
}

/// Dollars per million tokens in quotes: TOML's numbers are floats.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct Dollars(Rate);

impl TryFrom<String> for Dollars {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Rate::per_million(&text)
            .map(Self)
            .ok_or("expected dollars per million tokens with at most six decimals")
    }
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Hours(Span);

impl TryFrom<String> for Hours {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Span::parse(&text)
            .map(Self)
            .ok_or("expected weekdays and hours as `1-5 10:00-24:00`")
    }
}

/// A struct of the named fields and the rates beside them. Serde cannot both flatten a struct and
/// refuse unknown fields.
macro_rules! with_rates {
    ($name:ident { $($(#[$meta:meta])* $field:ident: $type:ty),* $(,)? }) => {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $name {
            $($(#[$meta])* $field: $type,)*
            input: Dollars,
            cached: Option<Dollars>,
            cache_write: Option<Dollars>,
            cache_write_1h: Option<Dollars>,
            audio_in: Option<Dollars>,
            output: Dollars,
            reasoning: Option<Dollars>,
            thinking: Option<Dollars>,
            audio_out: Option<Dollars>,
        }

        impl $name {
            fn rates(&self) -> Rates {
                let part = |dollars: Option<Dollars>| dollars.map(|dollars| dollars.0);
                Rates {
                    input: self.input.0,
                    cached: part(self.cached),
                    cache_write: part(self.cache_write),
                    cache_write_1h: part(self.cache_write_1h),
                    audio_in: part(self.audio_in),
                    output: self.output.0,
                    reasoning: part(self.reasoning),
                    thinking: part(self.thinking),
                    audio_out: part(self.audio_out),
                }
            }
        }
    };
}

with_rates!(TierFile { above: u64 });
with_rates!(OffPeakFile { hours: Vec<Hours>, });
with_rates!(PriceFile {
    from: Iso,
    #[serde(default)]
    tiers: Vec<TierFile>,
    off_peak: Option<OffPeakFile>,
    source: String,
    read: Iso,
    note: Option<String>,
});

impl PriceFile {
    fn price(self) -> Price {
        let rates = self.rates();
        let tiers = self.tiers.iter().map(|tier| Tier {
            above_input: tier.above,
            rates: tier.rates(),
        });
        Price {
            rates,
            tiers: tiers.collect(),
            off_peak: self.off_peak.map(|cheap| OffPeak {
                rates: cheap.rates(),
                hours: cheap.hours.into_iter().map(|hours| hours.0).collect(),
            }),
            from: self.from.0,
            source: self.source,
            read: self.read.0,
            note: self.note,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ability {
    Tools,
    Vision,
    Reasoning,
    JsonSchema,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelsFile {
    model: Vec<ModelFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelFile {
    id: String,
    name: String,
    #[serde(default)]
    kind: ModelKind,
    #[serde(default)]
    aliases: Vec<String>,
    released: Option<Iso>,
    #[serde(default)]
    deprecated: bool,
    retires: Option<Iso>,
    context: Option<u64>,
    max_input: Option<u64>,
    max_output: Option<u64>,
    #[serde(default)]
    takes: Vec<Modality>,
    #[serde(default)]
    has: Vec<Ability>,
    #[serde(default)]
    lacks: Vec<Ability>,
    #[serde(default)]
    price: Vec<PriceFile>,
}

impl ModelFile {
    fn offer(self, provider: &str) -> Result<Offer, Flaw> {
        if self.has.iter().any(|ability| self.lacks.contains(ability)) {
            return Err(Flaw::Contradiction(self.id));
        }
        let can = |ability| match (self.has.contains(&ability), self.lacks.contains(&ability)) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        };
        let images = !self.takes.is_empty();
        let vision = images.then(|| self.takes.contains(&Modality::Image));
        let offer = Offer {
            provider: provider.to_owned(),
            tools: can(Ability::Tools),
            vision: vision.or_else(|| can(Ability::Vision)),
            reasoning: can(Ability::Reasoning),
            json_schema: can(Ability::JsonSchema),
            id: self.id,
            aliases: self.aliases,
            name: self.name,
            kind: self.kind,
            context: self.context,
            max_input: self.max_input,
            max_output: self.max_output,
            takes: self.takes,
            released: self.released.map(|day| day.0),
            deprecated: self.deprecated,
            retires: self.retires.map(|day| day.0),
            prices: self.price.into_iter().map(PriceFile::price).collect(),
        };
        check_prices(&offer)?;
        Ok(offer)
    }
}

/// ISO days sort as text.
fn check_prices(offer: &Offer) -> Result<(), Flaw> {
    let rising = offer.prices.is_sorted_by(|a, b| a.from < b.from);
    let sound = |price: &Price| {
        let sizes = price.tiers.iter().map(|tier| tier.above_input);
        sizes.is_sorted_by(|a, b| a < b)
    };
    if !rising || !offer.prices.iter().all(sound) {
        return Err(Flaw::Order(offer.id.clone()));
    }
    let both = |price: &Price| price.off_peak.is_some() && !price.tiers.is_empty();
    if offer.prices.iter().any(both) {
        return Err(Flaw::TiersAndHours(offer.id.clone()));
    }
    Ok(())
}
