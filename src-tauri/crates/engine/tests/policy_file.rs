//! `routes.toml`: what it says, what it gets wrong, and how it is changed.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's report"
)]

use pointsman_catalog::Catalog;
use pointsman_engine::account::{Account, KeyRef};
use pointsman_engine::policy::{self, Deadlines, Edit, Policy};
use std::sync::Arc;
use std::time::Duration;

const FILE: &str = r#"# Our routes.
version = 1
default = "auto" # everyday work

# Small things first.
[chain.auto]
deadline = { connect = "2s", total = "5m" }
retries = 1 # enough
steps = [
  # the cheap one
  { targets = ["openai/gpt-5-mini"] }, # fast
  { targets = ["mistral/mistral-large-latest", "work/deepseek-chat"], pick = "ordered" },
  # last resort
  { targets = ["openrouter/anthropic/claude-sonnet"] }, # dear
]

[chain.tables]

[[chain.tables.steps]]
# first
targets = ["openai/a"]

[[chain.tables.steps]]
# second
targets = ["openai/b"]

[[test]]
request = { project = "web" }
expect = "chain/auto"
"#;

fn problems(text: &str) -> Vec<String> {
    match Policy::parse(text) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

fn only_problem(body: &str) -> String {
    let text = format!("version = 1\ndefault = \"auto\"\n{body}");
    let found = problems(&text);
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0].clone()
}

fn chain(body: &str) -> String {
    only_problem(&format!(
        "[chain.auto]\nsteps = [{{ targets = [\"a/b\"] }}]\n{body}"
    ))
}

fn edited(edits: &[Edit]) -> String {
    policy::edit(FILE, edits).unwrap()
}

fn targets(text: &str, chain: &str) -> Vec<String> {
    let policy = Policy::parse(text).unwrap();
    let chain = policy.chain(chain).unwrap();
    chain.targets().map(ToString::to_string).collect()
}

#[test]
fn a_policy_says_its_chains_in_file_order_with_deadlines_and_retries() {
    let policy = Policy::parse(FILE).unwrap();
    assert_eq!(&*policy.default, "auto");
    let names: Vec<&str> = policy.chains.iter().map(|chain| &*chain.name).collect();
    assert_eq!(names, ["auto", "tables"]);
    let auto = policy.chain("auto").unwrap();
    assert_eq!((auto.retries, auto.place.line), (1, 6));
    assert_eq!(auto.deadline.connect, Duration::from_secs(2));
    assert_eq!(auto.deadline.idle, Deadlines::CHAIN.idle);
    assert_eq!(
        targets(FILE, "auto"),
        [
            "openai/gpt-5-mini",
            "mistral/mistral-large-latest",
            "work/deepseek-chat",
            "openrouter/anthropic/claude-sonnet"
        ]
    );
    assert_eq!(policy.hash.len(), 64);
    assert_ne!(
        Policy::parse(&format!("{FILE}\n")).unwrap().hash,
        policy.hash
    );
}

#[test]
fn the_slash_of_a_target_is_its_first() {
    let policy = Policy::parse(FILE).unwrap();
    let last = policy.chains[0].targets().last().unwrap();
    assert_eq!(&*last.account, "openrouter");
    assert_eq!(&*last.model, "anthropic/claude-sonnet");
}

#[test]
fn problems_say_line_column_and_how_to_mend_it() {
    assert_eq!(
        chain("retrys = 2"),
        "5:1: a chain has no key `retrys`. Did you mean `retries`?"
    );
    assert_eq!(
        chain("retries = 11"),
        "5:11: `retries` must be a whole number from 0 to 10"
    );
    assert_eq!(
        chain("deadline = { total = \"soon\" }"),
        "5:22: `total = \"soon\"` is not a span; write a whole number and ms, s, m or h, e.g. \"20s\", at most 24h"
    );
    assert_eq!(
        only_problem("[chain.auto]\nsteps = [{ targets = [\"gpt-5\"] }]"),
        "4:23: `gpt-5` is not a target; write `<account>/<model>`, e.g. `openai/gpt-5-mini`"
    );
    assert_eq!(
        only_problem("[chain.auto]\nsteps = [{ targets = [\"chain/other\"] }]"),
        "4:23: a step holds targets, not chains: `chain/other` is a chain's name"
    );
    assert_eq!(
        only_problem("[chain.auto]\nretries = 1"),
        "3:8: chain `auto` has no target; give it `steps = [{ targets = [\"account/model\"] }]` or remove it"
    );
    assert_eq!(
        only_problem("[chain.auto]\nsteps = [{ targets = [] }]"),
        "4:22: a step needs at least one target; remove the step instead"
    );
    assert_eq!(
        only_problem("[chain.outo]\nsteps = [{ targets = [\"a/b\"] }]"),
        "2:11: `default` names the chain `auto`, and there is no such chain. Did you mean `outo`?"
    );
    assert!(problems("version = 1\ndefault = \"x")[0].starts_with("2:"));
    assert!(problems("version = 2\ndefault = \"x\"")[0].contains("update Pointsman"));
    assert!(problems("default = \"x\"")[0].starts_with("1:1: `version = 1` is missing"));
}

