//! Checking a policy without a house: for `pointsman check` on any file, in a repository or a build,
//! where no data folder may be made.

use crate::error::ApiError;
use crate::folder::{Folder, FolderTrouble, read};
use crate::owner::sound;
use crate::views::routes::Problem;
use pointsman_catalog::Catalog;
use pointsman_engine::account;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was checked and found.
pub struct Checked {
    /// The file.
    pub file: PathBuf,
    /// What is wrong, and which of its own tests fail.
    pub problems: Vec<Problem>,
}

/// Checks the `named` file, or the policy of the data folder. The accounts are those beside the file, as where
/// both are kept in a repository, else those of the data folder, else none. Writes nothing.
///
/// # Errors
/// `NotFound` when there is no such file, `Io` when it cannot be read, `Invalid` for accounts that
/// cannot be understood.
pub fn file(named: Option<&Path>, data_dir: Option<PathBuf>) -> Result<Checked, ApiError> {
    let folder = Folder::locate(data_dir)?;
    let file = named.map_or_else(|| folder.join("routes.toml"), Path::to_path_buf);
    let text = read(&file)?.ok_or_else(|| {
        if named.is_none() && !folder.exists() {
            return FolderTrouble::Absent {
                path: folder.clone(),
            }
            .into();
        }
        ApiError::new(
            crate::error::ErrorCode::NotFound,
            format!("there is no {}", file.display()),
        )
        .hint("name a file: pointsman check routes.toml")
    })?;
    let beside = file.with_file_name("accounts.toml");
    let accounts = match read(&beside)? {
        Some(accounts) => accounts,
        None => read(&folder.join("accounts.toml"))?.unwrap_or_default(),
    };
    let accounts = account::parse(&accounts)
        .map_err(|problems| ApiError::in_file("accounts.toml", &problems))?;
    let accounts: Vec<_> = accounts.into_iter().map(Arc::new).collect();
    let (Ok((_, problems)) | Err(problems)) = sound(&text, &accounts, Catalog::built_in());
    let problems = problems.iter().map(crate::owner::problem).collect();
    Ok(Checked { file, problems })
}
