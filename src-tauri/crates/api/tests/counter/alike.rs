//! The owner's own shell and an attached one ask the same questions and get the same answers.

use crate::requests::page;
use crate::{Batches, Serving, last, wait_for};
use futures_util::StreamExt;
use pointsman_api::error::ErrorCode;
use pointsman_api::views::connect::NewLocalKey;
use pointsman_api::views::providers::{NewAccount, SetEnabled, TestAsk};
use pointsman_api::views::requests::{Facet, FacetAsk, Narrow};
use pointsman_api::views::routes::{PolicyChange, PolicyEdit, PolicyRestore};
use pointsman_api::views::settings::Ownership;
use pointsman_api::views::spend::{SpendBy, SpendQuery};
use pointsman_units::UnixMillis;

/// Asks both houses the same and compares.
macro_rules! same {
    ($serving:expr, $attached:expr, $operation:ident($($input:expr)?)) => {{
        let own = $serving.house.$operation($($input)?).await.unwrap();
        let other = $attached.$operation($($input)?).await.unwrap();
        assert_eq!(own, other, stringify!($operation));
        own
    }};
}

#[tokio::test]
async fn every_question_gets_the_same_answer_on_both_sides() {
    let serving = Serving::start().await;
    let attached = serving.attached().await;
    let call = serving.call("auto").await.call.unwrap();
    same!(serving, attached, live_calls(last(5)));
    same!(serving, attached, live_story(call));
    same!(serving, attached, routes_read());
    same!(serving, attached, routes_history());
    same!(
        serving,
        attached,
        routes_check_text("version = 1\nsteps".to_owned())
    );
    same!(serving, attached, routes_targets());
    same!(serving, attached, providers_list());
    same!(serving, attached, providers_presets());
    same!(serving, attached, providers_models("simulator".to_owned()));
    same!(serving, attached, connect_view());
    same!(serving, attached, settings_read());
    same!(serving, attached, requests_page(page(10)));
    let ask = || FacetAsk {
        narrow: Narrow::default(),
        facet: Facet::Chain,
    };
    same!(serving, attached, requests_values(ask()));
    same!(serving, attached, requests_curl(call));
    let query = || SpendQuery {
        by: SpendBy::Model,
        since: UnixMillis(0),
        until: Some(UnixMillis(i64::MAX)),
        offset: 60,
    };
    let own = serving.house.spend_report(query()).await.unwrap();
    let mut other = attached.spend_report(query()).await.unwrap();
    other.at = own.at;
    assert_eq!(own, other);
    let own = serving.house.settings_status().await.unwrap();
    let mut other = attached.settings_status().await.unwrap();
    let pid = std::process::id();
    assert_eq!(other.ownership, Ownership::Attached { pid });
    other.ownership = Ownership::Owner;
    assert_eq!(own, other);
    serving.house.close().await;
}

#[tokio::test]
async fn an_attached_process_changes_what_the_owner_holds() {
    let serving = Serving::start().await;
    let attached = serving.attached().await;
    let new = NewAccount {
        provider: "openai".to_owned(),
        name: Some("work".to_owned()),
        base_url: None,
        key: None,
        key_env: Some("POINTSMAN_TEST_NO_SUCH_VARIABLE".to_owned()),
        client: None,
        way: None,
    };
    attached.providers_add(new.clone()).await.unwrap();
    let again = attached.providers_add(new).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::Invalid);
    let off = SetEnabled {
        account: "work".to_owned(),
        enabled: false,
    };
    assert!(!attached.providers_set_enabled(off).await.unwrap().enabled);
    let held = serving.house.providers_list().await.unwrap();
    assert_eq!(held.len(), 2);
    let base = attached.routes_read().await.unwrap().hash;
    let change = PolicyChange {
        base: base.clone(),
        edits: vec![PolicyEdit::SetRetries {
            chain: "auto".to_owned(),
            retries: 3,
        }],
    };
    let changed = attached.routes_change(change).await.unwrap();
    assert_eq!(serving.house.routes_read().await.unwrap(), changed);
    let restore = PolicyRestore {
        hash: base.clone(),
        base: changed.hash,
    };
    assert_eq!(attached.routes_restore(restore).await.unwrap().hash, base);
    let new = NewLocalKey {
        project: "web".to_owned(),
        tool: None,
        environment: None,
    };
    let made = attached.connect_make_key(new).await.unwrap();
    assert_eq!(serving.knock(&made.key).await, 404);
    attached.connect_revoke(made.view.id).await.unwrap();
    assert_eq!(serving.knock(&made.key).await, 401);
    attached.providers_remove("work".to_owned()).await.unwrap();
    assert_eq!(serving.house.providers_list().await.unwrap().len(), 1);
    attached.providers_retry_keychain().await.unwrap();
    serving.house.close().await;
}

