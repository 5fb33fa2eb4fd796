//! Tools that take free text, at endpoints that know functions alone: the text travels as the one
//! member of a function's arguments, and comes back as text.
//!
//! Who speaks a tongue with free text says so ([`super::Tongue::takes_custom`]). A request is lowered before it is
//! written, its answer raised after it is read; no dialect need know of either.

use super::{Block, Event, Json, Losses, Part, Piece, Reader, Reply, Request, Slot, ToolCall};
use crate::Failure;
use crate::json;
use bytes::Bytes;
use std::collections::{BTreeMap, BTreeSet};

const MEMBER: &str = "input";

/// A request without tools that take free text, and their names; `None` where it has none.
pub fn lowered(request: &Request) -> Option<(Request, BTreeSet<String>)> {
    let custom = request.tools.iter().any(|tool| tool.custom.is_some());
    let called = |part: &Part| matches!(part, Part::ToolCall(call) if call.custom);
    let mut parts = request.turns.iter().flat_map(|turn| &turn.parts);
    (custom || parts.any(called)).then(|| {
        let mut request = request.clone();
        let names = lower(&mut request);
        (request, names)
    })
}

/// The reader itself, or one in which the calls of those tools are free text.
pub fn raised(reader: Box<dyn Reader>, names: BTreeSet<String>) -> Box<dyn Reader> {
    match names.is_empty() {
        true => reader,
        false => Box::new(Raised::new(reader, names)),
    }
}

/// Makes functions of the tools that take free text, and of their calls. Tells their names.
fn lower(request: &mut Request) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for tool in &mut request.tools {
        let Some(format) = tool.custom.take() else {
            continue;
        };
        names.insert(tool.name.clone());
        let grammar =
            format.map(|format| format!("The input is held to this format: {}", format.text()));
        let words = tool.description.take().into_iter().chain(grammar);
        tool.description = Some(words.collect::<Vec<_>>().join("\n\n")).filter(|it| !it.is_empty());
        tool.parameters = Some(Json::from_value(&serde_json::json!({
            "type": "object",
            "properties": { MEMBER: { "type": "string" } },
            "required": [MEMBER],
            "additionalProperties": false,
        })));
    }
    for part in request.turns.iter_mut().flat_map(|turn| &mut turn.parts) {
        match part {
            Part::ToolCall(call) if call.custom => {
                call.custom = false;
                call.arguments = serde_json::json!({ MEMBER: call.arguments }).to_string();
            }
            Part::ToolResult(result) => result.custom = false,
            Part::ToolCall(_)
            | Part::Text(_)
            | Part::Media(_)
            | Part::Reasoning(_)
            | Part::Refusal(_) => {}
        }
    }
    names
}

/// Makes free text of the calls of those tools in an answer.
pub fn raise(reply: &mut Reply, names: &BTreeSet<String>) {
    let parts = reply
        .choices
        .iter_mut()
        .flat_map(|choice| &mut choice.parts);
    for part in parts {
        if let Part::ToolCall(call) = part
            && names.contains(&call.name)
        {
            raise_call(call);
        }
    }
}

fn raise_call(call: &mut ToolCall) {
    call.custom = true;
    call.arguments = text_of(std::mem::take(&mut call.arguments));
}

/// The text in the arguments; the arguments themselves where the model did not keep to their form.
fn text_of(arguments: String) -> String {
    let read =
        serde_json::from_slice::<BTreeMap<String, String>>(&json::paired(arguments.as_bytes()))
            .ok();
    read.and_then(|mut members| members.remove(MEMBER))
        .unwrap_or(arguments)
}

/// A stream in which the calls of those tools are free text. It comes at once when a call is whole.
struct Raised {
    inner: Box<dyn Reader>,
    names: BTreeSet<String>,
    held: BTreeMap<Slot, String>,
}

impl Raised {
    fn new(inner: Box<dyn Reader>, names: BTreeSet<String>) -> Self {
        Self {
            inner,
            names,
            held: BTreeMap::new(),
        }
    }

