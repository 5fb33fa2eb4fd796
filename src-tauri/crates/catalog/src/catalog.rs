//! All providers and what they offer, and how to find one.

use crate::cost::{Cost, cost, surcharged};
use crate::error::{CatalogError, Flaw};
use crate::file;
use crate::model::Offer;
use crate::provider::Provider;
use pointsman_units::{NanoUsd, UnixMillis};
use pointsman_wire::Usage;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// The files of `providers/` and `models/`: path within the catalogue, and text.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

static BUILT_IN: LazyLock<Catalog> = LazyLock::new(|| {
    let mut catalog = Catalog::default();
    for (path, text) in FILES {
        // A file that cannot be read would leave the others standing. None is: a test reads each.
        let _ = catalog.add(path, text);
    }
    let _ = catalog.share_shelves();
    catalog.sort();
    catalog
});

/// All providers and what they offer. Built in; the same for every user.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    providers: Vec<Provider>,
    /// Those of one provider stand together.
    offers: Vec<Offer>,
    /// By provider.
    shelves: HashMap<String, Shelf>,
}

/// Where a provider's offers stand.
#[derive(Clone, Debug)]
struct Shelf {
    range: Range<usize>,
    /// By id and alias.
    by_name: HashMap<String, usize>,
}

impl Catalog {
    /// The catalogue that this build carries. Read on first use.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Reads a catalogue from files: path (`providers/<id>.toml`, `models/<id>.toml`) and text, a
    /// provider before its models.
    ///
    /// # Errors
    /// `Toml` for a file that is not TOML of its shape, `Flaw` for one whose fields do not fit
    /// together or with the files before.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, CatalogError> {
        let mut catalog = Self::default();
        for (path, text) in files {
            catalog.add(path, text)?;
        }
        catalog.share_shelves()?;
        catalog.sort();
        Ok(catalog)
    }

    /// Every provider, by name.
    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    /// The provider with this id.
    pub fn provider(&self, id: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == id)
    }

    /// What a provider offers, by id.
    pub fn offers(&self, provider: &str) -> std::slice::Iter<'_, Offer> {
        let range = self.shelves.get(provider).map(|shelf| shelf.range.clone());
        let offers = range.and_then(|range| self.offers.get(range));
        offers.unwrap_or_default().iter()
    }

    /// A model as a provider offers it, by its id there, by one of its aliases, or by either with
    /// a variant behind the provider's mark.
    pub fn offer(&self, provider: &str, model: &str) -> Option<&Offer> {
        let names = &self.shelves.get(provider)?.by_name;
        let base = || {
            let mark = self.provider(provider)?.variant_mark?;
            names.get(model.split_once(mark)?.0)
        };
        let place = names.get(model).or_else(base)?;
        self.offers.get(*place)
    }

    /// The cost of `usage` of a model at `at`. `None` is unpriced: the model is not known, no price
    /// held, or input or output is unknown. Exactly nothing at a provider that bills nothing,
    /// whatever the model and the usage. An account that sends such a provider's calls to another
    /// address is not known here.
    pub fn cost(&self, provider: &str, model: &str, usage: &Usage, at: UnixMillis) -> Option<Cost> {
        if let Some(free) = self
            .provider(provider)
            .filter(|p| p.bills_nothing_for(model))
        {
            return Some(Cost {
                total: NanoUsd::ZERO,
                lines: Vec::new(),
                price_from: free.read.clone(),
                price_source: free.docs.clone(),
            });
        }
        cost(self.offer(provider, model)?, usage, at)
    }

    /// [`Catalog::cost`] of a call that a region of the provider answered. Unpriced, too, where the
    /// region charges more for models from a day on and this model's day is not known.
    pub fn cost_in(
        &self,
        provider: &str,
        model: &str,
        region: Option<&str>,
        usage: &Usage,
        at: UnixMillis,
    ) -> Option<Cost> {
        let listed = self.cost(provider, model, usage, at)?;
        let region = region.and_then(|id| self.provider(provider)?.region(id));
        let Some(surcharge) = region.and_then(|region| region.surcharge.as_ref()) else {
            return Some(listed);
        };
        if let Some(from) = &surcharge.released_from
            && self.offer(provider, model)?.released.as_ref()? < from
        {
            return Some(listed);
        }
        surcharged(listed, surcharge.percent)
    }

    fn add(&mut self, path: &str, text: &str) -> Result<(), CatalogError> {
        let name = path.strip_suffix(".toml").unwrap_or(path);
        match name.split_once('/') {
            Some(("providers", id)) => {
                if self.provider(id).is_some() {
                    return Err(file::flawed(path, Flaw::Taken(id.to_owned())));
                }
                self.providers.push(file::provider(path, id, text)?);
                Ok(())
            }
            Some(("models", id)) => self.shelve(path, id, file::offers(path, id, text)?),
            _ => Err(file::flawed(path, Flaw::Folder)),
        }
    }

    fn shelve(&mut self, path: &str, id: &str, offers: Vec<Offer>) -> Result<(), CatalogError> {
        if self.provider(id).is_none() || self.shelves.contains_key(id) {
            return Err(file::flawed(path, Flaw::NoProvider(id.to_owned())));
        }
        let start = self.offers.len();
        let mut by_name = HashMap::with_capacity(offers.len());
        for (place, offer) in (start..).zip(&offers) {
            for name in [&offer.id].into_iter().chain(&offer.aliases) {
                if by_name.insert(name.clone(), place).is_some() {
                    return Err(file::flawed(path, Flaw::Taken(name.clone())));
                }
            }
        }
        self.offers.extend(offers);
        let range = start..self.offers.len();
        self.shelves.insert(id.to_owned(), Shelf { range, by_name });
        Ok(())
    }

    /// Gives providers that offer another's models that one's shelf.
    fn share_shelves(&mut self) -> Result<(), CatalogError> {
        for provider in &self.providers {
            let Some(other) = &provider.models_of else {
                continue;
            };
            let path = || format!("providers/{}.toml", provider.id);
            let Some(shelf) = self.shelves.get(other).cloned() else {
                return Err(file::flawed(&path(), Flaw::NoProvider(other.clone())));
            };
            if self.shelves.insert(provider.id.clone(), shelf).is_some() {
                return Err(file::flawed(&path(), Flaw::Taken(provider.id.clone())));
            }
        }
        Ok(())
    }

    fn sort(&mut self) {
        self.providers
            .sort_by_cached_key(|provider| provider.name.to_lowercase());
    }
}
