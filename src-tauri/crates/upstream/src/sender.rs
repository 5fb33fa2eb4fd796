//! The port's front: finds the provider of an account and hands the attempt to what carries it.

use crate::http::destination::path_for;
use crate::http::{Http, Parcel};
use crate::simulator::Simulator;
use ::http::Method;
use pointsman_catalog::{Catalog, Provider, Transport};
use pointsman_engine::account::Account;
use pointsman_engine::ports::{BoxFuture, Incoming, Keys, Outgoing, Upstream};
use pointsman_wire::{Failure, FailureKind};
use std::sync::Arc;

/// Sends attempts over HTTP or to the simulator, as the account's provider is carried.
///
/// Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Sender {
    catalog: &'static Catalog,
    pub(crate) http: Arc<Http>,
    pub(crate) simulator: Arc<Simulator>,
}

impl Sender {
    /// A sender for the providers of `catalog`, whose keys come from `keys`.
    pub fn new(catalog: &'static Catalog, keys: Arc<dyn Keys>, simulator: Simulator) -> Self {
        Self {
            catalog,
            http: Arc::new(Http::new(keys)),
            simulator: Arc::new(simulator),
        }
    }

    pub(crate) fn catalog(&self) -> &'static Catalog {
        self.catalog
    }

    /// The provider of an account.
    pub(crate) fn provider(&self, account: &Account) -> Result<&'static Provider, Failure> {
        self.catalog.provider(&account.provider).ok_or_else(|| {
            let (name, provider) = (&account.name, &account.provider);
            Failure::new(
                FailureKind::Connect,
                format!("account `{name}` names the provider `{provider}`, which is not in the catalogue"),
            )
        })
    }
}

impl Upstream for Sender {
    fn send(&self, outgoing: Outgoing) -> BoxFuture<Result<Incoming, Failure>> {
        let provider = match self.provider(&outgoing.account) {
            Ok(provider) => provider,
            Err(failure) => return Box::pin(std::future::ready(Err(failure))),
        };
        match provider.transport {
            Transport::Simulator => Arc::clone(&self.simulator).send(outgoing),
            Transport::Http => {
                let http = Arc::clone(&self.http);
                Box::pin(async move {
                    let path = path_for(outgoing.path, &outgoing.model);
                    let endpoint = outgoing.endpoint;
                    let destination =
                        http.destination(&outgoing.account, provider, endpoint, &path)?;
                    let parcel = Parcel {
                        method: Method::POST,
                        account: outgoing.account,
                        key: outgoing.key,
                        credential: outgoing.credential,
                        provider,
                        endpoint,
                        destination,
                        headers: outgoing.headers,
                        body: Some(outgoing.body),
                        connect: outgoing.connect,
                    };
                    http.send(parcel).await
                })
            }
        }
    }
}