    fn raise(&mut self, events: Vec<Event>, out: &mut Vec<Event>) {
        for mut event in events {
            match &mut event {
                Event::Open(slot, Block::ToolCall { name, custom, .. })
                    if self.names.contains(name) =>
                {
                    *custom = true;
                    self.held.insert(*slot, String::new());
                }
                Event::Piece(slot, Piece::Arguments(more)) => {
                    if let Some(held) = self.held.get_mut(slot) {
                        held.push_str(more);
                        continue;
                    }
                }
                Event::Close(slot) => {
                    if let Some(held) = self.held.remove(slot) {
                        out.push(Event::Piece(*slot, Piece::Arguments(text_of(held))));
                    }
                }
                Event::Start { .. }
                | Event::Open(..)
                | Event::Piece(..)
                | Event::Usage(_)
                | Event::Finish { .. }
                | Event::End => {}
            }
            out.push(event);
        }
    }
}

impl Reader for Raised {
    fn push(&mut self, chunk: Bytes, out: &mut Vec<Event>) -> Result<(), Failure> {
        let mut events = Vec::new();
        let read = self.inner.push(chunk, &mut events);
        self.raise(events, out);
        read
    }

    fn end(&mut self, out: &mut Vec<Event>) -> Result<(), Failure> {
        let mut events = Vec::new();
        let read = self.inner.end(&mut events);
        self.raise(events, out);
        read
    }

    fn losses(&self) -> &Losses {
        self.inner.losses()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::{Choice, Role, Tool, Turn};

    fn call(custom: bool, arguments: &str) -> Part {
        Part::ToolCall(ToolCall {
            id: "c".to_owned(),
            name: "patch".to_owned(),
            arguments: arguments.to_owned(),
            custom,
            ..ToolCall::default()
        })
    }

    #[test]
    fn free_text_goes_as_a_function_and_comes_back_as_text() {
        let mut request = Request {
            tools: vec![Tool {
                name: "patch".to_owned(),
                custom: Some(None),
                ..Tool::default()
            }],
            turns: vec![Turn::of(Role::Assistant, vec![call(true, "*** \"a\"")])],
            ..Request::default()
        };
        let names = lower(&mut request);
        assert_eq!(
            request.turns[0].parts[0],
            call(false, r#"{"input":"*** \"a\""}"#)
        );
        assert!(request.tools[0].custom.is_none() && request.tools[0].parameters.is_some());
        let mut reply = Reply {
            choices: vec![Choice {
                parts: vec![
                    call(false, r#"{"input":"*** \"a\""}"#),
                    call(false, "loose"),
                ],
                ..Choice::default()
            }],
            ..Reply::default()
        };
        raise(&mut reply, &names);
        assert_eq!(
            reply.choices[0].parts,
            [call(true, "*** \"a\""), call(true, "loose")]
        );
    }

    /// A reader of one call in fragments.
    struct Fragments(Losses);

    impl Reader for Fragments {
        fn push(&mut self, _: Bytes, out: &mut Vec<Event>) -> Result<(), Failure> {
            let slot = Slot::default();
            out.push(Event::Open(
                slot,
                Block::ToolCall {
                    id: "c".to_owned(),
                    name: "patch".to_owned(),
                    custom: false,
                },
            ));
            for piece in [r#"{"inp"#, r#"ut":"hé"}"#] {
                out.push(Event::Piece(slot, Piece::Arguments(piece.to_owned())));
            }
            Ok(())
        }

        fn end(&mut self, out: &mut Vec<Event>) -> Result<(), Failure> {
            out.push(Event::Close(Slot::default()));
            Ok(())
        }

        fn losses(&self) -> &Losses {
            &self.0
        }
    }

    #[test]
    fn a_streamed_call_is_raised_when_it_is_whole() {
        let names = BTreeSet::from(["patch".to_owned()]);
        let mut raised = Raised::new(Box::new(Fragments(Losses::default())), names);
        let mut out = Vec::new();
        raised.push(Bytes::new(), &mut out).unwrap();
        assert!(matches!(
            &out[..],
            [Event::Open(_, Block::ToolCall { custom: true, .. })]
        ));
        raised.end(&mut out).unwrap();
        assert_eq!(
            out[1..],
            [
                Event::Piece(Slot::default(), Piece::Arguments("hé".to_owned())),
                Event::Close(Slot::default()),
            ]
        );
    }
}
