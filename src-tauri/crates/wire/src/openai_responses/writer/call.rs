//! Calls of tools, and pictures that the model made.

use super::desk::{Desk, Place};
use crate::canon::{Feature, Media, MediaKind, Pen, Piece, Source, Why};

/// A call that is being made.
pub struct Call {
    place: Place,
    call_id: String,
    name: String,
    custom: bool,
    arguments: String,
}

impl Call {
    /// A call begins.
    pub fn begin(call_id: String, name: String, custom: bool, desk: &mut Desk<'_>) -> Self {
        let prefix = if custom { "ctc" } else { "fc" };
        let place = desk.place(prefix, None, |pen| {
            pen.member("type", kind(custom))
                .member("status", "in_progress");
            pen.member("call_id", &call_id).member("name", &name);
            pen.member(key(custom), "");
        });
        Self {
            place,
            call_id,
            name,
            custom,
            arguments: String::new(),
        }
    }

    /// More of its arguments.
    pub fn argue(&mut self, piece: Piece, desk: &mut Desk<'_>) {
        match piece {
            Piece::Arguments(more) => {
                let name = match self.custom {
                    true => "response.custom_tool_call_input.delta",
                    false => "response.function_call_arguments.delta",
                };
                desk.tell(name, &self.place, None, |pen| {
                    pen.member("delta", &more);
                });
                self.arguments.push_str(&more);
            }
            // Kept by the call's id, where it must come back.
            Piece::Seal(_) => desk
                .page
                .losses
                .lose(Feature::Signatures, "call.seal", Why::NoPlace),
            Piece::Text(_) | Piece::Citation(_) | Piece::Logprobs(_) => {}
        }
    }

    /// The call is whole.
    pub fn end(&self, desk: &mut Desk<'_>) {
        let name = match self.custom {
            true => "response.custom_tool_call_input.done",
            false => "response.function_call_arguments.done",
        };
        desk.tell(name, &self.place, None, |pen| {
            if !self.custom {
                pen.member("name", &self.name);
            }
            pen.member(key(self.custom), &self.arguments);
        });
        let mut pen = Pen::with_room(self.arguments.len() + 128);
        pen.object()
            .member("id", &self.place.id)
            .member("type", kind(self.custom));
        pen.member("status", "completed")
            .member("call_id", &self.call_id);
        pen.member("name", &self.name)
            .member(key(self.custom), &self.arguments);
        pen.end_object();
        desk.finish(&self.place, pen);
    }
}

const fn kind(custom: bool) -> &'static str {
    match custom {
        true => "custom_tool_call",
        false => "function_call",
    }
}

const fn key(custom: bool) -> &'static str {
    match custom {
        true => "input",
        false => "arguments",
    }
}

/// A picture, whole at once. Other media have no place.
pub fn media(media: &Media, desk: &mut Desk<'_>) {
    let (MediaKind::Image, Source::Base64(data)) = (media.kind, &media.source) else {
        let feature = media.kind.feature();
        desk.page.losses.lose(feature, "media", Why::NoPlace);
        return;
    };
    let place = desk.place("ig", None, |pen| {
        pen.member("type", "image_generation_call");
        pen.member("status", "in_progress").key("result").null();
    });
    let mut pen = Pen::with_room(data.len() + 128);
    pen.object()
        .member("id", &place.id)
        .member("type", "image_generation_call");
    pen.member("status", "completed").member("result", data);
    if let Some(format) = media
        .mime
        .as_deref()
        .and_then(|mime| mime.strip_prefix("image/"))
    {
        pen.member("output_format", format);
    }
    pen.end_object();
    desk.finish(&place, pen);
}
