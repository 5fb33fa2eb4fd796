//! Recorded requests, written for each other dialect and read back: nothing is missing unsaid.

use super::{clients, recorded, score::Score};
use pointsman_tests::recordings;
use pointsman_wire::Dialect;
use pointsman_wire::canon::{
    Feature, Format, Losses, Manner, Media, Part, Request, Role, Source, ToolChoice, custom,
};
use serde_json::Value;

fn manner() -> Manner {
    Manner {
        model: "m".to_owned(),
        thinks: Some(true),
        takes_developer: true,
        takes_thoughts: true,
        most_output: Some(64_000),
        ..Manner::default()
    }
}

/// Words of the parts, tool results and all.
fn words(parts: &[Part], into: &mut String) {
    for part in parts {
        match part {
            Part::Text(text) => into.push_str(&text.text),
            Part::ToolResult(result) => {
                words(&result.parts, into);
                let says = result
                    .parts
                    .iter()
                    .any(|part| matches!(part, Part::Text(_)));
                if !says && let Some(json) = &result.json {
                    into.push_str(json.text());
                }
            }
            Part::Media(Media {
                source: Source::Plain(text),
                ..
            }) => into.push_str(text),
            Part::Media(_) | Part::Reasoning(_) | Part::ToolCall(_) | Part::Refusal(_) => {}
        }
    }
}

fn of_roles(request: &Request, roles: &[Role]) -> String {
    let mut all = String::new();
    for turn in request
        .turns
        .iter()
        .filter(|turn| roles.contains(&turn.role))
    {
        words(&turn.parts, &mut all);
    }
    all.chars().filter(|c| !c.is_whitespace()).collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

/// Names and arguments of the calls, in order.
fn calls(request: &Request) -> Vec<(String, Value)> {
    let parts = request.turns.iter().flat_map(|turn| &turn.parts);
    let calls = parts.filter_map(|part| match part {
        Part::ToolCall(call) if call.arguments.is_empty() => Some((call.name.clone(), json("{}"))),
        Part::ToolCall(call) => Some((call.name.clone(), json(&call.arguments))),
        Part::Text(_)
        | Part::Media(_)
        | Part::Reasoning(_)
        | Part::ToolResult(_)
        | Part::Refusal(_) => None,
    });
    calls.collect()
}

/// Which call each result answers: the position of the call.
fn answered(request: &Request) -> Vec<Option<usize>> {
    let mut ids: Vec<&str> = Vec::new();
    let mut all = Vec::new();
    for part in request.turns.iter().flat_map(|turn| &turn.parts) {
        match part {
            Part::ToolCall(call) => ids.push(&call.id),
            Part::ToolResult(result) => all.push(ids.iter().rposition(|id| **id == result.id)),
            Part::Text(_) | Part::Media(_) | Part::Reasoning(_) | Part::Refusal(_) => {}
        }
    }
    all
}

fn media(request: &Request) -> Vec<Source> {
    fn gather(parts: &[Part], into: &mut Vec<Source>) {
        for part in parts {
            match part {
                Part::Media(media) if !matches!(media.source, Source::Plain(_)) => {
                    into.push(media.source.clone())
                }
                Part::ToolResult(result) => gather(&result.parts, into),
                Part::Media(_)
                | Part::Text(_)
                | Part::Reasoning(_)
                | Part::ToolCall(_)
                | Part::Refusal(_) => {}
            }
        }
    }
    let mut all = Vec::new();
    for turn in &request.turns {
        gather(&turn.parts, &mut all);
    }
    all
}

fn tools(request: &Request) -> Vec<(String, Option<String>, Value)> {
    let tools = request.tools.iter();
    tools
        .map(|tool| {
            let parameters = tool
                .parameters
                .as_ref()
                .map_or_else(|| json("{}"), |schema| json(schema.text()));
            let described = tool.description.clone().filter(|text| !text.is_empty());
            (tool.name.clone(), described, of_object(parameters))
        })
        .collect()
}

/// A schema of arguments, which are an object whether it says so or not.
fn of_object(mut schema: Value) -> Value {
    if let Value::Object(members) = &mut schema {
        members.entry("type").or_insert_with(|| "object".into());
        members.entry("properties").or_insert_with(|| json("{}"));
    }
    schema
}

/// A schema as strict providers have it: an object has the properties that are named, and no more.
fn closed(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(members) => {
            if members.get("type").is_some_and(|kind| kind == "object") {
                members
                    .entry("additionalProperties")
                    .or_insert(Value::Bool(false));
            }
            members
                .values_mut()
                .for_each(|value| *value = closed(value.take()));
        }
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| *value = closed(value.take())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    schema
}

fn choice(request: &Request) -> ToolChoice {
    request.tool_choice.clone().unwrap_or(ToolChoice::Auto)
}

fn schema(request: &Request) -> Option<Value> {
    match &request.format {
        Format::Text => None,
        Format::Json => Some(Value::Bool(true)),
        Format::Schema(schema) => Some(closed(json(schema.schema.text()))),
    }
}

/// A number that is not what every provider takes unasked: a temperature and a top-p of 1.
fn number(value: Option<&pointsman_wire::canon::Json>) -> Option<f64> {
    let number: Option<f64> = value.and_then(|value| value.text().parse().ok());
    number.filter(|number| *number != 1.0)
}

struct Compared<'a> {
    provider: &'a str,
    score: &'a mut Score,
    from: Dialect,
    to: Dialect,
    name: String,
    losses: &'a Losses,
}

