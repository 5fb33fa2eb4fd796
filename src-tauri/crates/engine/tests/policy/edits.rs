//! How a policy is changed, with its comments and order kept.

use super::{FILE, targets};
use pointsman_engine::policy::{self, Deadlines, Delivery, Edit, OnRefusal, Policy};
use std::time::Duration;

fn edited(edits: &[Edit]) -> String {
    policy::edit(FILE, edits).unwrap()
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
fn delivery_and_refusals_are_words_of_the_chain() {
    let text = edited(&[
        Edit::SetDelivery {
            chain: "auto".into(),
            delivery: Delivery::Assured,
        },
        Edit::SetOnRefusal {
            chain: "auto".into(),
            on_refusal: OnRefusal::Next,
        },
    ]);
    let policy = Policy::parse(&text).unwrap();
    let chain = policy.chain("auto").unwrap();
    assert_eq!(
        (chain.delivery, chain.on_refusal),
        (Delivery::Assured, OnRefusal::Next)
    );
    let before = policy.chain("tables").unwrap();
    assert_eq!(
        (before.delivery, before.on_refusal),
        (Delivery::Live, OnRefusal::Stop)
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
