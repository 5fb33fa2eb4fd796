//! Gemini's `Schema`, a dialect of OpenAPI's, as the JSON Schema that everybody else takes.
//!
//! <https://ai.google.dev/api/caching#Schema> (read 2026-11-23).

use super::fields::{fields, several, text};
use crate::canon::{Json, Pen, members};
use serde_json::value::RawValue;

/// Schemas nest so far; what is deeper allows anything.
const MOST_NESTED: usize = 64;

/// The JSON Schema that means the same. One that is written as JSON Schema already stays as it is.
pub fn json_schema(raw: &RawValue) -> Json {
    if is_plain(raw, 0) {
        return Json::of(raw);
    }
    let mut pen = Pen::with_room(raw.get().len());
    write(&mut pen, raw, 0);
    let bytes = pen.done();
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    Json::parse(text).unwrap_or_else(|| Json::of(raw))
}

/// Whether nothing in it is Gemini's own.
fn is_plain(raw: &RawValue, depth: usize) -> bool {
    let Some(all) = members(raw) else {
        return true;
    };
    depth < MOST_NESTED
        && all.iter().all(|(key, value)| match &**key {
            "type" => text(value).is_none_or(|of| of.chars().all(|c| c.is_ascii_lowercase())),
            "nullable" | "propertyOrdering" | "property_ordering" | "any_of" | "min_items"
            | "max_items" | "min_length" | "max_length" | "min_properties" | "max_properties" => {
                false
            }
            "minItems" | "maxItems" | "minLength" | "maxLength" | "minProperties"
            | "maxProperties" => !value.get().starts_with('"'),
            "items" => is_plain(value, depth + 1),
            "anyOf" => several(value).iter().all(|it| is_plain(it, depth + 1)),
            "properties" => {
                let inner = members(value).unwrap_or_default();
                inner.iter().all(|(_, it)| is_plain(it, depth + 1))
            }
            _ => true,
        })
}

fn write(pen: &mut Pen, raw: &RawValue, depth: usize) {
    if depth >= MOST_NESTED || !raw.get().starts_with('{') {
        pen.object().end_object();
        return;
    }
    let all = fields(raw);
    let nullable = all
        .iter()
        .any(|(key, value)| key == "nullable" && value.get() == "true");
    pen.object();
    for (key, value) in &all {
        member(pen, key, value, nullable, depth);
    }
    pen.end_object();
}

fn member(pen: &mut Pen, key: &str, value: &RawValue, nullable: bool, depth: usize) {
    match key {
        "nullable" | "propertyOrdering" => {}
        "type" => {
            let of = text(value).unwrap_or_default().to_ascii_lowercase();
            match (nullable, of.as_str()) {
                (_, "type_unspecified" | "") => {}
                (true, of) => drop(pen.key(key).array().text(of).text("null").end_array()),
                (false, of) => drop(pen.key(key).text(of)),
            }
        }
        // Numbers of 64 bits are strings in JSON of Google's.
        "minItems" | "maxItems" | "minLength" | "maxLength" | "minProperties" | "maxProperties" => {
            if let Some(number) = super::fields::count(value) {
                pen.key(key).count(number);
            }
        }
        "items" => {
            pen.key(key);
            write(pen, value, depth + 1);
        }
        "anyOf" => {
            pen.key(key).array();
            several(value)
                .iter()
                .for_each(|it| write(pen, it, depth + 1));
            pen.end_array();
        }
        "properties" => {
            pen.key(key).object();
            // Their names are the client's, whatever their spelling.
            for (name, inner) in members(value).unwrap_or_default() {
                pen.name(&name);
                write(pen, inner, depth + 1);
            }
            pen.end_object();
        }
        _ => {
            pen.name(key);
            pen.json(&Json::of(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(schema: &str, expected: &str) {
        let schema = Json::parse(schema).unwrap();
        assert_eq!(json_schema(schema.raw()).text(), expected);
    }

    #[test]
    fn googles_own_words_become_json_schema() {
        check(
            r#"{"type":"OBJECT","properties":{"any_of":{"type":"STRING","nullable":true,"maxLength":"9"},"b":{"type":"ARRAY","items":{"type":"INTEGER","format":"int32"},"min_items":1}},"required":["any_of"],"propertyOrdering":["b"]}"#,
            r#"{"type":"object","properties":{"any_of":{"type":["string","null"],"maxLength":9},"b":{"type":"array","items":{"type":"integer","format":"int32"},"minItems":1}},"required":["any_of"]}"#,
        );
    }

    #[test]
    fn json_schema_stays_byte_for_byte() {
        let plain = r#"{ "type":"object", "properties":{"nullable":{"type":"string"},"c_d":{"type":"number"}}, "additionalProperties":false}"#;
        check(plain, plain);
    }
}
