//! Opening the door: taking the port, saying where it is, serving until the house closes.

use super::{Owner, control::Counter, lock};
use crate::error::{ApiError, ErrorCode, whole};
use pointsman_engine::LocalKeys;
use pointsman_gateway::{BindError, Bound, Gateway, LOOPBACK, Limits, Parts};
use pointsman_units::Secret;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

/// As many files as are ever opened at once; no more are asked for.
#[cfg(unix)]
const MOST_OPEN: u64 = 65_536;

/// Whether and where the owner listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listen {
    /// On this port, or on the one of the settings, or not at all: the start then fails.
    Must(Option<u16>),
    /// On the port of the settings, and where that is taken on a free one, saying so. For the window,
    /// which must open all the same.
    Prefer,
    /// Nowhere. For a command that does one thing.
    Not,
}

/// Where the owner listens.
pub(crate) struct Door {
    /// Without a path: `http://127.0.0.1:4100`.
    pub(crate) url: String,
    /// Why it is not the port of the settings.
    pub(crate) trouble: Option<String>,
}

/// What a tool needs of a house that serves.
pub struct Ready {
    /// The base URL, ending in `/v1`.
    pub url: String,
    /// The session key.
    pub key: Secret,
    /// This process.
    pub pid: u32,
    /// The data folder.
    pub data_dir: String,
}

impl Owner {
    /// Opens the door and says so in `owner.json`.
    ///
    /// # Errors
    /// `Io` when the port is taken and must be had.
    pub(crate) fn open_door(self: &Arc<Self>, listen: Listen) -> Result<(), ApiError> {
        let (bound, trouble) = match listen {
            Listen::Not => return Ok(()),
            Listen::Must(port) => (self.bind(port.unwrap_or(self.begun.port))?, None),
            Listen::Prefer => match self.bind(self.begun.port) {
                Ok(bound) => (bound, None),
                Err(error) => {
                    let bound = here(self.begun.port)
                        .or_else(|_| here(0))
                        .map_err(cannot_listen)?;
                    let (why, hint) = (error.message, error.hint.unwrap_or_default());
                    let until = format!("until then it listens at {}", bound.url());
                    (
                        bound,
                        Some(format!("{why}; {until}\n{hint}").trim_end().to_owned()),
                    )
                }
            },
        };
        let url = bound.url();
        tracing::info!(url, "listening");
        let door = Door {
            url: url.clone(),
            trouble,
        };
        self.serve(bound);
        // The door is opened once per owner.
        let _ = self.door.set(door);
        self.lay_card(Some(url))?;
        self.keep_house();
        Ok(())
    }

    /// The door, where there is one.
    pub(crate) fn door(&self) -> Option<&Door> {
        self.door.get()
    }

    /// The base URL for tools, ending in `/v1`, where the owner listens.
    pub(crate) fn base_url(&self) -> Option<String> {
        self.door().map(|door| format!("{}/v1", door.url))
    }

    /// What a tool needs; `None` while the owner does not listen.
    pub(crate) fn ready(&self) -> Option<Ready> {
        Some(Ready {
            url: self.base_url()?,
            key: self.session_key(),
            pid: std::process::id(),
            data_dir: shown(self.folder.path()),
        })
    }

    /// A copy of the session key, for whoever is shown it or calls with it.
    pub(crate) fn session_key(&self) -> Secret {
        Secret::new(self.session.expose().to_owned())
    }

    /// Whether this is the control secret of this start.
    pub(crate) fn is_control_secret(&self, secret: &str) -> bool {
        use subtle::ConstantTimeEq;
        self.control
            .expose()
            .as_bytes()
            .ct_eq(secret.as_bytes())
            .into()
    }

    /// Takes the port on this machine's own addresses, and on those of the settings.
    fn bind(&self, port: u16) -> Result<Bound, ApiError> {
        let beyond: Vec<IpAddr> = self
            .begun
            .bind
            .iter()
            .copied()
            .filter(|address| !address.is_loopback())
            .collect();
        let Some(first) = beyond.first() else {
            return here(port).map_err(cannot_listen);
        };
        if !self.any_kept_key() {
            let message = format!(
                "`bind` in settings.toml lets other machines call through {first}, and no project \
                 has a local key"
            );
            let hint = "make one with `pointsman key new --project default`, or empty `bind`; then \
                        start again. A session key does not count: it is shown on the screen";
            return Err(ApiError::new(ErrorCode::Invalid, message).hint(hint));
        }
        tracing::warn!(%first, "other machines can reach the proxy, and HTTP hides nothing from the network");
        Gateway::bind(port, &addresses(&beyond)).map_err(cannot_listen)
    }

    /// Whether a project has a local key that outlives this process.
    fn any_kept_key(&self) -> bool {
        LocalKeys::parse(&self.files().projects.text).is_ok_and(|keys| keys.any_kept())
    }

    fn serve(self: &Arc<Self>, bound: Bound) {
        allow_many_connections();
        let parts = Parts {
            switch: Arc::clone(&self.engine),
            keys: Arc::clone(&self.ring),
            control: Some(Arc::new(Counter::of(self))),
            guests: Arc::clone(&self.guests),
            limits: Limits {
                body: usize::try_from(self.begun.max_body_mib)
                    .unwrap_or(usize::MAX)
                    .saturating_mul(1024 * 1024),
                ..Limits::default()
            },
        };
        let mut closing = self.closing.subscribe();
        let task = tokio::spawn(async move {
            let closes = async move {
                // An error means that the owner is gone, which ends serving as well.
                let _ = closing.wait_for(|closing| *closing).await;
            };
            match bound.serve(parts, closes).await {
                Ok(ended) if ended.cut > 0 => {
                    tracing::warn!(cut = ended.cut, "calls were cut, the drain was over");
                }
                Ok(_) => tracing::info!("every call has ended"),
                Err(error) => tracing::error!(error = %whole(&error), "serving ended"),
            }
        });
        *lock(&self.serving) = Some(task);
    }
}

/// Two descriptors a stream, and the usual limit of 1,024 ends at some five hundred of them. What the
/// system allows beyond it is ours to take.
fn allow_many_connections() {
    #[cfg(unix)]
    match rlimit::increase_nofile_limit(MOST_OPEN) {
        Ok(files) => tracing::debug!(files, "so many files may be open"),
        Err(error) => tracing::warn!(%error, "the limit on open files stays as it was"),
    }
}

/// A path for people and for JSON.
pub(crate) fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn here(port: u16) -> Result<Bound, BindError> {
    Gateway::bind(port, &LOOPBACK)
}

/// The loopback addresses, then these. An unspecified one stands for its family's loopback too.
fn addresses(beyond: &[IpAddr]) -> Vec<IpAddr> {
    let taken = |own: &IpAddr| {
        beyond
            .iter()
            .any(|it| it.is_unspecified() && it.is_ipv4() == own.is_ipv4())
    };
    let own = LOOPBACK.into_iter().filter(|own| !taken(own));
    let mut all: Vec<IpAddr> = own.chain(beyond.iter().copied()).collect();
    // The first one is told to tools on this machine.
    all.sort_by_key(|it| (!it.is_loopback() && !it.is_unspecified(), it.is_ipv6()));
    all
}

fn cannot_listen(error: BindError) -> ApiError {
    ApiError::new(ErrorCode::Io, whole(&error))
}