#[test]
fn every_problem_is_told_at_once_and_in_the_order_of_the_text() {
    let found = problems(
        "version = 1\ndefault = 3\n[chain.Auto]\nsteps = [{ target = [\"a/b\"] }]\n[chain.b]\nsteps = 1\n",
    );
    let places: Vec<&str> = found
        .iter()
        .map(|p| p.split(": ").next().unwrap())
        .collect();
    assert_eq!(places, ["2:11", "3:8", "4:10", "4:12", "6:9"], "{found:#?}");
}

#[test]
fn a_constraint_that_is_not_enforced_is_refused_and_never_ignored() {
    for (body, line) in [
        ("delivery = \"assured\"", "5:12"),
        ("forbid = [\"tools\"]", "5:10"),
        ("require = { jurisdiction = \"EU\" }", "5:11"),
        ("[[rule]]\nname = \"x\"\nthen = \"chain/auto\"", "5:1"),
    ] {
        let problem = chain(body);
        assert!(problem.starts_with(line), "{body}: {problem}");
    }
    for pick in [
        "weighted",
        "cheapest",
        "fastest",
        "least_busy",
        "round_robin",
        "sticky",
    ] {
        let body = format!("[chain.auto]\nsteps = [{{ targets = [\"a/b\"], pick = \"{pick}\" }}]");
        let problem = only_problem(&body);
        assert!(problem.contains("does not pick by"), "{problem}");
    }
    let harmless = "version = 1\ndefault = \"auto\"\n[chain.auto]\ndelivery = \"live\"\nforbid = []\nrequire = {}\nsteps = [{ targets = [\"a/b\"], pick = \"ordered\" }]\n";
    assert_eq!(problems(harmless), Vec::<String>::new());
}

#[test]
fn a_check_warns_of_targets_that_cannot_be_asked_and_runs_the_tests() {
    let account = |name: &str, provider: &str, enabled| {
        Arc::new(Account {
            name: name.to_owned(),
            provider: provider.to_owned(),
            key: KeyRef::None,
            base_url: None,
            dialect: None,
            enabled,
        })
    };
    let accounts = [
        account("openai", "openai", true),
        account("mistrall", "mistral", true),
        account("openrouter", "openrouter", false),
    ];
    let text = "version = 1\ndefault = \"auto\"\n[chain.auto]\nsteps = [{ targets = [\"openai/gpt-5-minni\", \"mistral/x\", \"openrouter/y\", \"openai/gpt-5-mini\"] }]\n[[test]]\nrequest = { model = \"openai/z\" }\nexpect = \"openai/z\"\n[[test]]\nexpect = \"chain/other\"\n";
    let found = policy::check(
        &Policy::parse(text).unwrap(),
        &accounts,
        Catalog::built_in(),
    );
    let told: Vec<(bool, String)> = found.iter().map(|p| (p.fatal, p.to_string())).collect();
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(
        !told[0].0 && told[0].1.contains("Did you mean `gpt-5-mini`"),
        "{}",
        told[0].1
    );
    assert!(told[0].1.starts_with("4:23: "));
    assert!(
        !told[1].0 && told[1].1.contains("Did you mean `mistrall`"),
        "{}",
        told[1].1
    );
    assert!(!told[2].0 && told[2].1.contains("switched off"));
    assert_eq!(
        told[3],
        (
            true,
            "8:1: the test fails: model `auto` goes to chain/auto, expected chain/other".into()
        )
    );
}

