//! A provider key between the vault and the socket. It cannot be printed, serialised or copied.

use zeroize::Zeroizing;

/// A secret text. Wiped from memory when dropped; has no `Debug`, `Display`, `Serialize` or
/// `Clone`, so that it cannot reach a log, a file or a screen by accident.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself, for the one header that carries it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}
