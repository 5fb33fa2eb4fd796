//! How much room the data folder takes. Reads sizes, no content.

use crate::error::ApiError;
use crate::owner::Owner;
use crate::owner::door::shown;
use crate::views::settings::{DataFolder, FolderPart};
use std::path::Path;
use std::sync::Arc;

const PARTS: [&str; 6] = ["ledger", "journal", "history", "logs", "files", "backups"];

/// The folder and its parts.
pub(crate) async fn folder(owner: &Arc<Owner>) -> Result<DataFolder, ApiError> {
    owner.aside(|owner| Ok(measure(owner.folder.path()))).await
}

fn measure(folder: &Path) -> DataFolder {
    let mut sizes = [0u64; PARTS.len()];
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let part = part_of(&name.to_string_lossy());
        if let Some(size) = sizes.get_mut(part) {
            *size = size.saturating_add(room(&entry.path()));
        }
    }
    let parts = PARTS.iter().zip(sizes).map(|(name, bytes)| FolderPart {
        name: (*name).to_owned(),
        bytes,
    });
    DataFolder {
        path: shown(folder),
        parts: parts.collect(),
    }
}

/// Which of [`PARTS`] an entry of the folder belongs to.
fn part_of(name: &str) -> usize {
    let word = match name {
        "history" | "logs" | "backups" => name,
        _ if name.starts_with("ledger.db") => "ledger",
        _ if name.contains("journal") => "journal",
        _ if name.contains("backup") || name.ends_with(".bak") => "backups",
        _ => "files",
    };
    let found = PARTS.iter().position(|part| *part == word);
    found.unwrap_or(PARTS.len())
}

/// A file's size, or that of all files below a folder. What cannot be read takes none; what a link
/// leads to lies elsewhere.
fn room(path: &Path) -> u64 {
    let Ok(data) = std::fs::symlink_metadata(path) else {
        return 0;
    };
    if !data.is_dir() {
        return if data.is_file() { data.len() } else { 0 };
    }
    let inside = std::fs::read_dir(path).into_iter().flatten().flatten();
    inside.map(|entry| room(&entry.path())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_counts_to_one_part() {
        let place = tempfile::tempdir().unwrap();
        let put = |name: &str, size: usize| {
            let path = place.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, vec![0; size]).unwrap();
        };
        put("ledger.db", 100);
        put("ledger.db-wal", 20);
        put("journal-0001", 7);
        put("logs/a.log", 5);
        put("history/1/routes.toml", 3);
        put("settings.toml", 2);
        put("routes.toml", 1);
        let sizes: Vec<_> = measure(place.path())
            .parts
            .into_iter()
            .map(|part| (part.name, part.bytes))
            .collect();
        let expected = [
            ("ledger", 120),
            ("journal", 7),
            ("history", 3),
            ("logs", 5),
            ("files", 3),
            ("backups", 0),
        ];
        assert_eq!(sizes, expected.map(|(name, size)| (name.to_owned(), size)));
    }
}