#[test]
fn moving_a_step_takes_its_comments_along_and_touches_nothing_else() {
    let moved = edited(&[Edit::MoveStep {
        chain: "auto".into(),
        from: 2,
        to: 0,
    }]);
    let expected = FILE.replace(
        r#"  # the cheap one
  { targets = ["openai/gpt-5-mini"] }, # fast
  { targets = ["mistral/mistral-large-latest", "work/deepseek-chat"], pick = "ordered" },
  # last resort
  { targets = ["openrouter/anthropic/claude-sonnet"] }, # dear
"#,
        r#"  # last resort
  { targets = ["openrouter/anthropic/claude-sonnet"] }, # dear
  # the cheap one
  { targets = ["openai/gpt-5-mini"] }, # fast
  { targets = ["mistral/mistral-large-latest", "work/deepseek-chat"], pick = "ordered" },
"#,
    );
    assert_eq!(moved, expected);
    let back = policy::edit(
        &moved,
        &[Edit::MoveStep {
            chain: "auto".into(),
            from: 0,
            to: 2,
        }],
    );
    assert_eq!(back.unwrap(), FILE);
}

#[test]
fn steps_written_as_tables_move_as_tables() {
    let moved = edited(&[Edit::MoveStep {
        chain: "tables".into(),
        from: 1,
        to: 0,
    }]);
    assert_eq!(targets(&moved, "tables"), ["openai/b", "openai/a"]);
    assert!(moved.find("# second").unwrap() < moved.find("# first").unwrap());
    let grown = edited(&[Edit::AddTarget {
        chain: "tables".into(),
        target: "x/y".into(),
        at: 1,
    }]);
    assert_eq!(targets(&grown, "tables"), ["openai/a", "x/y", "openai/b"]);
    let shrunk = edited(&[Edit::RemoveTarget {
        chain: "tables".into(),
        step: 0,
        target: 0,
    }]);
    assert_eq!(targets(&shrunk, "tables"), ["openai/b"]);
    assert!(shrunk.contains("# second") && !shrunk.contains("# first"));
}

#[test]
fn targets_are_added_and_removed_in_the_manner_of_their_neighbours() {
    let grown = edited(&[
        Edit::AddTarget {
            chain: "auto".into(),
            target: "x/first".into(),
            at: 0,
        },
        Edit::AddTarget {
            chain: "auto".into(),
            target: "x/last".into(),
            at: 4,
        },
    ]);
    assert!(
        grown.contains("steps = [\n  { targets = [\"x/first\"] },\n  # the cheap one\n"),
        "{grown}"
    );
    assert!(
        grown.contains("# dear\n  { targets = [\"x/last\"] },\n]\n"),
        "{grown}"
    );
    let shrunk = edited(&[
        Edit::RemoveTarget {
            chain: "auto".into(),
            step: 0,
            target: 0,
        },
        Edit::RemoveTarget {
            chain: "auto".into(),
            step: 0,
            target: 0,
        },
    ]);
    assert!(shrunk.contains("steps = [\n  { targets = [\"work/deepseek-chat\"], pick = \"ordered\" },\n  # last resort\n"), "{shrunk}");
    assert!(!shrunk.contains("# fast") && !shrunk.contains("the cheap one"));
    let last = policy::edit(
        &shrunk,
        &[
            Edit::RemoveTarget {
                chain: "auto".into(),
                step: 0,
                target: 0,
            },
            Edit::RemoveTarget {
                chain: "auto".into(),
                step: 0,
                target: 0,
            },
        ],
    );
    assert!(
        last.unwrap_err()
            .message
            .contains("remove the chain instead")
    );
}

#[test]
fn arrays_on_one_line_stay_on_one_line() {
    let text = "version = 1\ndefault = \"a\"\n[chain.a]\nsteps = [{ targets = [\"x/1\"] }, { targets = [\"x/2\"] }]\n";
    let moved = policy::edit(
        text,
        &[Edit::MoveStep {
            chain: "a".into(),
            from: 1,
            to: 0,
        }],
    )
    .unwrap();
    assert_eq!(
        moved,
        text.replace(
            "[{ targets = [\"x/1\"] }, { targets = [\"x/2\"] }]",
            "[{ targets = [\"x/2\"] }, { targets = [\"x/1\"] }]"
        )
    );
    let without = "version = 1\ndefault = \"a\"\n[chain.a]\nsteps = [\n  { targets = [\"x/1\"] }, # one\n  { targets = [\"x/2\"] } # two\n]\n";
    let moved = policy::edit(
        without,
        &[Edit::MoveStep {
            chain: "a".into(),
            from: 1,
            to: 0,
        }],
    );
    assert_eq!(
        moved.unwrap(),
        "version = 1\ndefault = \"a\"\n[chain.a]\nsteps = [\n  { targets = [\"x/2\"] }, # two\n  { targets = [\"x/1\"] }, # one\n]\n"
    );
}

