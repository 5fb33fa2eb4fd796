//! `generationConfig`: limits, sampling, thinking, and the form of the answer.

use super::super::fields::{count, flag, is_empty, several, strictly, text, word};
use super::super::schema::json_schema;
use crate::BadBody;
use crate::canon::{Effort, Feature, Format, Json, Losses, Reasons, Request, Schema, Why};
use serde_json::value::RawValue;

/// Reads it into the request.
///
/// # Errors
/// When it is no object, or says something twice.
pub fn read(raw: &RawValue, request: &mut Request, losses: &mut Losses) -> Result<(), BadBody> {
    let (mut mime, mut schema) = (None, None);
    let (mut logprobs, mut top) = (false, None);
    for (key, value) in strictly(raw, "generationConfig")? {
        let sampling = &mut request.sampling;
        let path = || format!("generationConfig.{key}");
        match &*key {
            "temperature" => sampling.temperature = Some(Json::of(value)),
            "topP" => sampling.top_p = Some(Json::of(value)),
            "topK" => sampling.top_k = Some(Json::of(value)),
            "presencePenalty" => sampling.presence_penalty = Some(Json::of(value)),
            "frequencyPenalty" => sampling.frequency_penalty = Some(Json::of(value)),
            "seed" => sampling.seed = Some(Json::of(value)),
            "maxOutputTokens" => request.limits.max_output = count(value),
            "candidateCount" => request.limits.choices = count(value).filter(|count| *count > 0),
            "stopSequences" => {
                let stops = several(value).into_iter();
                request.limits.stop = stops.filter_map(word).collect();
            }
            "responseLogprobs" => logprobs = flag(value),
            "logprobs" => top = count(value),
            "responseMimeType" => mime = text(value),
            "responseSchema" => schema = Some(json_schema(value)),
            "responseJsonSchema" => schema = Some(Json::of(value)),
            "thinkingConfig" => request.reasoning = thinking(value, losses)?,
            "responseModalities" => {
                let mut asked = several(value).into_iter().filter_map(text);
                if asked.any(|it| !it.eq_ignore_ascii_case("text")) {
                    losses.lose(Feature::Modalities, path(), Why::NoPlace);
                }
            }
            "speechConfig" => losses.lose(Feature::Audio, path(), Why::NoPlace),
            "imageConfig" | "mediaResolution" => {
                losses.lose(Feature::Images, path(), Why::NoPlace);
            }
            _ if is_empty(value) => {}
            _ => losses.lose(Feature::Unknown, path(), Why::Unknown),
        }
    }
    request.logprobs = logprobs.then(|| top.unwrap_or(0));
    request.format = match (mime.as_deref(), schema) {
        (_, Some(schema)) => {
            if mime.as_deref() == Some("text/x.enum") {
                let path = "generationConfig.responseMimeType";
                losses.lose(Feature::JsonSchema, path, Why::Approximated);
            }
            Format::Schema(Schema {
                name: None,
                description: None,
                schema,
                strict: None,
            })
        }
        (Some("application/json"), None) => Format::Json,
        (Some("text/plain") | None, None) => Format::Text,
        (Some(_), None) => {
            let path = "generationConfig.responseMimeType";
            losses.lose(Feature::JsonMode, path, Why::NoPlace);
            Format::Text
        }
    };
    Ok(())
}

/// <https://ai.google.dev/gemini-api/docs/thinking> (read 2026-11-23). Thoughts are not shown unless
/// that is asked for.
fn thinking(raw: &RawValue, losses: &mut Losses) -> Result<Reasons, BadBody> {
    let mut reasons = Reasons {
        show: Some(false),
        ..Reasons::default()
    };
    for (key, value) in strictly(raw, "thinkingConfig")? {
        match &*key {
            "includeThoughts" => reasons.show = Some(flag(value)),
            "thinkingBudget" => match value.get() {
                "-1" => reasons.adaptive = true,
                "0" => reasons.effort = Some(Effort::None),
                _ => reasons.budget = count(value),
            },
            "thinkingLevel" => {
                let level = text(value).unwrap_or_default().to_ascii_lowercase();
                reasons.effort = match level.as_str() {
                    "minimal" => Some(Effort::Minimal),
                    "low" => Some(Effort::Low),
                    "medium" => Some(Effort::Medium),
                    "high" => Some(Effort::High),
                    _ => None,
                };
            }
            _ => {
                let path = format!("generationConfig.thinkingConfig.{key}");
                losses.lose(Feature::Unknown, path, Why::Unknown);
            }
        }
    }
    Ok(reasons)
}
