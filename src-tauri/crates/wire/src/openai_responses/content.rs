//! What messages, thoughts and results of tools hold: text, pictures, files.

use super::object::{Object, text};
use crate::canon::{
    Cache, Citation, Feature, Losses, Media, MediaKind, Part, Source, Text, TokenLogprob, Why,
    elements,
};
use serde_json::value::RawValue;

/// Parts that were read, and how likely their words were.
#[derive(Default)]
pub struct Content {
    /// The parts in order.
    pub parts: Vec<Part>,
    /// Log probabilities of the text.
    pub logprobs: Vec<TokenLogprob>,
}

impl Content {
    /// Reads a string or a list of parts. Whether it was one of them.
    pub fn read(&mut self, raw: &RawValue, path: &str, losses: &mut Losses) -> bool {
        if let Some(text) = text(raw) {
            self.parts.push(Part::text(text));
            return true;
        }
        let Some(all) = elements(raw) else {
            return false;
        };
        for (at, part) in all.into_iter().enumerate() {
            self.part(part, &|| format!("{path}[{at}]"), losses);
        }
        true
    }

    fn part(&mut self, raw: &RawValue, path: &dyn Fn() -> String, losses: &mut Losses) {
        let Some(part) = Object::of(raw) else {
            match text(raw) {
                Some(text) => self.parts.push(Part::text(text)),
                None => losses.lose(Feature::Unknown, path(), Why::Unknown),
            }
            return;
        };
        let read = match &*part.kind() {
            "input_text" | "output_text" | "text" => {
                self.logprobs.extend(likely(&part.list("logprobs")));
                part.owned("text").map(|text| {
                    let citations = annotations(&part, path, losses);
                    Part::Text(Text {
                        text,
                        citations,
                        cache: cache(&part),
                        seal: None,
                    })
                })
            }
            "refusal" => part.owned("refusal").map(Part::Refusal),
            "input_image" => image(&part).map(Part::Media),
            "input_file" => file(&part).map(Part::Media),
            "input_audio" => audio(&part).map(Part::Media),
            _ => None,
        };
        match read {
            Some(part) => self.parts.push(part),
            None => losses.lose(Feature::Unknown, path(), Why::Unknown),
        }
    }
}

fn cache(part: &Object<'_>) -> Option<Cache> {
    part.get("prompt_cache_breakpoint").map(|_| Cache::Short)
}

/// The citations of a text; those that name no page and no file are lost.
fn annotations(part: &Object<'_>, path: &dyn Fn() -> String, losses: &mut Losses) -> Vec<Citation> {
    let all = part.list("annotations").into_iter().enumerate();
    all.filter_map(|(at, raw)| {
        let read = annotation(raw);
        if read.is_none() {
            let path = format!("{}.annotations[{at}]", path());
            losses.lose(Feature::Citations, path, Why::NoPlace);
        }
        read
    })
    .collect()
}

/// One citation: of a page, or of a file.
pub fn annotation(raw: &RawValue) -> Option<Citation> {
    let it = Object::of(raw)?;
    let place = |key| it.count(key).and_then(|at| u32::try_from(at).ok());
    match &*it.kind() {
        "url_citation" => Some(Citation {
            url: it.owned("url"),
            title: it.owned("title"),
            start: place("start_index"),
            end: place("end_index"),
            ..Citation::default()
        }),
        "file_citation" => Some(Citation {
            title: it.owned("filename"),
            document: place("index"),
            ..Citation::default()
        }),
        _ => None,
    }
}

/// Log probabilities as they came.
pub fn likely(all: &[&RawValue]) -> Vec<TokenLogprob> {
    let read = |raw: &&RawValue| {
        let it = Object::of(raw)?;
        let bytes = it
            .get("bytes")
            .and_then(|raw| serde_json::from_str(raw.get()).ok());
        Some(TokenLogprob {
            token: it.owned("token")?,
            logprob: serde_json::from_str(it.get("logprob")?.get()).ok()?,
            bytes,
            top: likely(&it.list("top_logprobs")),
        })
    };
    all.iter().filter_map(read).collect()
}

fn media(kind: MediaKind, mime: Option<String>, source: Source) -> Media {
    Media {
        kind,
        mime,
        source,
        name: None,
        detail: None,
        context: None,
        cite: false,
        cache: None,
        seal: None,
    }
}

fn image(part: &Object<'_>) -> Option<Media> {
    let (mime, source) = match (part.text("image_url"), part.owned("file_id")) {
        (Some(url), _) => located(&url),
        (None, Some(id)) => (None, Source::File(id)),
        (None, None) => return None,
    };
    Some(Media {
        detail: part.owned("detail"),
        cache: cache(part),
        ..media(MediaKind::Image, mime, source)
    })
}

fn file(part: &Object<'_>) -> Option<Media> {
    let data = part.text("file_data");
    let url = part.owned("file_url");
    let (mime, source) = match (data, url, part.owned("file_id")) {
        (Some(data), _, _) => match data.starts_with("data:") {
            true => located(&data),
            false => (None, Source::Base64(data.into_owned())),
        },
        (None, Some(url), _) => (None, Source::Url(url)),
        (None, None, Some(id)) => (None, Source::File(id)),
        (None, None, None) => return None,
    };
    let kind = mime.as_deref().map_or(MediaKind::Document, MediaKind::of);
    Some(Media {
        name: part.owned("filename"),
        detail: part.owned("detail"),
        cache: cache(part),
        ..media(kind, mime, source)
    })
}

fn audio(part: &Object<'_>) -> Option<Media> {
    let audio = part.object("input_audio")?;
    let mime = audio.text("format").map(|format| format!("audio/{format}"));
    let source = Source::Base64(audio.owned("data")?);
    Some(media(MediaKind::Audio, mime, source))
}

/// A picture that the model made, as base64.
pub fn made_image(data: String, format: Option<&str>) -> Media {
    let mime = format!("image/{}", format.unwrap_or("png"));
    media(MediaKind::Image, Some(mime), Source::Base64(data))
}

/// What an address says: the bytes themselves where it is a `data:` address, else where they are.
fn located(url: &str) -> (Option<String>, Source) {
    let inline = url
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(','));
    match inline.and_then(|(head, data)| Some((head.strip_suffix(";base64")?, data))) {
        Some((head, data)) => {
            let mime = head.split(';').next().filter(|mime| !mime.is_empty());
            (mime.map(str::to_owned), Source::Base64(data.to_owned()))
        }
        None => (None, Source::Url(url.to_owned())),
    }
}