#[tokio::test]
async fn a_test_says_whether_the_key_or_the_model_fails() {
    let serving = Serving::start().await;
    let attached = serving.attached().await;
    let ask = |model: &str| TestAsk {
        account: "simulator".to_owned(),
        model: Some(model.to_owned()),
    };
    let report = attached.providers_test(ask("sim-swift")).await.unwrap();
    assert_eq!((report.auth.ok, report.model.ok), (Some(true), Some(true)));
    assert!(report.models.contains(&"sim-flaky".to_owned()));
    let report = attached.providers_test(ask("sim-503")).await.unwrap();
    assert_eq!((report.auth.ok, report.model.ok), (Some(true), Some(false)));
    assert!(!report.model.message.is_empty());
    serving.house.close().await;
}

#[tokio::test]
async fn an_error_is_the_same_error_on_both_sides() {
    let serving = Serving::start().await;
    let attached = serving.attached().await;
    let nobody = || "nobody".to_owned();
    let own = serving.house.providers_models(nobody()).await.unwrap_err();
    let other = attached.providers_models(nobody()).await.unwrap_err();
    assert_eq!(own, other);
    assert_eq!(own.code, ErrorCode::NotFound);
    assert!(own.hint.unwrap().contains("simulator"));
    serving.house.close().await;
}

#[tokio::test]
async fn who_watches_from_afar_hears_of_calls_and_of_the_owners_end() {
    let serving = Serving::start().await;
    let attached = serving.attached().await;
    let mut batches: Batches = Box::pin(attached.events());
    // The watch stands once something is heard; asking the keychain again changes nothing else.
    let first = loop {
        tokio::select! {
            biased;
            batch = batches.next() => break batch,
            asked = attached.providers_retry_keychain() => asked.unwrap(),
        }
    };
    assert!(!first.unwrap().changed.is_empty());
    let call = serving.call("simulator/sim-503").await.call;
    let batch = wait_for(&mut batches, |batch| {
        batch.calls.iter().any(|call| call.total.is_some())
    });
    let heard = batch
        .await
        .calls
        .into_iter()
        .find(|call| call.total.is_some());
    let heard = heard.unwrap();
    assert_eq!(Some(heard.id), call);
    assert_eq!(attached.live_calls(last(1)).await.unwrap(), [heard]);
    let Serving { folder, house, .. } = serving;
    house.close().await;
    drop(house);
    let batch = wait_for(&mut batches, |batch| batch.missed > 0).await;
    assert!(batch.changed.contains(&"settings".to_owned()));
    assert_eq!(attached.attached_to(), None);
    attached.close().await;
    drop(folder);
}

#[tokio::test]
async fn an_attached_house_takes_over_when_the_owner_is_gone() {
    let serving = Serving::start().await;
    let attached = serving.attached().await;
    let call = serving.call("auto").await.call;
    let Serving { folder, house, .. } = serving;
    house.close().await;
    drop(house);
    let calls = attached.live_calls(last(5)).await.unwrap();
    assert_eq!(calls.first().map(|found| found.id), call);
    assert_eq!(attached.attached_to(), None);
    let status = attached.settings_status().await.unwrap();
    assert_eq!(status.ownership, Ownership::Owner);
    attached.close().await;
    drop(folder);
}
