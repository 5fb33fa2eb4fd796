//! A few connections that only read, lent one at a time.

use crate::{StoreError, schema};
use rusqlite::{Connection, Transaction};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// More than this many idle connections are not kept.
const IDLE: usize = 4;

/// The readers of one ledger.
pub(crate) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// No connection is opened yet.
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            idle: Mutex::default(),
        }
    }

    /// The ledger's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads one state of the ledger.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&Transaction<'_>) -> Result<T, ReadError>,
    ) -> Result<T, StoreError> {
        let lent = self.idle().pop();
        let mut connection = match lent {
            Some(connection) => connection,
            None => schema::open_reader(&self.path).map_err(|error| self.failure(error.into()))?,
        };
        let answer = connection
            .transaction()
            .map_err(ReadError::from)
            .and_then(|transaction| read(&transaction))
            .map_err(|error| self.failure(error))?;
        let mut idle = self.idle();
        if idle.len() < IDLE {
            idle.push(connection);
        }
        Ok(answer)
    }

    fn failure(&self, error: ReadError) -> StoreError {
        match error {
            ReadError::Sql(error) => StoreError::of(&self.path, error),
            ReadError::BadRow { call, column } => StoreError::BadRow { call, column },
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why reading failed, before it is known of which ledger.
#[derive(Debug)]
pub(crate) enum ReadError {
    /// SQLite refused.
    Sql(rusqlite::Error),
    /// A row holds what was never written.
    BadRow {
        /// The call's id as it stands.
        call: String,
        /// The column.
        column: &'static str,
    },
}

impl From<rusqlite::Error> for ReadError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}
