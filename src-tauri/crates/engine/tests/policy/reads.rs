//! What a policy says and gets wrong.

use super::{FILE, targets};
use pointsman_catalog::Catalog;
use pointsman_engine::account::Account;
use pointsman_engine::policy::{self, Deadlines, Policy};
use std::sync::Arc;
use std::time::Duration;

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
        ("forbid = [\"other_family\"]", "5:11"),
        ("forbid = [\"toolz\"]", "5:11"),
        ("forbid = \"tools\"", "5:10"),
        ("forbid = [1]", "5:11"),
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
    assert!(chain("delivery = \"later\"").contains("is \"live\" or \"assured\", not \"later\""));
    assert!(chain("on_refusal = \"retry\"").contains("is \"stop\" or \"next\""));
    let harmless = "version = 1\ndefault = \"auto\"\n[chain.auto]\ndelivery = \"live\"\nforbid = []\nrequire = {}\nsteps = [{ targets = [\"a/b\"], pick = \"ordered\" }]\n";
    assert_eq!(problems(harmless), Vec::<String>::new());
}

#[test]
fn a_check_warns_of_targets_that_cannot_be_asked_and_runs_the_tests() {
    let account = |name: &str, provider: &str, enabled| {
        Arc::new(Account {
            enabled,
            ..Account::new(name, provider)
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
fn the_tests_of_a_policy_run_without_any_account() {
    let text = "version = 1\ndefault = \"auto\"\n[chain.auto]\nsteps = [{ targets = [\"a/b\"] }]\n[[test]]\nexpect = \"chain/auto\"\n";
    let found = policy::check(&Policy::parse(text).unwrap(), &[], Catalog::built_in());
    assert!(found.iter().all(|problem| !problem.fatal), "{found:#?}");
}