impl Compared<'_> {
    /// Counts it as the same where it is, or where what is missing was said to be.
    fn same<T: PartialEq + std::fmt::Debug>(
        &mut self,
        what: &'static str,
        before: &T,
        after: &T,
        lost: &[Feature],
    ) {
        let said = lost.iter().any(|feature| self.losses.has(*feature));
        self.score.count(
            self.provider,
            self.from,
            self.to,
            what,
            before == after || said,
            || format!("{}: {before:?} became {after:?}", self.name),
        );
    }
}

fn compare(mut compared: Compared<'_>, before: &Request, after: &Request) {
    use Feature as F;
    let system = [Role::System, Role::Developer];
    compared.same(
        "system",
        &of_roles(before, &system),
        &of_roles(after, &system),
        &[F::System, F::JsonMode],
    );
    let spoken = [Role::User, Role::Assistant, Role::Tool];
    compared.same(
        "text",
        &of_roles(before, &spoken),
        &of_roles(after, &spoken),
        &[F::System, F::Text, F::ServerTools, F::Documents],
    );
    if !before.tools.is_empty() {
        compared.same(
            "tools",
            &tools(before),
            &tools(after),
            &[F::Tools, F::ServerTools],
        );
        compared.same(
            "tool choice",
            &choice(before),
            &choice(after),
            &[F::ToolChoice, F::ServerTools],
        );
        let parallel = |request: &Request| request.parallel_tools.unwrap_or(true);
        compared.same(
            "parallel tools",
            &parallel(before),
            &parallel(after),
            &[F::ParallelTools],
        );
    }
    compared.same("tool calls", &calls(before), &calls(after), &[F::Tools]);
    compared.same(
        "tool results",
        &answered(before),
        &answered(after),
        &[F::Tools],
    );
    if !media(before).is_empty() {
        compared.same(
            "media",
            &media(before),
            &media(after),
            &[F::Images, F::Documents, F::Audio, F::Video],
        );
    }
    compared.same(
        "format",
        &schema(before),
        &schema(after),
        &[F::JsonMode, F::JsonSchema],
    );
    if before.reasoning.is_asked() {
        let asked = |request: &Request| {
            request
                .reasoning
                .effort()
                .is_some_and(|effort| effort > pointsman_wire::canon::Effort::None)
        };
        compared.same("thinking", &asked(before), &asked(after), &[F::Reasoning]);
    }
    let (one, other) = (&before.sampling, &after.sampling);
    compared.same(
        "temperature",
        &number(one.temperature.as_ref()),
        &number(other.temperature.as_ref()),
        &[F::Sampling],
    );
    compared.same(
        "top_p",
        &number(one.top_p.as_ref()),
        &number(other.top_p.as_ref()),
        &[F::Sampling],
    );
    compared.same(
        "seed",
        &number(one.seed.as_ref()),
        &number(other.seed.as_ref()),
        &[F::Seed],
    );
    compared.same("stop", &before.limits.stop, &after.limits.stop, &[F::Stop]);
    if before.limits.max_output.is_some() {
        compared.same(
            "most output",
            &before.limits.max_output,
            &after.limits.max_output,
            &[F::MaxOutput, F::Reasoning],
        );
    }
    let many = |request: &Request| request.limits.choices.unwrap_or(1);
    compared.same("choices", &many(before), &many(after), &[F::Choices]);
    compared.same("stream", &before.stream, &after.stream, &[]);
}

#[test]
fn requests_ask_the_same_in_every_providers_dialect() {
    let mut score = Score::default();
    let (mut replayed, mut refused) = (0, 0);
    for (dialect, tongue) in clients() {
        for recording in recorded(dialect) {
            let Some(body) = &recording.request.body else {
                continue;
            };
            let mut read = Losses::default();
            let Ok(before) = tongue.read_request(body.get().as_bytes(), &mut read) else {
                refused += 1;
                continue;
            };
            for (provider, other) in clients().filter(|(provider, _)| *provider != dialect) {
                let mut losses = read.clone();
                let mut asks = before.clone();
                if !other.takes_custom()
                    && let Some((lowered, _)) = custom::lowered(&asks)
                {
                    asks = lowered;
                }
                let sent = other.write_request(&asks, &manner(), &mut losses);
                let name = recording.name();
                match other.read_request(&sent, &mut Losses::default()) {
                    Ok(mut after) => {
                        // Gemini says it in the path.
                        if provider == Dialect::GeminiGenerate {
                            after.stream = before.stream;
                        }
                        compare(
                            Compared {
                                provider: &recording.provider,
                                score: &mut score,
                                from: dialect,
                                to: provider,
                                name,
                                losses: &losses,
                            },
                            &asks,
                            &after,
                        );
                    }
                    Err(bad) => score.count(
                        &recording.provider,
                        dialect,
                        provider,
                        "readable",
                        false,
                        || format!("{name}: {bad} in {}", String::from_utf8_lossy(&sent)),
                    ),
                }
                replayed += 1;
            }
        }
    }
    score.print("requests");
    recordings::say(&format!("recordings replayed: {replayed}"));
    recordings::say(&format!(
        "requests that their own dialect refuses: {refused}"
    ));
    let (pair, share) = score.least_pair();
    assert!(share >= 970, "{pair:?} {share}\n{}", score.some_misses());
    let all = [
        "text",
        "tools",
        "tool calls",
        "tool results",
        "media",
        "system",
        "readable",
    ];
    assert!(
        score.share(&all) >= 990,
        "{}\n{}",
        score.share(&all),
        score.some_misses()
    );
}
