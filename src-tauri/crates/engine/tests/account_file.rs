//! `accounts.toml`: what it says, what it gets wrong, and how it is changed.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's report"
)]

use pointsman_catalog::Catalog;
use pointsman_engine::account::{self, Account, KeyRef, Limits, Signer};
use pointsman_wire::Dialect;

const FILE: &str = r#"version = 1

# Shared accounts of the team.

# pays for everything
[[account]]
provider = "openai"
key = "keychain:openai" # rotated in May

[[account]]
name = "lab"
provider = "custom"
base_url = "http://127.0.0.1:8000/v1/"
dialect = "openai_chat"

[[account]]
provider = "deepseek"
key = "env:DEEPSEEK_API_KEY"
enabled = false
"#;

fn account(name: &str) -> Account {
    Account {
        keys: vec![KeyRef::Env("MISTRAL_API_KEY".to_owned())],
        ..Account::new(name, "mistral")
    }
}

#[test]
fn what_an_account_says_of_keys_network_and_limits_is_read_and_written_back() {
    let full = Account {
        keys: vec![
            KeyRef::Keychain("mistral".to_owned()),
            KeyRef::Env("SECOND".to_owned()),
        ],
        region: Some("eu".to_owned()),
        proxy: Some("socks5://127.0.0.1:1080".to_owned()),
        ca_file: Some("/etc/own.pem".into()),
        limits: Limits {
            requests_per_minute: Some(60),
            tokens_per_minute: None,
            concurrent: Some(4),
        },
        ..account("work")
    };
    let text = account::add("", &full).unwrap();
    assert_eq!(account::parse(&text).unwrap(), std::slice::from_ref(&full));
    assert_eq!(account::replace(&text, "work", &full).unwrap(), text);
    let plain = account::replace(&text, "work", &account("work")).unwrap();
    assert_eq!(account::parse(&plain).unwrap(), [account("work")]);
}

#[test]
fn an_account_may_pass_the_callers_own_credential_on() {
    let callers = Account {
        signer: Signer::Caller,
        keys: Vec::new(),
        ..account("work")
    };
    let text = account::add("", &callers).unwrap();
    assert!(text.contains("key = \"client\""), "{text}");
    assert_eq!(
        account::parse(&text).unwrap(),
        std::slice::from_ref(&callers)
    );
    assert_eq!(account::replace(&text, "work", &callers).unwrap(), text);
    let plain = account::replace(&text, "work", &account("work")).unwrap();
    assert_eq!(account::parse(&plain).unwrap(), [account("work")]);
}

fn names(text: &str) -> Vec<String> {
    let accounts = account::parse(text).unwrap();
    accounts.into_iter().map(|account| account.name).collect()
}

fn problem(body: &str) -> String {
    let found = account::parse(&format!("version = 1\n{body}")).unwrap_err();
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0].to_string()
}

#[test]
fn accounts_are_read_in_file_order_and_named_after_their_provider() {
    let accounts = account::parse(FILE).unwrap();
    assert_eq!(accounts[0].name, "openai");
    assert_eq!(accounts[0].keys, [KeyRef::Keychain("openai".to_owned())]);
    assert_eq!(
        accounts[1].base_url.as_deref(),
        Some("http://127.0.0.1:8000/v1")
    );
    assert_eq!(accounts[1].dialect, Some(Dialect::OpenaiChat));
    assert_eq!(accounts[1].keys, []);
    assert!(!accounts[2].enabled);
    assert_eq!(account::parse(""), Ok(Vec::new()));
}

#[test]
fn problems_say_where_and_never_repeat_what_may_be_a_key() {
    let told = problem("[[account]]\nprovider = \"openai\"\nkey = \"sk-live-123\"");
    assert!(
        told.starts_with("4:7: `key` says where the key is"),
        "{told}"
    );
    assert!(!told.contains("sk-live"), "{told}");
    assert!(problem("[[account]]\nname = \"x\"").starts_with("2:1: an account needs a `provider`"));
    for (row, wanted) in [
        ("proxy = \"p:3128\"", "4:9: `proxy` is an address"),
        ("ca_file = \"own.pem\"", "absolute path"),
        ("limits = { rpm = 0 }", "4:18: `rpm` must be a whole number"),
        ("limits = { rpd = 5 }", "limits has no key `rpd`"),
        ("keys = [\"env:A\", \"env:A\"]", "occurs twice"),
        ("key = \"env:A\"\nkeys = []", "not both"),
    ] {
        let told = problem(&format!("[[account]]\nprovider = \"openai\"\n{row}"));
        assert!(told.contains(wanted), "{row}: {told}");
    }
    let among = "[[account]]\nprovider = \"openai\"\nkeys = [\"env:A\", \"client\"]";
    assert!(problem(among).contains("stands alone"));
    assert!(
        problem("[[account]]\nprovider = \"openai\"\nbase_url = \"api.openai.com\"")
            .contains("https://")
    );
    assert!(
        problem("[[account]]\nprovider = \"openai\"\nbase_ulr = \"x\"")
            .contains("Did you mean `base_url`?")
    );
    assert!(
        problem("[[account]]\nprovider = \"openai\"\n[[account]]\nprovider = \"openai\"")
            .contains("two accounts are called `openai`")
    );
    assert!(
        problem("[[account]]\nprovider = \"openai\"\nname = \"chain\"")
            .contains("cannot name an account")
    );
}

