//! A call's arguments that come in pieces: values by their paths, brought together to one object.
//!
//! `streamFunctionCallArguments` of Vertex:
//! <https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling> (read 2026-11-23).

use super::fields::{fields, several, text};
use crate::canon::Slot;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// The most that is kept of one call, in bytes and in the length of a list.
const MOST: usize = 8 << 20;
const MOST_PLACES: usize = 100_000;

/// The pieces so far.
pub struct Pieces {
    slot: Slot,
    value: Value,
    size: usize,
    /// Something of it could not be read, or was too much.
    odd: bool,
}

impl Pieces {
    /// None yet, of the call at this slot.
    pub fn at(slot: Slot) -> Self {
        Self {
            slot,
            value: Value::Object(Map::new()),
            size: 0,
            odd: false,
        }
    }

    /// Which call's they are.
    pub fn slot(&self) -> Slot {
        self.slot
    }

    /// Whether something of it was lost.
    pub fn is_odd(&self) -> bool {
        self.odd
    }

    /// Takes `partialArgs`.
    pub fn add(&mut self, pieces: Option<&RawValue>) {
        for piece in pieces.map(several).unwrap_or_default() {
            self.size += piece.get().len();
            let added = self.size <= MOST && self.piece(piece).is_some();
            self.odd |= !added;
        }
    }

    /// The arguments.
    pub fn told(self) -> String {
        self.value.to_string()
    }

    fn piece(&mut self, piece: &RawValue) -> Option<()> {
        let (mut path, mut value) = (None, None);
        for (key, raw) in fields(piece) {
            match &*key {
                "jsonPath" => path = text(raw),
                "stringValue" => value = Some(Value::String(text(raw)?.into_owned())),
                "numberValue" | "boolValue" => value = serde_json::from_str(raw.get()).ok(),
                "nullValue" => value = Some(Value::Null),
                _ => {}
            }
        }
        let (place, value) = (self.place(&path?)?, value?);
        match (place, value) {
            // A text goes on where it was left off.
            (Value::String(before), Value::String(more)) => before.push_str(&more),
            (place, value) => *place = value,
        }
        Some(())
    }

    /// The value at a path such as `$.operations[0]['a b'].name`, made where it is not there.
    fn place(&mut self, path: &str) -> Option<&mut Value> {
        let mut rest = path.strip_prefix('$')?;
        let mut place = &mut self.value;
        while !rest.is_empty() {
            let step;
            (step, rest) = step_of(rest)?;
            place = match step {
                Step::Member(name) => {
                    if !place.is_object() {
                        *place = Value::Object(Map::new());
                    }
                    place.as_object_mut()?.entry(name).or_insert(Value::Null)
                }
                Step::Place(at) => {
                    if !place.is_array() {
                        *place = Value::Array(Vec::new());
                    }
                    let list = place.as_array_mut()?;
                    if at >= MOST_PLACES {
                        return None;
                    }
                    while list.len() <= at {
                        list.push(Value::Null);
                    }
                    list.get_mut(at)?
                }
            };
        }
        Some(place)
    }
}

enum Step {
    Member(String),
    Place(usize),
}

/// The first step of a path, and the rest.
fn step_of(path: &str) -> Option<(Step, &str)> {
    if let Some(rest) = path.strip_prefix('.') {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, rest) = rest.split_at_checked(end)?;
        return Some((Step::Member(name.to_owned()), rest));
    }
    let rest = path.strip_prefix('[')?;
    if let Some(quote) = rest.chars().next().filter(|it| matches!(it, '\'' | '"')) {
        let rest = rest.get(1..)?;
        let end = rest.find(&format!("{quote}]"))?;
        let name = rest.get(..end)?.to_owned();
        return Some((Step::Member(name), rest.get(end + 2..)?));
    }
    let (place, rest) = rest.split_once(']')?;
    Some((Step::Place(place.parse().ok()?), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::Json;

    #[test]
    fn pieces_come_together_by_their_paths() {
        let mut pieces = Pieces::at(Slot::default());
        for piece in [
            r#"[{"jsonPath":"$.ops[0].action","stringValue":"ad","willContinue":true}]"#,
            r#"[{"jsonPath":"$.ops[0].action","stringValue":"d"}]"#,
            r#"[{"jsonPath":"$.ops[1]['a.b'].n","numberValue":0.5},{"jsonPath":"$.ok","boolValue":true}]"#,
        ] {
            pieces.add(Some(Json::parse(piece).unwrap().raw()));
        }
        assert!(!pieces.is_odd());
        pieces.add(Some(
            Json::parse(r#"[{"jsonPath":"$.ops[999999999]","nullValue":0}]"#)
                .unwrap()
                .raw(),
        ));
        assert!(pieces.is_odd(), "a list without end is not made");
        assert_eq!(
            pieces.told(),
            r#"{"ok":true,"ops":[{"action":"add"},{"a.b":{"n":0.5}}]}"#
        );
    }
}
