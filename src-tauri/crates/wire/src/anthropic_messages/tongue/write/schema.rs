//! A JSON schema as the dialect takes it for an answer's form.
//!
//! <https://platform.claude.com/docs/en/build-with-claude/structured-outputs> (read 2026-11-22):
//! objects are closed, and bounds of numbers, texts and lists are not held to. What is not taken is
//! told the model in the description, as the official SDKs do.

use crate::canon::{Feature, Json, Losses, Pen, Why};
use serde_json::{Map, Value};

/// Keywords that are refused.
const REFUSED: [&str; 17] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "maxItems",
    "uniqueItems",
    "contains",
    "minProperties",
    "maxProperties",
    "patternProperties",
    "propertyNames",
    "if",
    "then",
    "else",
];

/// Keywords under which schemas stand by name.
const NAMED: [&str; 3] = ["properties", "$defs", "definitions"];

/// Writes a schema. One that fits is written as it stands.
pub fn write(schema: &Json, pen: &mut Pen, losses: &mut Losses) {
    let Ok(mut tree) = serde_json::from_str::<Value>(schema.text()) else {
        pen.json(schema);
        return;
    };
    let before = tree.clone();
    let mut lost = false;
    fit(&mut tree, &mut lost);
    if lost {
        losses.lose(Feature::JsonSchema, "response_format", Why::Approximated);
    }
    match tree == before {
        true => pen.json(schema),
        false => pen.value(&tree),
    };
}

/// Whether a tool's arguments can be held to a schema as it stands.
pub fn fits(schema: &Json) -> bool {
    let Ok(mut tree) = serde_json::from_str::<Value>(schema.text()) else {
        return false;
    };
    let before = tree.clone();
    fit(&mut tree, &mut false);
    tree == before
}

fn fit(schema: &mut Value, lost: &mut bool) {
    let Value::Object(fields) = schema else {
        return;
    };
    let mut told = Map::new();
    for key in REFUSED {
        if let Some(value) = fields.remove(key) {
            told.insert(key.to_owned(), value);
        }
    }
    if fields.get("minItems").and_then(Value::as_u64) > Some(1)
        && let Some(least) = fields.remove("minItems")
    {
        told.insert("minItems".to_owned(), least);
    }
    if let Some(one) = fields.remove("oneOf") {
        fields.insert("anyOf".to_owned(), one);
        *lost = true;
    }
    let is_object = fields.get("type").is_some_and(|kind| kind == "object");
    if is_object || fields.contains_key("properties") {
        let open = fields.insert("additionalProperties".to_owned(), Value::Bool(false));
        *lost |= open.is_some_and(|open| open != Value::Bool(false));
    }
    for (key, value) in fields.iter_mut() {
        match value {
            Value::Object(named) if NAMED.contains(&key.as_str()) => {
                named.values_mut().for_each(|it| fit(it, lost));
            }
            Value::Array(all) if ["anyOf", "allOf"].contains(&key.as_str()) => {
                all.iter_mut().for_each(|it| fit(it, lost));
            }
            items if key == "items" => fit(items, lost),
            _ => {}
        }
    }
    if !told.is_empty() {
        *lost = true;
        let words = Value::Object(told).to_string();
        let said = fields.get("description").and_then(Value::as_str);
        let said = said.map_or_else(|| words.clone(), |said| format!("{said}\n\n{words}"));
        fields.insert("description".to_owned(), Value::String(said));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(schema: &str, expected: &str, loses: bool) {
        let mut pen = Pen::default();
        let mut losses = Losses::default();
        write(&Json::parse(schema).unwrap(), &mut pen, &mut losses);
        let written: Value = serde_json::from_slice(&pen.done()).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(expected).unwrap());
        assert_eq!(losses.has(Feature::JsonSchema), loses);
    }

    #[test]
    fn objects_are_closed_at_every_depth() {
        check(
            r#"{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{}}}}}"#,
            r#"{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{},"additionalProperties":false}}},"additionalProperties":false}"#,
            false,
        );
    }

    #[test]
    fn a_bound_that_is_not_taken_is_told_in_words_and_lost() {
        check(
            r#"{"type":"integer","minimum":1,"description":"d"}"#,
            r#"{"type":"integer","description":"d\n\n{\"minimum\":1}"}"#,
            true,
        );
    }

    #[test]
    fn a_property_may_be_called_like_a_keyword() {
        let named = r#"{"type":"object","properties":{"minimum":{"type":"string"}},"additionalProperties":false}"#;
        check(named, named, false);
        assert!(fits(&Json::parse(named).unwrap()));
        assert!(!fits(&Json::parse(r#"{"type":"object"}"#).unwrap()));
    }
}
