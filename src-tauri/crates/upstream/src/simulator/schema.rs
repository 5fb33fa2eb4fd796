//! A small instance of a JSON schema: valid by type, properties, items, bounds, choices and
//! references, as structured outputs use them. Does not know `pattern`, `not`, `if` and
//! `dependentSchemas`.

use super::dice::Dice;
use super::prose;
use serde_json::{Map, Number, Value};

/// From this depth on only what must be there is made, so that recursive schemas come to an end.
const SHALLOW: usize = 5;
/// No schema that can be met needs more.
const DEEPEST: usize = 24;
/// The most items, whatever `minItems` says.
const MOST_ITEMS: u64 = 1_000;

/// An instance of `schema`, the same for the same dice.
pub(super) fn instance(schema: &Value, dice: &mut Dice) -> Value {
    let mut maker = Maker { root: schema, dice };
    maker.any(schema, 0)
}

struct Maker<'a> {
    root: &'a Value,
    dice: &'a mut Dice,
}

impl Maker<'_> {
    fn any(&mut self, schema: &Value, depth: usize) -> Value {
        if depth > DEEPEST {
            return Value::Null;
        }
        if let Some(constant) = schema.get("const") {
            return constant.clone();
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return self.dice.pick(values).cloned().unwrap_or_default();
        }
        if let Some(target) = self.referred(schema) {
            return self.any(&target, depth + 1);
        }
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            let merged = parts.iter().fold(without(schema, "allOf"), |whole, part| {
                let part = self.referred(part).unwrap_or_else(|| part.clone());
                merge(whole, &part)
            });
            return self.any(&merged, depth + 1);
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(options) = schema.get(key).and_then(Value::as_array) {
                let Some(option) = self.option(options, depth) else {
                    continue;
                };
                let option = self.referred(option).unwrap_or_else(|| option.clone());
                let merged = merge(without(schema, key), &option);
                return self.any(&merged, depth + 1);
            }
        }
        match kind(schema, depth) {
            Kind::Object => self.object(schema, depth),
            Kind::Array => self.array(schema, depth),
            Kind::String => Value::String(self.string(schema)),
            Kind::Integer => self.integer(schema),
            Kind::Number => self.number(schema),
            Kind::Boolean => Value::Bool(self.dice.below(2) == 1),
            Kind::Null => Value::Null,
        }
    }

    /// What a `$ref` within the document points to.
    fn referred(&self, schema: &Value) -> Option<Value> {
        let pointer = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
        self.root.pointer(pointer).cloned()
    }

    /// The option to take: any that is not null, or deep down the one that ends soonest.
    fn option<'s>(&mut self, options: &'s [Value], depth: usize) -> Option<&'s Value> {
        let is_null = |option: &&Value| option.get("type").is_some_and(|kind| kind == "null");
        if depth >= SHALLOW {
            let plain = |option: &&Value| {
                !["$ref", "properties", "items", "anyOf", "oneOf", "allOf"]
                    .iter()
                    .any(|key| option.get(key).is_some())
            };
            let simplest = options.iter().find(is_null);
            return simplest
                .or_else(|| options.iter().find(plain))
                .or_else(|| options.first());
        }
        let full: Vec<&Value> = options.iter().filter(|option| !is_null(option)).collect();
        self.dice.pick(&full).copied().or_else(|| options.first())
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut object = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            if depth < SHALLOW || required.contains(&name.as_str()) {
                object.insert(name.clone(), self.any(property, depth + 1));
            }
        }
        for name in required {
            if !object.contains_key(name) {
                let other = schema.get("additionalProperties").unwrap_or(&Value::Null);
                object.insert(name.to_owned(), self.any(other, depth + 1));
            }
        }
        Value::Object(object)
    }

    fn array(&mut self, schema: &Value, depth: usize) -> Value {
        let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
        let few = if depth < SHALLOW {
            1 + self.dice.below(2)
        } else {
            0
        };
        let most = bound("maxItems").unwrap_or(MOST_ITEMS).min(MOST_ITEMS);
        let first = schema.get("prefixItems").and_then(Value::as_array);
        let prefix = first.map_or(0, |first| first.len() as u64);
        let count = few
            .max(bound("minItems").unwrap_or(0))
            .max(prefix)
            .min(most);
        let unique = schema
            .get("uniqueItems")
            .is_some_and(|unique| unique == true);
        let mut items: Vec<Value> = Vec::new();
        for at in 0..count {
            let at = usize::try_from(at).unwrap_or(usize::MAX);
            let item = first
                .and_then(|first| first.get(at))
                .or_else(|| schema.get("items"))
                .unwrap_or(&Value::Null);
            let mut made = self.any(item, depth + 1);
            for _ in 0..16 {
                if !unique || !items.contains(&made) {
                    break;
                }
                made = self.any(item, depth + 1);
            }
            if !unique || !items.contains(&made) {
                items.push(made);
            }
        }
        Value::Array(items)
    }

    fn string(&mut self, schema: &Value) -> String {
        let dice = &mut *self.dice;
        let day = 1 + dice.below(28);
        let hour = dice.below(24);
        match schema.get("format").and_then(Value::as_str) {
            Some("date") => return format!("2026-11-{day:02}"),
            Some("time") => return format!("{hour:02}:30:00Z"),
            Some("date-time") => return format!("2026-11-{day:02}T{hour:02}:30:00Z"),
            Some("duration") => return format!("PT{day}M"),
            Some("email" | "idn-email") => return format!("{}@example.com", prose::word(dice)),
            Some("hostname" | "idn-hostname") => {
                return format!("{}.example.com", prose::word(dice));
            }
            Some("uri" | "iri" | "url" | "uri-reference") => {
                return format!("https://example.com/{}", prose::word(dice));
            }
            Some("uuid") => return uuid(dice),
            Some("ipv4") => return format!("192.0.2.{day}"),
            Some("ipv6") => return format!("2001:db8::{day}"),
            Some(_) | None => {}
        }
        let bound = |key: &str| {
            let bound = schema.get(key).and_then(Value::as_u64)?;
            usize::try_from(bound).ok()
        };
        let least = bound("minLength").unwrap_or(0).min(100_000);
        let mut text = prose::word(dice).to_owned();
        while text.len() < least {
            text.push(' ');
            text.push_str(prose::word(dice));
        }
        if let Some(most) = bound("maxLength") {
            text.truncate(most);
        }
        text
    }

    fn integer(&mut self, schema: &Value) -> Value {
        let whole = |key: &str| schema.get(key).and_then(whole_number);
        let low = whole("minimum")
            .or_else(|| whole("exclusiveMinimum").map(|bound| bound.saturating_add(1)));
        let high = whole("maximum")
            .or_else(|| whole("exclusiveMaximum").map(|bound| bound.saturating_sub(1)));
        let (low, high) = match (low, high) {
            (Some(low), Some(high)) => (low, high.max(low)),
            (Some(low), None) => (low, low.saturating_add(99)),
            (None, Some(high)) => (high.saturating_sub(99), high),
            (None, None) => (1, 100),
        };
        let step = whole("multipleOf").unwrap_or(1).max(1);
        let first = low.div_euclid(step) + i64::from(low.rem_euclid(step) != 0);
        let last = high.div_euclid(step).max(first);
        let room = u64::try_from(last.saturating_sub(first)).unwrap_or(0);
        let at = first.saturating_add_unsigned(self.dice.below(room.saturating_add(1)));
        Value::from(at.saturating_mul(step))
    }

    fn number(&mut self, schema: &Value) -> Value {
        let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
        if let Some(step) = bound("multipleOf").filter(|step| *step > 0.0) {
            let low = bound("minimum").unwrap_or(0.0);
            return number((low / step).ceil() * step);
        }
        let low = bound("minimum").or(bound("exclusiveMinimum"));
        let high = bound("maximum").or(bound("exclusiveMaximum"));
        let (low, high) = match (low, high) {
            (Some(low), Some(high)) => (low, high),
            (Some(low), None) => (low, low + 100.0),
            (None, Some(high)) => (high - 100.0, high),
            (None, None) => (0.0, 100.0),
        };
        // Quarters of the range, never its ends, which may be excluded.
        let quarter = f64::from(u8::try_from(1 + self.dice.below(3)).unwrap_or(1)) / 4.0;
        number(low + (high - low) * quarter)
    }
}

