//! What a client may write as `model`, and what it means.

use crate::support::{Answer, House, TWO, account, chat};
use pointsman_engine::record::Outcome;
use pointsman_wire::FailureKind;

/// Which target is asked for a name.
async fn asked(model: &str) -> String {
    let house = House::new(TWO);
    for target in [
        "maker/m-1",
        "maker/shared",
        "relay/shared",
        "relay/maker/m-1",
        "relay/only-here",
        "own/x",
        "maker/new",
    ] {
        house.script(target, [Answer::whole(chat::whole())]);
    }
    let got = house.ask(chat::request(model, false)).await;
    assert_eq!(got.head.status, 200, "{model}: {}", got.text());
    house.world.targets().remove(0)
}

#[tokio::test(start_paused = true)]
async fn names_lead_where_the_contract_says() {
    for (model, target) in [
        ("auto", "maker/m-1"),
        ("chain/one", "maker/m-1"),
        ("maker/m-1", "maker/m-1"),
        // The slash that splits is the first.
        ("relay/maker/m-1", "relay/maker/m-1"),
        // Not in the catalogue, but the account is named.
        ("maker/new", "maker/new"),
        ("own/x", "own/x"),
        // The relay stands first in the file, but the maker makes it.
        ("shared", "maker/shared"),
        ("m-1", "maker/m-1"),
        ("only-here", "relay/only-here"),
    ] {
        assert_eq!(asked(model).await, target, "{model}");
    }
}

async fn refused(model: &str) -> (u16, String, String) {
    let house = House::new(TWO);
    let got = house.ask(chat::request(model, true)).await;
    let error = got.error();
    assert_eq!(got.header("x-should-retry"), Some("false"));
    assert!(got.header("x-pointsman-request-id").is_some());
    assert!(matches!(house.book.only().outcome, Outcome::Failed(_)));
    let text = |key: &str| error[key].as_str().unwrap().to_owned();
    (got.head.status, text("code"), text("message"))
}

#[tokio::test(start_paused = true)]
async fn names_that_lead_nowhere_say_how_to_mend_it() {
    let (status, code, message) = refused("onlyhere").await;
    assert_eq!((status, &*code), (404, "model_not_found"));
    assert!(
        message.contains("no model is called `onlyhere`"),
        "{message}"
    );
    assert!(
        message.contains("Did you mean") && message.contains("`only-here`"),
        "{message}"
    );

    let (status, code, message) = refused("chain/onne").await;
    assert_eq!((status, &*code), (404, "chain_not_found"));
    assert!(message.ends_with("Did you mean `chain/one`?"), "{message}");

    let (status, code, message) = refused("off/shared").await;
    assert_eq!((status, &*code), (503, "account_disabled"));
    assert!(message.contains("switched off"), "{message}");

    let (status, _, _) = refused("maker/").await;
    assert_eq!(status, 404);
}

#[tokio::test(start_paused = true)]
async fn without_an_account_every_name_says_so() {
    let house = House::with(TWO, Vec::new(), 1);
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!(got.head.status, 503);
    assert_eq!(got.error()["code"], "no_account");
    assert!(
        got.error()["message"]
            .as_str()
            .unwrap()
            .contains("pointsman account add")
    );
}

#[tokio::test(start_paused = true)]
async fn a_body_that_cannot_be_read_says_where() {
    let house = House::new(TWO);
    let got = house.ask("{\"model\": \"auto\",\n  oops}").await;
    assert_eq!(got.head.status, 400);
    let message = got.error()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("line 2, column 3"), "{message}");
    let settled = house.book.only();
    assert_eq!(settled.outcome, Outcome::Failed(FailureKind::BadRequest));
    assert!(settled.head.is_some() && settled.prompt.is_none());

    let house = House::new(TWO);
    let got = house.ask("{\"messages\":[]}").await;
    assert_eq!(
        (got.head.status, got.error()["param"].as_str()),
        (400, Some("model"))
    );
}

#[test]
fn the_list_of_models_has_each_name_once() {
    let house = House::new(TWO);
    let cards = house.engine.models();
    let ids: Vec<&str> = cards.iter().map(|card| card.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "auto",
            "chain/auto",
            "chain/one",
            "chain/single",
            "chain/holes",
            "relay/shared",
            "relay/maker/m-1",
            "relay/only-here",
            "relay/no-price",
            "maker/m-1",
            "maker/shared",
            "sim/sim-1",
            "shared",
            "only-here",
            "no-price",
            "m-1",
            "sim-1",
        ]
    );
    let card = |id: &str| cards.iter().find(|card| card.id == id).unwrap();
    assert_eq!(card("auto").owned_by, "pointsman");
    assert_eq!(
        card("shared").owned_by,
        "maker",
        "who makes it, as the name resolves"
    );
    assert_eq!(card("maker/m-1").created, 1_767_312_000);
    assert_eq!(card("no-price").created, 0);
}

#[test]
fn an_account_may_have_another_name_than_its_provider() {
    let house = House::with(TWO, vec![account("work", "maker")], 1);
    let ids: Vec<String> = house
        .engine
        .models()
        .into_iter()
        .map(|card| card.id)
        .collect();
    assert!(ids.contains(&"work/m-1".to_owned()) && !ids.contains(&"maker/m-1".to_owned()));
}
