//! Pictures, files and sound: where their bytes are, and how a request holds them.

use crate::canon::{Media, MediaKind, Pen, Source};

/// A medium of which nothing more is said.
pub fn media(kind: MediaKind, mime: Option<String>, source: Source) -> Media {
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

/// Where the bytes of an address are: in itself, or there. With the media type, where it says one.
pub fn located(url: &str) -> (Option<String>, Source) {
    let inline = url
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(','));
    match inline.and_then(|(head, data)| Some((head.strip_suffix(";base64")?, data))) {
        Some((mime, data)) => {
            let mime = mime.split(';').next().unwrap_or_default();
            let mime = (!mime.is_empty()).then(|| mime.to_owned());
            (mime, Source::Base64(data.to_owned()))
        }
        None => (None, Source::Url(url.to_owned())),
    }
}

/// An address that holds the bytes, or leads to them.
pub fn address(media: &Media, mime: &str) -> Option<String> {
    match &media.source {
        Source::Base64(data) => {
            let mime = media.mime.as_deref().unwrap_or(mime);
            Some(format!("data:{mime};base64,{data}"))
        }
        Source::Url(url) => Some(url.clone()),
        Source::Plain(_) | Source::File(_) => None,
    }
}

/// Writes a picture; `false` where there is no way to.
pub fn image(media: &Media, pen: &mut Pen) -> bool {
    let Some(url) = address(media, "image/png") else {
        return false;
    };
    pen.object().member("type", "image_url").key("image_url");
    pen.object().member("url", &url);
    if let Some(detail @ ("auto" | "low" | "high")) = media.detail.as_deref() {
        pen.member("detail", detail);
    }
    pen.end_object().end_object();
    true
}

/// Writes a document as a file, one of plain text as text; `false` where there is no way to.
pub fn document(media: &Media, pen: &mut Pen) -> bool {
    let name = media.name.as_deref();
    let (key, data) = match &media.source {
        Source::Plain(text) => {
            pen.object().member("type", "text").member("text", text);
            pen.end_object();
            return true;
        }
        Source::Base64(_) => match address(media, "application/pdf") {
            Some(data) => ("file_data", data),
            None => return false,
        },
        Source::File(id) => ("file_id", id.clone()),
        Source::Url(_) => return false,
    };
    pen.object().member("type", "file").key("file").object();
    if key == "file_data" {
        // OpenAI refuses data without a name.
        pen.member("filename", name.unwrap_or("document.pdf"));
    }
    pen.member(key, &data).end_object().end_object();
    true
}

/// Writes sound; `false` where there is no way to.
pub fn audio(media: &Media, pen: &mut Pen) -> bool {
    let Source::Base64(data) = &media.source else {
        return false;
    };
    let format = match media.mime.as_deref() {
        Some("audio/wav" | "audio/x-wav" | "audio/wave") => "wav",
        Some("audio/mpeg" | "audio/mp3") => "mp3",
        Some(_) | None => return false,
    };
    pen.object()
        .member("type", "input_audio")
        .key("input_audio");
    pen.object().member("data", data).member("format", format);
    pen.end_object().end_object();
    true
}
