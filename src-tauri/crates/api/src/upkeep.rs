//! Keeping, bringing back and taking away what stands in a data folder. Knows names of files; what
//! they mean is known elsewhere.

pub mod backup;
pub mod purge;
pub mod restore;

/// The version of the archives that are written here.
const VERSION: u32 = 1;
/// What an archive begins with.
const MANIFEST: &str = "backup.json";
/// The files of a person, in an archive and in the folder.
const FILES: [&str; 4] = [
    "accounts.toml",
    "routes.toml",
    "projects.toml",
    "settings.toml",
];
const LEDGER: &str = "ledger.db";
const HISTORY: &str = "history";
/// Where a restore puts what it found, with the time behind it.
const ASIDE: &str = "before-restore-";

/// What an archive says of itself.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Manifest {
    version: u32,
    pointsman: String,
    at: pointsman_units::UnixMillis,
}