#[test]
fn a_check_knows_the_catalogue() {
    let text =
        "version = 1\n[[account]]\nprovider = \"opnai\"\n[[account]]\nprovider = \"custom\"\n";
    let found = account::check(text, Catalog::built_in());
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(
        found[0].message.contains("Did you mean `openai`"),
        "{}",
        found[0]
    );
    assert!(
        found[1].message.contains("needs a `base_url`"),
        "{}",
        found[1]
    );
    assert!(account::check(FILE, Catalog::built_in()).is_empty());
}

#[test]
fn accounts_are_added_replaced_and_removed_in_place() {
    let added = account::add(FILE, &account("work")).unwrap();
    assert!(added.starts_with(FILE));
    assert_eq!(names(&added), ["openai", "lab", "deepseek", "work"]);

    let mut changed = account::parse(FILE).unwrap().remove(0);
    changed.base_url = Some("https://proxy.example/v1".to_owned());
    let replaced = account::replace(FILE, "openai", &changed).unwrap();
    assert_eq!(account::parse(&replaced).unwrap()[0], changed);
    assert!(
        replaced.contains("key = \"keychain:openai\" # rotated in May\n"),
        "{replaced}"
    );
    assert!(
        replaced.contains("# pays for everything\n[[account]]\n"),
        "{replaced}"
    );

    let removed = account::remove(FILE, "openai").unwrap();
    assert_eq!(names(&removed), ["lab", "deepseek"]);
    assert!(
        removed.contains("# Shared accounts of the team."),
        "{removed}"
    );
    assert!(!removed.contains("# pays for everything"), "{removed}");

    assert!(account::add(FILE, &account("lab")).is_err());
    assert!(account::remove(FILE, "nobody").is_err());
    assert_eq!(names(&account::add("", &account("one")).unwrap()), ["one"]);
}

#[test]
fn an_account_changes_its_place_with_its_comment_and_its_tables() {
    let text = format!("{FILE}\n[account.limits]\nrpm = 60\n");
    let moved = account::place(&text, "deepseek", 0).unwrap();
    assert_eq!(names(&moved), ["deepseek", "openai", "lab"]);
    assert_eq!(
        account::parse(&moved).unwrap()[0]
            .limits
            .requests_per_minute,
        Some(60)
    );
    assert!(
        moved.contains("# Shared accounts of the team.\n\n[[account]]\nprovider = \"deepseek\""),
        "{moved}"
    );
    assert!(
        moved.contains("\n# pays for everything\n[[account]]\nprovider = \"openai\""),
        "{moved}"
    );

    let last = account::place(FILE, "openai", 9).unwrap();
    assert_eq!(names(&last), ["lab", "deepseek", "openai"]);
    assert_eq!(account::place(FILE, "lab", 1).unwrap(), FILE);
    assert!(account::place(FILE, "nobody", 0).is_err());
}

#[test]
fn headers_are_kept_and_those_that_a_provider_does_not_take_are_told() {
    let text = "version = 1\n[[account]]\nprovider = \"portkey\"\nheaders = { \"X-Portkey-Provider\" = \"@openai\", cookie = \"a\" }\n";
    let read = account::parse(text).unwrap().remove(0);
    assert_eq!(read.headers["x-portkey-provider"], "@openai");
    let written = account::add("", &read).unwrap();
    assert_eq!(account::parse(&written).unwrap(), [read]);
    let found = account::check(text, Catalog::built_in());
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].message.contains("no header `cookie`"),
        "{}",
        found[0]
    );
    assert!(
        found[0].message.contains("x-portkey-config"),
        "{}",
        found[0]
    );
    let split = "version = 1\n[[account]]\nprovider = \"portkey\"\nheaders = { a = \"x\\ny\" }\n";
    assert!(account::parse(split).is_err());
}

#[test]
fn an_unknown_region_is_told_with_those_there_are() {
    let check = |provider: &str, rest: &str| {
        let text = format!("version = 1\n[[account]]\nprovider = \"{provider}\"\n{rest}\n");
        let found = account::check(&text, Catalog::built_in());
        found.iter().map(ToString::to_string).collect::<String>()
    };
    assert_eq!(check("openai", "region = \"eu\""), "");
    assert!(check("openai", "region = \"mars\"").contains("it has us, eu"));
    assert!(check("groq", "region = \"eu\"").contains("it has none"));
    let own = "region = \"sweden\"\nbase_url = \"https://x.openai.azure.com\"";
    assert_eq!(check("azure", own), "");
    assert!(check("azure", "").contains("https://RESOURCE.openai.azure.com"));
}
