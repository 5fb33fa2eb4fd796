//! What a fresh data folder begins with: the simulator, and a chain that shows what chains are for.

use crate::folder::settings;
use crate::folder::{Folder, FolderTrouble, write};

const ACCOUNTS: &str = "\
# Whose key pays at which provider. No key is ever written here: it is in this machine's keychain
# (\"keychain:NAME\") or in an environment variable (\"env:NAME\").
version = 1

# Built in, for a first look and for tests. Needs no key, and its money is never real.
[[account]]
name = \"simulator\"
provider = \"simulator\"
";

const ROUTES: &str = "\
# Who answers a call, and who when that fails. The Routes page and this file edit the same policy;
# what is saved here holds at once.
version = 1

# The chain that the model name `auto` means.
default = \"auto\"

[chain.auto]
# How long a call may take: to connect, to the first token, between two pieces, and in all.
deadline = { connect = \"5s\", first_token = \"20s\", idle = \"30s\", total = \"10m\" }
# How often one call may try the same target again, over all its targets.
retries = 0
# Asked in this order. A target is <account>/<model>; the accounts are in accounts.toml.
steps = [
  # Fails now and then, on purpose, so that you see a fallback happen. Put a model of yours here.
  { targets = [\"simulator/sim-flaky\"] },
  # Answers when the one above does not.
  { targets = [\"simulator/sim-steady\"] },
]

# What must stay true: `pointsman check` runs it, and a change that breaks it does not take effect.
[[test]]
request = { model = \"auto\" }
expect = \"chain/auto\"
";

const PROJECTS: &str = "\
# Projects and the local keys that count to them. A key's text is shown once, when it is made; here
# stand its SHA-256 and its last four characters.
version = 1

[[project]]
name = \"default\"
";

/// Writes each file that the folder lacks.
pub(crate) fn lay_out(folder: &Folder) -> Result<(), FolderTrouble> {
    let samples = [
        (folder.accounts(), ACCOUNTS),
        (folder.routes(), ROUTES),
        (folder.projects(), PROJECTS),
        (folder.settings(), settings::FRESH),
    ];
    for (path, text) in samples {
        if !path.exists() {
            write(&path, text)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointsman_catalog::Catalog;
    use pointsman_engine::local_keys::LocalKeys;
    use pointsman_engine::{account, policy};
    use std::sync::Arc;

    #[test]
    fn the_samples_are_sound_and_their_own_test_passes() {
        let accounts: Vec<_> = account::parse(ACCOUNTS)
            .unwrap()
            .into_iter()
            .map(Arc::new)
            .collect();
        let held = policy::Policy::parse(ROUTES).unwrap();
        assert_eq!(policy::check(&held, &accounts, Catalog::built_in()), []);
        assert_eq!(account::check(ACCOUNTS, Catalog::built_in()), []);
        assert_eq!(LocalKeys::parse(PROJECTS).unwrap().projects().len(), 1);
    }
}
