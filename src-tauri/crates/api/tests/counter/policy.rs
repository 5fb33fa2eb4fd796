//! Changing the policy: together or not at all, never over somebody else's change.

use crate::{Serving, wait_for};
use pointsman_api::error::ErrorCode;
use pointsman_api::views::routes::{
    DeliveryView, OnRefusalView, PolicyChange, PolicyEdit, PolicyRestore,
};

fn retries(retries: u32) -> PolicyEdit {
    PolicyEdit::SetRetries {
        chain: "auto".to_owned(),
        retries,
    }
}

fn change(base: &str, edits: Vec<PolicyEdit>) -> PolicyChange {
    PolicyChange {
        base: base.to_owned(),
        edits,
    }
}

#[tokio::test]
async fn an_edit_keeps_the_comments_and_takes_effect_on_the_next_call() {
    let serving = Serving::start().await;
    let before = serving.house.routes_read().await.unwrap();
    let moved = PolicyEdit::MoveStep {
        chain: "auto".to_owned(),
        from: 1,
        to: 0,
    };
    let after = serving
        .house
        .routes_change(change(&before.hash, vec![moved]))
        .await
        .unwrap();
    assert_eq!(
        after.chains[0].steps[0].targets[0].target,
        "simulator/sim-steady"
    );
    let text = serving.read("routes.toml");
    assert_eq!(text, after.text);
    assert!(text.contains("# Fails now and then, on purpose"), "{text}");
    let call = serving.call("auto").await.call.unwrap();
    let story = serving.house.live_story(call).await.unwrap();
    assert_eq!(story.call.attempts[0].model, "sim-steady");
    assert_eq!(story.policy, after.hash);
    serving.house.close().await;
}

#[tokio::test]
async fn a_save_over_a_file_that_changed_underneath_shows_both_and_saves_nothing() {
    let serving = Serving::start().await;
    let base = serving.house.routes_read().await.unwrap().hash;
    let theirs = serving
        .read("routes.toml")
        .replace("retries = 0", "retries = 2");
    serving.write("routes.toml", &theirs);
    let refused = serving
        .house
        .routes_change(change(&base, vec![retries(5)]))
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::Conflict);
    let both = refused.hint.unwrap();
    assert!(
        both.contains("retries = 5") && both.contains("retries = 2"),
        "{both}"
    );
    assert_eq!(serving.read("routes.toml"), theirs);
    let now = serving.house.routes_read().await.unwrap();
    assert_eq!(now.chains[0].retries, 2);
    serving.house.close().await;
}

#[tokio::test]
async fn edits_hold_together_or_not_at_all() {
    let serving = Serving::start().await;
    let before = serving.house.routes_read().await.unwrap();
    let gone = PolicyEdit::RemoveChain {
        chain: "auto".to_owned(),
    };
    let refused = serving
        .house
        .routes_change(change(&before.hash, vec![retries(5), gone]))
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::Invalid);
    assert_eq!(serving.house.routes_read().await.unwrap(), before);
    serving.house.close().await;
}

#[tokio::test]
async fn a_save_that_breaks_the_files_own_test_takes_no_effect() {
    let serving = Serving::start().await;
    let before = serving.house.routes_read().await.unwrap();
    let text = before
        .text
        .replace("expect = \"chain/auto\"", "expect = \"chain/other\"");
    let refused = serving
        .house
        .routes_change(change(&before.hash, vec![PolicyEdit::SetText { text }]))
        .await
        .unwrap_err();
    assert!(
        refused.message.contains("routes.toml:"),
        "{}",
        refused.message
    );
    assert_eq!(serving.house.routes_read().await.unwrap(), before);
    serving.house.close().await;
}

