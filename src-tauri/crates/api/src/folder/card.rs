//! `owner.json`: how other processes of this user find the owner and prove themselves to it.

use super::{Folder, FolderTrouble, read, write};
use serde::{Deserialize, Serialize};

/// The owner's card. Readable by this user alone, because it holds the control secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The owner's process.
    pub pid: u32,
    /// Where it listens, without a path: `http://127.0.0.1:4100`. `None` while it does not serve.
    pub url: Option<String>,
    /// The owner's version.
    pub version: String,
    /// What opens its control endpoint; another one at each start.
    pub secret: String,
}

impl Card {
    /// The card that lies in the folder, `None` when there is none. A card may outlive its owner:
    /// only the lock says whether there is one.
    ///
    /// # Errors
    /// `Io` when it cannot be read, `Broken` when it is no card.
    pub fn read(folder: &Folder) -> Result<Option<Self>, FolderTrouble> {
        let path = folder.card();
        let Some(text) = read(&path)? else {
            return Ok(None);
        };
        serde_json::from_str(&text)
            .map(Some)
            .map_err(|error| FolderTrouble::Broken {
                path,
                what: error.to_string(),
            })
    }

    /// Lays the card into the folder.
    ///
    /// # Errors
    /// `Io` when it cannot be written.
    pub fn lay(&self, folder: &Folder) -> Result<(), FolderTrouble> {
        let path = folder.card();
        let text = serde_json::to_string(self).map_err(|error| FolderTrouble::Broken {
            path: path.clone(),
            what: error.to_string(),
        })?;
        // A card that someone made readable must not stay so.
        let _ = std::fs::remove_file(&path);
        write(&path, &text)
    }

    /// Takes the card away, when its owner stops.
    pub fn take_away(folder: &Folder) {
        let _ = std::fs::remove_file(folder.card());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_card_is_for_this_user_alone_even_where_a_readable_one_lay() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        std::fs::write(folder.card(), "{}").unwrap();
        std::fs::set_permissions(folder.card(), PermissionsExt::from_mode(0o644)).unwrap();
        let card = Card {
            pid: 1,
            url: None,
            version: "0".into(),
            secret: "s".into(),
        };
        card.lay(&folder).unwrap();
        let mode = std::fs::metadata(folder.card())
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(Card::read(&folder).unwrap() == Some(card));
    }
}
