//! What can be wrong with a catalogue file.

/// A file of the catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// It is not TOML of the file's shape, or a value of it is not what the field holds.
    #[error("could not read the catalogue file {file}")]
    Toml {
        /// Its path within the catalogue.
        file: String,
        /// What is wrong, and where.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// Its fields do not fit together.
    #[error("the catalogue file {file} is wrong: {flaw}")]
    Flaw {
        /// Its path within the catalogue.
        file: String,
        /// In which way.
        flaw: Flaw,
    },
}

/// Fields that are well written but do not fit together.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// The file is not `providers/<id>.toml` or `models/<id>.toml`.
    #[error("it lies in no folder of the catalogue")]
    Folder,
    /// The id in the file is not the file's name.
    #[error("its id is `{0}`")]
    Id(String),
    /// A mark for the window that is not two letters.
    #[error("its monogram `{0}` is not two letters")]
    Monogram(String),
    /// An address that is not `https://…`, or `http://` on this machine, without a slash at its end.
    #[error("`{0}` is no address")]
    Address(String),
    /// A provider's facts were not read on a day.
    #[error("`{0}` is no day")]
    ReadDay(String),
    /// A header's name that is not lower-case letters, digits and hyphens.
    #[error("`{0}` is no header's name in lower case")]
    Header(String),
    /// A provider that speaks nowhere.
    #[error("it names no endpoint")]
    NoEndpoint,
    /// Models of a provider that has no file.
    #[error("there is no provider `{0}`")]
    NoProvider(String),
    /// Two models of a provider, or a model and an alias, share an id.
    #[error("the id `{0}` is taken twice")]
    Taken(String),
    /// A model has an ability and lacks it.
    #[error("`{0}` has and lacks the same ability")]
    Contradiction(String),
    /// Price rows that do not rise by day, or tiers that do not rise by size.
    #[error("the prices of `{0}` are out of order")]
    Order(String),
    /// A price with both tiers and cheaper hours.
    #[error("a price of `{0}` has tiers and cheaper hours")]
    TiersAndHours(String),
}
