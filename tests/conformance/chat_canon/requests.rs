//! Every recorded chat request through the canon: read, written back, and held against the original.

use super::{count, tongue};
use pointsman_tests::recordings;
use pointsman_wire::BadBody;
use pointsman_wire::canon::{Format, Losses, Manner, OutputLimit, Part, ReasoningForm, Request};
use serde_json::Value;
use std::collections::BTreeMap;

/// How the request was written, as an endpoint's manner.
fn manner(body: &Value) -> Manner {
    let has = |key: &str| body.get(key).is_some_and(|it| !it.is_null());
    let turns = body["messages"].as_array();
    let says = |key: &str| turns.into_iter().flatten().any(|it| it.get(key).is_some());
    Manner {
        model: body["model"].as_str().unwrap_or_default().to_owned(),
        ask_usage: body["stream_options"]["include_usage"] == true,
        reasoning: match () {
            () if has("reasoning") || says("reasoning_details") => ReasoningForm::ReasoningObject,
            () if has("thinking") => ReasoningForm::ThinkingSwitch,
            () if has("enable_thinking") => ReasoningForm::EnableThinking,
            () => ReasoningForm::Native,
        },
        thinks: Some(true),
        output_limit: match has("max_completion_tokens") {
            true => OutputLimit::MaxCompletionTokens,
            false => OutputLimit::MaxTokens,
        },
        takes_developer: true,
        takes_thoughts: true,
        ..Manner::default()
    }
}

/// Where two values differ, with numbers of places left out.
fn differences(at: &str, one: &Value, other: &Value, out: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            for key in one
                .keys()
                .chain(other.keys().filter(|it| !one.contains_key(*it)))
            {
                let pair = [one, other].map(|it| it.get(key).unwrap_or(&Value::Null));
                differences(&format!("{at}.{key}"), pair[0], pair[1], out);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (one, other) in one.iter().zip(other) {
                differences(&format!("{at}[]"), one, other, out);
            }
        }
        (one, other) if one == other => {}
        _ => out.push(at.to_owned()),
    }
}

/// Paths at which a request differs that was read and written again, and why that is the same.
const DIFFER: &[(&str, &str)] = &[
    (
        ".include_reasoning",
        "an older word for `reasoning.exclude`",
    ),
    (
        ".reasoning.exclude",
        "the newer word for `include_reasoning`",
    ),
    (".logprobs", "`false` is the default"),
    (".top_logprobs", "0 is the default"),
    (".stream", "`false` is the default"),
    (".messages", "null in place of none"),
    (
        ".messages[].cache_control",
        "a mark of the turn, lost with that of its last part",
    ),
    (
        ".messages[].content",
        "one text stands without its list, none beside calls is null",
    ),
    (
        ".messages[].content[].document_name",
        "Mistral's form of `file`",
    ),
    (
        ".messages[].content[].document_url",
        "Mistral's form of `file`",
    ),
    (".messages[].content[].file", "for Mistral's `document_url`"),
    (".messages[].content[].type", "for Mistral's `document_url`"),
    (".messages[].name", "a result's name is its call's"),
    (".messages[].prefix", "`false` is the default"),
    (
        ".messages[].reasoning",
        "under the one name that the endpoint has for it",
    ),
    (
        ".messages[].reasoning_content",
        "under the one name that the endpoint has for it",
    ),
    (".messages[].reasoning_details", "one that says nothing"),
    (
        ".messages[].reasoning_details[].format",
        "`null` where it can be told",
    ),
    (
        ".messages[].reasoning_details[].id",
        "stands in each detail of a thought",
    ),
    (
        ".messages[].tool_call_id",
        "missing, and is the one open call's",
    ),
    (".messages[].tool_calls", "null in place of none"),
    (
        ".messages[].tool_calls[].index",
        "of streams, kept by clients",
    ),
    (".parallel_tool_calls", "without tools"),
    (".reasoning_effort", "`default`"),
    (".response_format", "`text` is the default"),
    (".response_format.json_schema.name", "OpenAI wants one"),
    (
        ".tool_choice",
        "`any` is `required`; without tools there is none",
    ),
    (".tool_choice.function", "where only the name was given"),
    (".tool_choice.name", "where only the name was given"),
    (".tool_choice.type", "where only the name was given"),
    (".tools", "an empty list"),
    (".tools[].function.type", "Together's, within the function"),
    (".tools[].type", "missing, and is `function`"),
];

/// Bodies that name no model: their addresses did.
const NAMELESS: [&str; 4] = [
    "huggingface/798391504f239d8c",
    "huggingface/dfd9ceb2ecb1a91b",
    "hyperbolic/8ef808f2718ddbbf",
    "mistral/882ba9dfafc698b6",
];

/// Without what is filled in when it is written.
fn bare(mut request: Request) -> Request {
    request.name_results();
    if request.tools.is_empty() {
        request.tool_choice = None;
        request.parallel_tools = None;
    }
    if let Format::Schema(schema) = &mut request.format {
        schema.name = None;
    }
    for part in request.turns.iter_mut().flat_map(|turn| &mut turn.parts) {
        if let Part::Media(media) = part {
            media.name = None;
        }
    }
    request
}

#[test]
fn every_recorded_request_is_read_and_written_back() {
    let Some(all) = recordings::load("openai_chat") else {
        return;
    };
    let (mut read, mut same, mut lost) = (0, 0, BTreeMap::new());
    let mut differ: BTreeMap<String, usize> = BTreeMap::new();
    for recording in &all {
        let Some(body) = &recording.request.body else {
            continue;
        };
        let name = recording.name();
        let tree: Value = serde_json::from_str(body.get()).unwrap();
        let mut losses = Losses::default();
        let request = tongue().read_request(body.get().as_bytes(), &mut losses);
        if NAMELESS.contains(&name.as_str()) {
            let missing = BadBody::Missing { key: "model" };
            assert_eq!(request, Err(missing), "{name}");
            continue;
        }
        let request = request.unwrap_or_else(|error| panic!("{name}: {error}"));
        count(&mut lost, &losses);
        let mut more = Losses::default();
        let written = tongue().write_request(&request, &manner(&tree), &mut more);
        count(&mut lost, &more);
        let again = tongue().read_request(&written, &mut Losses::default());
        if more.is_empty() {
            assert_eq!(bare(again.unwrap()), bare(request), "{name}");
            same += 1;
        }
        let written: Value = serde_json::from_slice(&written).unwrap();
        let mut found = Vec::new();
        differences("", &tree, &written, &mut found);
        losses.append(more);
        let told = |path: &String| {
            losses.all().iter().any(|loss| {
                let loss = format!(".{}", loss.path);
                let bare: String = loss.split(|it: char| it.is_ascii_digit()).collect();
                path.starts_with(&bare) || bare.starts_with(path.as_str())
            })
        };
        for path in found.into_iter().filter(|path| !told(path)) {
            *differ.entry(path).or_default() += 1;
        }
        read += 1;
    }
    let expected: Vec<_> = DIFFER.iter().map(|(path, _)| *path).collect();
    let unexpected = differ
        .keys()
        .filter(|path| !expected.contains(&path.as_str()));
    assert_eq!(unexpected.collect::<Vec<_>>(), Vec::<&String>::new());
    let unused = expected.iter().filter(|path| !differ.contains_key(**path));
    assert_eq!(unused.collect::<Vec<_>>(), Vec::<&&str>::new());
    recordings::say(&format!(
        "recordings replayed: {read} requests through the canon and back, {same} to the same canon, {} name no model; written otherwise: {differ:?}; lost: {lost:?}",
        NAMELESS.len()
    ));
}
