//! All providers and what they offer, and how to find one.

use crate::cost::{Cost, cost, surcharged};
use crate::error::{CatalogError, Flaw};
use crate::file;
use crate::model::Offer;
use crate::provider::Provider;
use pointsman_units::{NanoUsd, UnixMillis};
use pointsman_wire::Usage;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock};

/// The files of `providers/` and `models/`: path within the catalogue, and text.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

static BUILT_IN: LazyLock<Catalog> = LazyLock::new(|| {
    let mut catalog = Catalog::default();
    for (path, text) in FILES {
        // A file that cannot be read would leave the others standing. None is: a test reads each.
        let _ = match path
            .strip_prefix("models/")
            .and_then(|name| name.strip_suffix(".toml"))
        {
            Some(id) => catalog.put(path, id, Shelf::unread(path, id, text)),
            None => catalog.add(path, text),
        };
    }
    let _ = catalog.share_shelves();
    catalog.sort();
    catalog
});

/// All providers and what they offer. Built in; the same for every user.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    providers: Vec<Provider>,
    /// By provider.
    shelves: HashMap<String, Arc<Shelf>>,
}

/// What a provider offers. A shelf of the built-in catalogue is read when somebody first asks for
/// it: most people have accounts at a few providers, and all of them would cost a start 16 ms.
#[derive(Debug)]
struct Shelf {
    unread: Option<(&'static str, &'static str, &'static str)>,
    stock: OnceLock<Stock>,
}

#[derive(Debug, Default)]
struct Stock {
    offers: Vec<Offer>,
    /// The place among the offers, by id and alias.
    by_name: HashMap<String, usize>,
}

impl Shelf {
    fn unread(path: &'static str, id: &'static str, text: &'static str) -> Self {
        Self {
            unread: Some((path, id, text)),
            stock: OnceLock::new(),
        }
    }

    fn read(stock: Stock) -> Self {
        Self {
            unread: None,
            stock: OnceLock::from(stock),
        }
    }

    fn stock(&self) -> &Stock {
        self.stock.get_or_init(|| {
            let read = self
                .unread
                .map(|(path, id, text)| Stock::read(path, id, text));
            // Nothing is offered from a file that cannot be read. None is: a test reads each.
            read.and_then(Result::ok).unwrap_or_default()
        })
    }
}

impl Stock {
    fn read(path: &str, id: &str, text: &str) -> Result<Self, CatalogError> {
        let offers = file::offers(path, id, text)?;
        let mut by_name = HashMap::with_capacity(offers.len());
        for (place, offer) in offers.iter().enumerate() {
            for name in [&offer.id].into_iter().chain(&offer.aliases) {
                if by_name.insert(name.clone(), place).is_some() {
                    return Err(file::flawed(path, Flaw::Taken(name.clone())));
                }
            }
        }
        Ok(Self { offers, by_name })
    }
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
        let shelf = self.shelves.get(provider);
        let offers = shelf.map(|shelf| shelf.stock().offers.as_slice());
        offers.unwrap_or_default().iter()
    }

    /// A model as a provider offers it, by its id there, by one of its aliases, or by either with
    /// a variant behind the provider's mark.
    pub fn offer(&self, provider: &str, model: &str) -> Option<&Offer> {
        let Stock { offers, by_name } = self.shelves.get(provider)?.stock();
        let base = || {
            let mark = self.provider(provider)?.variant_mark?;
            by_name.get(model.split_once(mark)?.0)
        };
        let place = by_name.get(model).or_else(base)?;
        offers.get(*place)
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
            Some(("models", id)) => {
                let stock = Stock::read(path, id, text)?;
                self.put(path, id, Shelf::read(stock))
            }
            _ => Err(file::flawed(path, Flaw::Folder)),
        }
    }

    fn put(&mut self, path: &str, id: &str, shelf: Shelf) -> Result<(), CatalogError> {
        if self.provider(id).is_none() || self.shelves.contains_key(id) {
            return Err(file::flawed(path, Flaw::NoProvider(id.to_owned())));
        }
        self.shelves.insert(id.to_owned(), Arc::new(shelf));
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
