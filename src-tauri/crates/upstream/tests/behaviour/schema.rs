//! Structured output: what the simulator writes fits the schema.

use crate::simulator::{hello, simulated};
use crate::stand::{read, sender};
use pointsman_engine::ports::Upstream;
use serde_json::{Value, json};

/// An instance for each of some seeds.
async fn instances(schema: &Value) -> Vec<Value> {
    let mut made = Vec::new();
    for seed in 0..20 {
        let format = json!({ "type": "json_schema", "json_schema": { "name": "x", "strict": true, "schema": schema } });
        let body = hello(json!({ "seed": seed, "response_format": format }));
        let answer = sender().send(simulated("sim-swift", &body)).await.unwrap();
        let answer: Value = serde_json::from_slice(&read(answer.body).await.0).unwrap();
        let text = answer["choices"][0]["message"]["content"].as_str().unwrap();
        made.push(serde_json::from_str(text).unwrap());
    }
    made
}

async fn check(schema: Value, fits: impl Fn(&Value) -> bool) {
    for made in instances(&schema).await {
        assert!(fits(&made), "{made} for {schema}");
    }
}

#[tokio::test]
async fn objects_have_what_is_required_and_no_more_than_is_known() {
    let schema = json!({
        "type": "object",
        "properties": {
            "name": { "type": "string" },
            "kind": { "enum": ["a", "b"] },
            "one": { "const": 1 },
            "maybe": { "type": ["string", "null"] },
            "nothing": { "type": "null" },
            "sure": { "type": "boolean" },
        },
        "required": ["name", "kind", "one", "maybe", "nothing", "sure"],
        "additionalProperties": false,
    });
    check(schema, |made| {
        made.as_object().unwrap().len() == 6
            && made["name"].is_string()
            && (made["kind"] == "a" || made["kind"] == "b")
            && made["one"] == 1
            && (made["maybe"].is_string() || made["maybe"].is_null())
            && made["nothing"].is_null()
            && made["sure"].is_boolean()
    })
    .await;
    check(json!({ "type": "object", "required": ["x"] }), |made| {
        made.get("x").is_some()
    })
    .await;
}

#[tokio::test]
async fn numbers_keep_their_bounds_and_steps() {
    for (schema, low, high) in [
        (
            json!({ "type": "integer", "minimum": 3, "maximum": 4 }),
            3,
            4,
        ),
        (
            json!({ "type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5 }),
            4,
            4,
        ),
        (json!({ "type": "integer", "maximum": -5 }), i64::MIN, -5),
        (json!({ "type": "integer", "minimum": 1.0 }), 1, i64::MAX),
    ] {
        check(schema, |made| {
            (low..=high).contains(&made.as_i64().unwrap())
        })
        .await;
    }
    check(
        json!({ "type": "integer", "minimum": 11, "maximum": 20, "multipleOf": 5 }),
        |made| made == &json!(15) || made == &json!(20),
    )
    .await;
    check(
        json!({ "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1 }),
        |made| {
            let made = made.as_f64().unwrap();
            made > 0.0 && made < 1.0
        },
    )
    .await;
    check(
        json!({ "type": "number", "minimum": 0.3, "multipleOf": 0.25 }),
        |made| made == &json!(0.5),
    )
    .await;
}

#[tokio::test]
async fn arrays_keep_their_lengths_and_are_unique_where_told() {
    check(
        json!({ "type": "array", "items": { "type": "integer" }, "minItems": 3, "maxItems": 3 }),
        |made| made.as_array().unwrap().len() == 3,
    )
    .await;
    check(json!({ "type": "array", "maxItems": 0 }), |made| {
        made == &json!([])
    })
    .await;
    check(
        json!({ "type": "array", "items": { "enum": [1, 2, 3] }, "minItems": 3, "uniqueItems": true }),
        |made| {
            let mut items = made.as_array().unwrap().clone();
            items.sort_by_key(Value::as_i64);
            items == [json!(1), json!(2), json!(3)]
        },
    )
    .await;
    check(
        json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "boolean" }], "items": false }),
        |made| made.as_array().unwrap().len() == 2 && made[0].is_string() && made[1].is_boolean(),
    )
    .await;
}

#[tokio::test]
async fn strings_keep_their_lengths_and_formats() {
    check(
        json!({ "type": "string", "minLength": 40, "maxLength": 42 }),
        |made| (40..=42).contains(&made.as_str().unwrap().len()),
    )
    .await;
    check(json!({ "type": "string", "maxLength": 2 }), |made| {
        made.as_str().unwrap().len() <= 2
    })
    .await;
    for (format, part, length) in [
        ("date", "2026-11-", 10),
        ("date-time", "T", 20),
        ("time", ":30:00Z", 9),
        ("email", "@example.com", 0),
        ("uri", "https://", 0),
        ("uuid", "-4", 36),
        ("ipv4", "192.0.2.", 0),
    ] {
        check(json!({ "type": "string", "format": format }), |made| {
            let made = made.as_str().unwrap();
            made.contains(part) && (length == 0 || made.len() == length)
        })
        .await;
    }
}

#[tokio::test]
async fn choices_parts_and_references_are_followed() {
    check(
        json!({
            "anyOf": [{ "$ref": "#/$defs/left" }, { "type": "null" }],
            "$defs": { "left": { "type": "object", "properties": { "l": { "const": true } }, "required": ["l"] } },
        }),
        |made| made == &json!({ "l": true }),
    )
    .await;
    check(
        json!({ "allOf": [
            { "type": "object", "properties": { "a": { "const": 1 } }, "required": ["a"] },
            { "properties": { "b": { "const": 2 } }, "required": ["b"] },
        ] }),
        |made| made == &json!({ "a": 1, "b": 2 }),
    )
    .await;
    check(
        json!({ "oneOf": [{ "const": 1 }, { "const": 2 }] }),
        |made| made == &json!(1) || made == &json!(2),
    )
    .await;
}

#[tokio::test]
async fn recursive_schemas_come_to_an_end() {
    let tree = json!({
        "$ref": "#/$defs/node",
        "$defs": { "node": {
            "type": "object",
            "properties": {
                "value": { "type": "string" },
                "children": { "type": "array", "items": { "$ref": "#/$defs/node" } },
                "next": { "anyOf": [{ "$ref": "#" }, { "type": "null" }] },
            },
            "required": ["value", "children", "next"],
            "additionalProperties": false,
        } },
    });
    fn fits(node: &Value) -> bool {
        let children = node["children"].as_array().unwrap();
        node.as_object().unwrap().len() == 3
            && node["value"].is_string()
            && children.iter().all(fits)
            && (node["next"].is_null() || fits(&node["next"]))
    }
    check(tree, fits).await;
    // Nothing can meet this one; it must still come to an end.
    let endless =
        json!({ "type": "object", "properties": { "x": { "$ref": "#" } }, "required": ["x"] });
    assert_eq!(instances(&endless).await.len(), 20);
}