#[test]
fn chains_are_added_renamed_and_removed_in_place() {
    let text = edited(&[
        Edit::AddChain {
            chain: "fast".into(),
            target: "openai/gpt-5-nano".into(),
        },
        Edit::RenameChain {
            chain: "auto".into(),
            to: "daily".into(),
        },
        Edit::RemoveChain {
            chain: "tables".into(),
        },
    ]);
    let policy = Policy::parse(&text).unwrap();
    assert_eq!(&*policy.default, "daily");
    assert_eq!(policy.tests[0].expect, "chain/daily");
    assert_eq!(targets(&text, "fast"), ["openai/gpt-5-nano"]);
    assert!(
        text.contains("# Our routes.\nversion = 1\ndefault = \"daily\" # everyday work\n"),
        "{text}"
    );
    assert!(
        text.contains("# Small things first.\n[chain.daily]\n"),
        "{text}"
    );
    assert!(
        text.find("[chain.fast]").unwrap() < text.find("[[test]]").unwrap(),
        "{text}"
    );
    assert!(!text.contains("tables"), "{text}");
}

#[test]
fn the_first_chain_of_an_empty_file_becomes_the_default() {
    let text = policy::edit(
        "",
        &[Edit::AddChain {
            chain: "auto".into(),
            target: "a/b".into(),
        }],
    );
    assert_eq!(
        text.unwrap(),
        "version = 1\ndefault = \"auto\"\n\n[chain.auto]\nsteps = [\n  { targets = [\"a/b\"] },\n]\n"
    );
}

#[test]
fn deadlines_retries_and_the_default_keep_what_stands_around_them() {
    let text = edited(&[
        Edit::SetRetries {
            chain: "auto".into(),
            retries: 3,
        },
        Edit::SetDeadline {
            chain: "auto".into(),
            deadline: Deadlines {
                connect: Duration::from_millis(1500),
                ..Deadlines::CHAIN
            },
        },
        Edit::SetDefault {
            chain: "tables".into(),
        },
    ]);
    assert!(text.contains("retries = 3 # enough\n"), "{text}");
    assert!(
        text.contains("default = \"tables\" # everyday work\n"),
        "{text}"
    );
    assert!(text.contains("deadline = { connect = \"1500ms\", first_token = \"20s\", idle = \"30s\", total = \"10m\" }"), "{text}");
}

#[test]
fn an_edit_that_does_not_fit_says_why_and_changes_nothing() {
    let refused = |edit: Edit| policy::edit(FILE, &[edit]).unwrap_err().message;
    let name = String::from;
    assert_eq!(
        refused(Edit::SetDefault {
            chain: name("atuo")
        }),
        "no chain is called `atuo`. Did you mean `auto`?"
    );
    assert!(
        refused(Edit::RemoveChain {
            chain: name("auto")
        })
        .contains("another chain the default")
    );
    assert!(
        refused(Edit::AddChain {
            chain: name("auto"),
            target: name("a/b")
        })
        .contains("already")
    );
    assert!(
        refused(Edit::AddChain {
            chain: name("A b"),
            target: name("a/b")
        })
        .contains("a-z")
    );
    assert!(
        refused(Edit::AddChain {
            chain: name("b"),
            target: name("b")
        })
        .contains("<account>/<model>")
    );
    assert!(
        refused(Edit::MoveStep {
            chain: name("auto"),
            from: 0,
            to: 3
        })
        .contains("has 3 steps")
    );
    assert!(
        refused(Edit::SetRetries {
            chain: name("auto"),
            retries: 11
        })
        .contains("0 to 10")
    );
    assert!(
        refused(Edit::RenameChain {
            chain: name("auto"),
            to: name("tables")
        })
        .contains("already")
    );
}
