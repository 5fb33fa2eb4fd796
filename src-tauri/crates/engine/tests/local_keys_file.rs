//! `projects.toml`: who is admitted, and how keys come and go.

use pointsman_engine::Tolerance;
use pointsman_engine::local_keys::{self, LocalKeys};
use pointsman_units::UnixMillis;

const MADE: UnixMillis = UnixMillis(1_795_341_600_000);

#[test]
fn a_made_key_is_admitted_until_it_is_revoked() {
    let file = "# Who may call.\nversion = 1\n\n[[project]]\nname = \"default\" # all of us\n";
    let made = local_keys::make([7; 32], MADE, Some("claude-code".into()), None);
    let text = local_keys::add(file, "web", &made.entry).unwrap();
    assert!(text.starts_with(file), "{text}");
    assert!(text.contains("created = 2026-11-22T10:00:00Z"), "{text}");
    assert!(
        !text.contains(made.text.expose()),
        "the key itself is not in the file"
    );

    let keys = LocalKeys::parse(&text).unwrap();
    let caller = keys.admit(made.text.expose()).unwrap();
    assert_eq!(
        (&*caller.project, caller.tool.as_deref()),
        ("web", Some("claude-code"))
    );
    assert_eq!(&*caller.key, made.entry.id);
    assert_eq!(keys.projects()[1].keys, std::slice::from_ref(&made.entry));
    assert!(keys.admit("pm-wrong").is_none() && keys.admit("").is_none());

    let revoked = local_keys::revoke(&text, &made.entry.id).unwrap();
    assert!(
        LocalKeys::parse(&revoked)
            .unwrap()
            .admit(made.text.expose())
            .is_none()
    );
    assert!(revoked.contains("# all of us"));
    assert!(local_keys::revoke(&revoked, &made.entry.id).is_err());
}

#[test]
fn keys_are_distinct_and_show_their_kind_and_end() {
    let one = local_keys::make([1; 32], MADE, None, None);
    let mut chance = [1; 32];
    chance[29] = 0;
    let other = local_keys::make(chance, MADE, None, None);
    assert_ne!(one.text.expose(), other.text.expose());
    assert_ne!(one.entry.id, other.entry.id);
    assert!(one.text.expose().starts_with("pm-") && one.text.expose().len() == 51);
    assert!(one.text.expose().ends_with(&one.entry.last4) && one.entry.last4.len() == 4);
}

#[test]
fn a_second_key_joins_its_project() {
    let one = local_keys::make([1; 32], MADE, None, Some("dev".into()));
    let two = local_keys::make([2; 32], MADE, None, Some("prod".into()));
    let text = local_keys::add("", "web", &one.entry).unwrap();
    let text = local_keys::add(&text, "web", &two.entry).unwrap();
    let keys = LocalKeys::parse(&text).unwrap();
    assert_eq!(keys.projects().len(), 1);
    assert_eq!(keys.projects()[0].keys, [one.entry, two.entry]);
}

#[test]
fn a_session_key_lives_beside_the_file() {
    let keys = LocalKeys::default().with_session("default", "pm-session");
    assert_eq!(&*keys.admit("pm-session").unwrap().key, "session");
    assert!(keys.admit("pm-other").is_none());
}

#[test]
fn a_file_that_is_wrong_says_where() {
    let told = |text: &str| LocalKeys::parse(text).unwrap_err()[0].to_string();
    assert!(told("version = 1\n[[project]]\n").starts_with("2:1: a project needs a `name`"));
    let key =
        "version = 1\n[[project]]\nname = \"a\"\n[[project.key]]\nid = \"k\"\nsha256 = \"abc\"\n";
    assert!(told(key).starts_with("6:10: `sha256` must be 64 hex digits"));
}

