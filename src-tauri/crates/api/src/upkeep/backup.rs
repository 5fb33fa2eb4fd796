//! Writes an archive of a data folder: the four files, the history and one consistent copy of the
//! ledger, while calls go on. A key is in none of them.

use super::{FILES, HISTORY, LEDGER, MANIFEST, Manifest, VERSION};
use crate::clock::now;
use crate::error::{ApiError, ErrorCode};
use crate::folder::{Folder, FolderTrouble};
use crate::views::settings::Backup;
use flate2::Compression;
use flate2::write::GzEncoder;
use pointsman_store::Store;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use tar::{Builder, Header};

/// Writes the archive `to`, a whole path at which nothing stands yet.
pub(crate) fn write(folder: &Folder, store: &Store, to: &Path) -> Result<Backup, ApiError> {
    if !to.is_absolute() {
        let message = format!("a backup needs a whole path, not {}", to.display());
        return Err(ApiError::new(ErrorCode::Invalid, message));
    }
    let staging = tempfile::Builder::new()
        .prefix(".pointsman-backup-")
        .tempdir_in(folder.path())
        .map_err(FolderTrouble::io("write", folder.path()))?;
    let ledger = staging.path().join(LEDGER);
    store.copy_to(&ledger)?;
    let file = create(to).map_err(|error| cannot_write(to, error))?;
    let written = pack(folder, &ledger, file).and_then(|()| std::fs::metadata(to));
    match written {
        Ok(found) => Ok(Backup {
            path: to.to_string_lossy().into_owned(),
            bytes: found.len(),
        }),
        Err(error) => {
            // Half an archive would be taken for a whole one.
            let _ = std::fs::remove_file(to);
            Err(cannot_write(to, error))
        }
    }
}

fn pack(folder: &Folder, ledger: &Path, file: File) -> io::Result<()> {
    let mut archive = Builder::new(GzEncoder::new(BufWriter::new(file), Compression::default()));
    let manifest = Manifest {
        version: VERSION,
        pointsman: env!("CARGO_PKG_VERSION").to_owned(),
        at: now(),
    };
    add(&mut archive, MANIFEST, &serde_json::to_vec(&manifest)?)?;
    for name in FILES {
        match std::fs::read(folder.path().join(name)) {
            Ok(text) => add(&mut archive, name, &text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    for entry in std::fs::read_dir(folder.history())? {
        let entry = entry?;
        if let (true, Some(name)) = (entry.file_type()?.is_file(), entry.file_name().to_str()) {
            let text = std::fs::read(entry.path())?;
            add(&mut archive, &format!("{HISTORY}/{name}"), &text)?;
        }
    }
    archive.append_path_with_name(ledger, LEDGER)?;
    archive
        .into_inner()?
        .finish()?
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()
}

fn add(archive: &mut Builder<impl Write>, name: &str, text: &[u8]) -> io::Result<()> {
    let mut header = Header::new_gnu();
    header.set_size(text.len() as u64);
    header.set_mode(0o600);
    archive.append_data(&mut header, name, text)
}

/// For this user alone: prices of a company's work stand in it.
fn create(to: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(to)
}

fn cannot_write(to: &Path, error: io::Error) -> ApiError {
    if error.kind() == io::ErrorKind::AlreadyExists {
        let message = format!(
            "{} exists already, and a backup replaces nothing",
            to.display()
        );
        return ApiError::new(ErrorCode::Invalid, message).hint("name another file");
    }
    let message = format!("the backup {} cannot be written: {error}", to.display());
    ApiError::new(ErrorCode::Io, message)
        .hint("name a file in a folder that exists, is writable and has room")
}