enum Kind {
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
    Null,
}

/// The type to make: the first that is not null, or deep down null where that may be.
fn kind(schema: &Value, depth: usize) -> Kind {
    let named = match schema.get("type") {
        Some(Value::Array(kinds)) => {
            let mut kinds: Vec<&str> = kinds.iter().filter_map(Value::as_str).collect();
            kinds.sort_by_key(|kind| (*kind == "null") != (depth >= SHALLOW));
            kinds.first().copied()
        }
        Some(kind) => kind.as_str(),
        None => None,
    };
    match named {
        Some("object") => Kind::Object,
        Some("array") => Kind::Array,
        Some("string") => Kind::String,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("boolean") => Kind::Boolean,
        Some("null") => Kind::Null,
        Some(_) | None => implied(schema),
    }
}

/// The type that a schema without one speaks of.
fn implied(schema: &Value) -> Kind {
    let has = |keys: &[&str]| keys.iter().any(|key| schema.get(key).is_some());
    if has(&["properties", "required", "additionalProperties"]) {
        Kind::Object
    } else if has(&["items", "prefixItems", "minItems", "maxItems"]) {
        Kind::Array
    } else if has(&["minimum", "maximum", "multipleOf"]) {
        Kind::Number
    } else {
        Kind::String
    }
}

fn without(schema: &Value, key: &str) -> Value {
    let mut rest = schema.clone();
    if let Some(object) = rest.as_object_mut() {
        object.remove(key);
    }
    rest
}

/// Both schemas in one: properties and required names of both, and of the rest the latter's.
fn merge(mut whole: Value, part: &Value) -> Value {
    let (Some(into), Some(from)) = (whole.as_object_mut(), part.as_object()) else {
        return part.clone();
    };
    for (key, value) in from {
        match (into.get_mut(key), value) {
            (Some(Value::Object(known)), Value::Object(more)) if key == "properties" => {
                known.extend(more.clone());
            }
            (Some(Value::Array(known)), Value::Array(more)) if key == "required" => {
                known.extend(more.iter().cloned());
            }
            (Some(_) | None, _) => {
                into.insert(key.clone(), value.clone());
            }
        }
    }
    whole
}

/// A bound as an integer; `3.0` is one too.
fn whole_number(value: &Value) -> Option<i64> {
    let written = value.to_string();
    let whole = written.strip_suffix(".0").unwrap_or(&written);
    whole.parse().ok()
}

fn number(value: f64) -> Value {
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

fn uuid(dice: &mut Dice) -> String {
    let (high, low) = (dice.next(), dice.next());
    format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff
    )
}