#[tokio::test]
async fn a_version_of_the_history_comes_back() {
    let serving = Serving::start().await;
    let first = serving.house.routes_read().await.unwrap();
    let second = serving
        .house
        .routes_change(change(&first.hash, vec![retries(4)]))
        .await
        .unwrap();
    let restore = PolicyRestore {
        hash: first.hash.clone(),
        base: second.hash.clone(),
    };
    let third = serving.house.routes_restore(restore).await.unwrap();
    assert_eq!(third.text, first.text);
    let history = serving.house.routes_history().await.unwrap();
    let hashes: Vec<_> = history
        .iter()
        .map(|version| version.hash.as_str())
        .collect();
    assert_eq!(hashes, [&first.hash, &second.hash, &first.hash]);
    assert_eq!(history[1].summary, "auto: set retries to 4");
    assert!(history[0].current && !history[2].current);
    serving.house.close().await;
}

#[tokio::test]
async fn a_policy_broken_by_hand_leaves_the_last_good_one_in_force() {
    let serving = Serving::start().await;
    let mut batches = serving.watch();
    // The first batch proves that the watch has begun.
    serving.write(
        "routes.toml",
        "version = 1\ndefault = \"auto\"\n[chain.auto\n",
    );
    wait_for(&mut batches, |batch| {
        batch.changed.contains(&"routes".to_owned())
    })
    .await;
    let view = serving.house.routes_read().await.unwrap();
    assert!(view.last_good);
    assert_eq!(view.problems[0].line, 3);
    assert_eq!(view.chains[0].steps.len(), 2);
    assert_eq!(serving.call("auto").await.status, 200);
    let trouble = serving.house.settings_status().await.unwrap().trouble;
    assert!(trouble.unwrap().contains("routes.toml:3"));
    serving.write(
        "routes.toml",
        "version = 1\ndefault = \"one\"\n[chain.one]\nsteps = [{ targets = [\"simulator/sim-swift\"] }]\n",
    );
    wait_for(&mut batches, |batch| {
        batch.changed.contains(&"connect".to_owned())
    })
    .await;
    let view = serving.house.routes_read().await.unwrap();
    assert!(!view.last_good && view.problems.is_empty());
    assert_eq!(view.chains[0].name, "one");
    let history = serving.house.routes_history().await.unwrap();
    assert_eq!(history[0].summary, "edited by hand");
    serving.house.close().await;
}

#[tokio::test]
async fn without_any_account_the_policy_still_holds_and_can_be_changed() {
    let serving = Serving::start().await;
    serving
        .house
        .providers_remove("simulator".to_owned())
        .await
        .unwrap();
    let view = serving.house.routes_read().await.unwrap();
    assert!(!view.last_good);
    let trouble = &view.chains[0].steps[0].targets[0].trouble;
    assert_eq!(trouble.as_deref(), Some("no_account"));
    let after = serving
        .house
        .routes_change(change(&view.hash, vec![retries(1)]))
        .await
        .unwrap();
    assert_eq!(after.chains[0].retries, 1);
    serving.house.close().await;
}

#[tokio::test]
async fn how_an_answer_is_handed_over_is_set_and_shown() {
    let serving = Serving::start().await;
    let before = serving.house.routes_read().await.unwrap();
    assert_eq!(before.chains[0].delivery, DeliveryView::Live);
    assert_eq!(before.chains[0].on_refusal, OnRefusalView::Stop);
    let edits = vec![
        PolicyEdit::SetDelivery {
            chain: "auto".to_owned(),
            delivery: DeliveryView::Assured,
        },
        PolicyEdit::SetOnRefusal {
            chain: "auto".to_owned(),
            on_refusal: OnRefusalView::Next,
        },
    ];
    let asked = change(&before.hash, edits);
    let after = serving.house.routes_change(asked).await.unwrap();
    assert_eq!(after.chains[0].delivery, DeliveryView::Assured);
    assert_eq!(after.chains[0].on_refusal, OnRefusalView::Next);
    let text = serving.read("routes.toml");
    assert!(text.contains("delivery = \"assured\""), "{text}");
}
