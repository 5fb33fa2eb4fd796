//! Which of the offered tools an answer calls.

use super::ask::{Ask, Function};
use serde_json::Value;

/// Words of a tool's name that say nothing of what it is for.
const IDLE_WORDS: [&str; 12] = [
    "get", "set", "list", "find", "make", "call", "tool", "function", "current", "with", "from",
    "create",
];

/// What the caller wants of the tools.
enum Wish<'a> {
    Never,
    IfAsked,
    Required,
    Named(&'a str),
}

/// The functions to call, in order; none when the answer is text. Two at most, and two only when
/// the user's last turn says `both` or `parallel` and the request does not forbid it.
pub(super) fn called(ask: &Ask) -> Vec<&Function> {
    let offered: Vec<&Function> = ask.functions().collect();
    let text = ask.asked();
    let mentioned = |function: &&Function| {
        text.as_deref()
            .is_some_and(|text| mentions(text, &function.name))
    };
    let mut fitting: Vec<&Function> = match wish(ask.tool_choice.as_ref()) {
        Wish::Never => return Vec::new(),
        Wish::Named(name) => {
            return offered
                .into_iter()
                .filter(|function| function.name == name)
                .take(1)
                .collect();
        }
        Wish::IfAsked => offered.iter().copied().filter(mentioned).collect(),
        Wish::Required => {
            let (mut first, rest): (Vec<_>, Vec<_>) = offered.iter().copied().partition(mentioned);
            first.extend(rest);
            first
        }
    };
    if fitting.is_empty() {
        return fitting;
    }
    let several = text.as_deref().is_some_and(|text| {
        let mut words = words(text);
        words.any(|word| matches!(word, "both" | "parallel"))
    });
    if !several || ask.parallel_tool_calls == Some(false) {
        fitting.truncate(1);
        return fitting;
    }
    let others = offered
        .into_iter()
        .filter(|other| fitting.iter().all(|fits| fits.name != other.name));
    let mut both: Vec<&Function> = fitting.iter().copied().chain(others).collect();
    // With one tool on offer, both calls go to it.
    both.extend(fitting);
    both.truncate(2);
    both
}

fn wish(choice: Option<&Value>) -> Wish<'_> {
    match choice {
        Some(Value::String(word)) if word == "none" => Wish::Never,
        Some(Value::String(word)) if word == "required" => Wish::Required,
        Some(choice) => match choice.pointer("/function/name").and_then(Value::as_str) {
            Some(name) => Wish::Named(name),
            None => Wish::IfAsked,
        },
        None => Wish::IfAsked,
    }
}

/// Whether a text names a tool, whole or by a word of it that says something: `get_weather` is
/// asked for by "how is the weather".
fn mentions(text: &str, name: &str) -> bool {
    let spaced = spaced(name);
    text.contains(&name.to_lowercase())
        || words(&spaced)
            .filter(|word| word.len() >= 4 && !IDLE_WORDS.contains(word))
            .any(|wanted| words(text).any(|word| word == wanted))
}

/// A name's words apart and in lower case: `getWeather` is `get weather`.
fn spaced(name: &str) -> String {
    let mut spaced = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_uppercase() {
            spaced.push(' ');
        }
        spaced.extend(letter.to_lowercase());
    }
    spaced
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(text: &str, more: Value, expected: &[&str]) {
        let mut body = json!({
            "messages": [{ "role": "user", "content": text }],
            "tools": [
                { "type": "function", "function": { "name": "get_weather" } },
                { "type": "function", "function": { "name": "lookupStation" } },
            ],
        });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        let ask = Ask::read(body.to_string().as_bytes()).unwrap();
        let names: Vec<_> = called(&ask).iter().map(|f| f.name.clone()).collect();
        assert_eq!(names, expected, "{text} {more}");
    }

    #[test]
    fn calls_the_tool_that_the_last_turn_asks_for() {
        check("How is the weather in Paris?", json!({}), &["get_weather"]);
        check("which Station is near", json!({}), &["lookupStation"]);
        check("use lookupstation", json!({}), &["lookupStation"]);
        check("get me a poem", json!({}), &[]);
        check("weather?", json!({ "tool_choice": "none" }), &[]);
        check(
            "a poem",
            json!({ "tool_choice": "required" }),
            &["get_weather"],
        );
        check(
            "station",
            json!({ "tool_choice": "required" }),
            &["lookupStation"],
        );
        check(
            "a poem",
            json!({ "tool_choice": { "type": "function", "function": { "name": "lookupStation" } } }),
            &["lookupStation"],
        );
    }

    #[test]
    fn calls_two_tools_when_told_both() {
        check(
            "weather and station, both please",
            json!({}),
            &["get_weather", "lookupStation"],
        );
        check(
            "the station, in parallel",
            json!({}),
            &["lookupStation", "get_weather"],
        );
        check(
            "weather for both",
            json!({ "tools": [{ "type": "function", "function": { "name": "weather" } }] }),
            &["weather", "weather"],
        );
        check(
            "weather for both",
            json!({ "parallel_tool_calls": false }),
            &["get_weather"],
        );
    }

    #[test]
    fn answers_in_words_when_a_tool_has_answered() {
        check(
            "",
            json!({ "messages": [
                { "role": "user", "content": "the weather" },
                { "role": "tool", "tool_call_id": "1", "content": "weather: fine" },
            ] }),
            &[],
        );
    }
}