#[test]
fn a_project_says_how_long_its_callers_wait_and_a_key_says_otherwise() {
    let text = "version = 1\n[[project]]\nname = \"web\"\ncolour = 3\nfirst_token_within = \"3s\"\nanswer_within = \"1m\"\n";
    let made = local_keys::make([7; 32], MADE, None, None);
    let text = local_keys::add(text, "web", &made.entry).unwrap();
    let own = text.replace("last4 =", "first_token_within = \"500ms\"\nlast4 =");
    let check = |text: &str| {
        let keys = LocalKeys::parse(text).unwrap();
        let tolerance = keys.admit(made.text.expose()).unwrap().tolerance;
        (tolerance.first_token.unwrap(), tolerance.answer.unwrap())
    };
    let seconds = std::time::Duration::from_secs;
    assert_eq!(check(&text), (seconds(3), seconds(60)));
    assert_eq!(check(&own), (seconds(1) / 2, seconds(60)));
    for wrong in [
        "first_token_within = \"soon\"",
        "colour = 9",
        "archived = 1",
    ] {
        let text = format!("version = 1\n[[project]]\nname = \"web\"\n{wrong}\n");
        assert_eq!(LocalKeys::parse(&text).unwrap_err().len(), 1, "{wrong}");
    }
}

#[test]
fn a_keys_patience_is_changed_in_place_and_outlives_a_revocation() {
    let text = "version = 1\n# ours\n[[project]]\nname = \"web\"\n";
    let made = local_keys::make([7; 32], MADE, None, None);
    let text = local_keys::add(text, "web", &made.entry).unwrap();
    let own = Tolerance {
        first_token: Some(std::time::Duration::from_millis(500)),
        answer: None,
    };
    let changed = local_keys::change_key(&text, &made.entry.id, own).unwrap();
    assert!(changed.starts_with("version = 1\n# ours\n"), "{changed}");
    let entry = |text: &str| LocalKeys::parse(text).unwrap().projects()[0].keys[0].clone();
    assert_eq!(entry(&changed).tolerance, own);
    let revoked = local_keys::revoke(&changed, &made.entry.id).unwrap();
    let back = local_keys::add(&revoked, "web", &entry(&changed)).unwrap();
    assert_eq!(entry(&back).tolerance, own);
    let none = local_keys::change_key(&changed, &made.entry.id, Tolerance::default()).unwrap();
    assert_eq!(none, text);
    assert!(local_keys::change_key(&text, "k_none", own).is_err());
}

#[test]
fn a_project_is_made_renamed_put_away_and_removed_in_place() {
    let project = |name: &str| local_keys::Project {
        name: name.to_owned(),
        colour: Some(3),
        archived: false,
        tolerance: Default::default(),
        keys: Vec::new(),
    };
    let file = "version = 1\n\n[[project]]\nname = \"default\" # all of us\n";
    let text = local_keys::add_project(file, &project("web")).unwrap();
    assert!(text.starts_with(file), "{text}");
    assert!(local_keys::add_project(&text, &project("web")).is_err());
    let made = local_keys::make([7; 32], MADE, None, None);
    let text = local_keys::add(&text, "web", &made.entry).unwrap();

    let renamed = local_keys::change_project(&text, "web", &project("shop")).unwrap();
    let keys = LocalKeys::parse(&renamed).unwrap();
    assert_eq!(&*keys.admit(made.text.expose()).unwrap().project, "shop");
    assert!(local_keys::change_project(&text, "web", &project("default")).is_err());

    let away = local_keys::Project {
        archived: true,
        ..project("web")
    };
    let away = local_keys::change_project(&text, "web", &away).unwrap();
    let keys = LocalKeys::parse(&away).unwrap();
    assert!(keys.admit(made.text.expose()).is_none());
    let back = local_keys::change_project(&away, "web", &project("web")).unwrap();
    assert_eq!(back, text);

    let removed = local_keys::remove_project(&text, "web").unwrap();
    assert!(removed.contains("# all of us") && !removed.contains("web"));
    assert!(local_keys::remove_project(&removed, "web").is_err());
}
