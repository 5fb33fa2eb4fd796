//! Thoughts and seals that a client does not send back, kept by the ids of the tool calls they
//! stood beside and laid back into the next turn.
//!
//! Pure: who keeps them, and how many, is the engine's business.

use super::{Part, Reasoning, Request, Role, Seal, Source, Turn};

/// What stood beside one tool call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The thoughts before the first call of the answer; only that call keeps them.
    pub thoughts: Vec<Reasoning>,
    /// The call's own seal.
    pub seal: Option<Seal>,
}

impl Kept {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.thoughts.is_empty() && self.seal.is_none()
    }

    /// About how many bytes it takes.
    pub fn size(&self) -> usize {
        let sealed = |seal: &Option<Seal>| seal.as_ref().map_or(0, |seal| seal.data.len());
        let thoughts = self.thoughts.iter();
        64 + sealed(&self.seal)
            + thoughts
                .map(|thought| 64 + thought.text.len() + sealed(&thought.seal))
                .sum::<usize>()
    }
}

/// About how many bytes a turn takes.
pub fn size_of(turn: &Turn) -> usize {
    64 + turn.parts.iter().map(size_of_part).sum::<usize>()
}

fn size_of_part(part: &Part) -> usize {
    64 + match part {
        Part::Text(text) => text.text.len(),
        Part::Refusal(words) => words.len(),
        Part::Reasoning(thought) => {
            thought.text.len() + thought.seal.as_ref().map_or(0, |seal| seal.data.len())
        }
        Part::ToolCall(call) => call.arguments.len(),
        Part::ToolResult(result) => {
            let json = result.json.as_ref().map_or(0, |json| json.text().len());
            json + result.parts.iter().map(size_of_part).sum::<usize>()
        }
        Part::Media(media) => match &media.source {
            Source::Base64(text) | Source::Plain(text) | Source::Url(text) | Source::File(text) => {
                text.len()
            }
        },
    }
}

/// What of an answer must come back with its tool calls: the call's id, and what stood beside it.
pub fn gather(parts: &[Part]) -> Vec<(String, Kept)> {
    let mut thoughts = Vec::new();
    let mut all = Vec::new();
    for part in parts {
        match part {
            Part::Reasoning(thought) => thoughts.push(thought.clone()),
            Part::ToolCall(call) => {
                let kept = Kept {
                    thoughts: std::mem::take(&mut thoughts),
                    seal: call.seal.clone(),
                };
                if !kept.is_empty() {
                    all.push((call.id.clone(), kept));
                }
            }
            Part::Text(_) | Part::Media(_) | Part::ToolResult(_) | Part::Refusal(_) => {}
        }
    }
    all
}

/// Lays back what `kept` knows of the tool calls in a request. What the client sent itself stays.
pub fn lay_back(request: &mut Request, kept: impl Fn(&str) -> Option<Kept>) {
    for turn in &mut request.turns {
        if turn.role != Role::Assistant {
            continue;
        }
        let has_thoughts = turn
            .parts
            .iter()
            .any(|part| matches!(part, Part::Reasoning(thought) if thought.seal.is_some()));
        let mut thoughts = Vec::new();
        for part in &mut turn.parts {
            let Part::ToolCall(call) = part else {
                continue;
            };
            let Some(found) = kept(&call.id) else {
                continue;
            };
            if call.seal.is_none() {
                call.seal = found.seal;
            }
            thoughts.extend(found.thoughts);
        }
        if !has_thoughts && !thoughts.is_empty() {
            turn.parts
                .retain(|part| !matches!(part, Part::Reasoning(_)));
            let thoughts = thoughts.into_iter().map(Part::Reasoning);
            turn.parts.splice(0..0, thoughts);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::{SealKind, ToolCall};

    fn call(id: &str, seal: Option<Seal>) -> Part {
        Part::ToolCall(ToolCall {
            id: id.to_owned(),
            name: "f".to_owned(),
            seal,
            ..ToolCall::default()
        })
    }

    fn thought() -> Reasoning {
        Reasoning {
            text: "hm".to_owned(),
            seal: Some(Seal {
                kind: SealKind::Anthropic,
                data: "c2ln".to_owned(),
            }),
            ..Reasoning::default()
        }
    }

    #[test]
    fn thoughts_come_back_in_front_of_the_turn_that_calls() {
        let answer = [
            Part::Reasoning(thought()),
            Part::text("I look"),
            call("a", None),
            call("b", None),
        ];
        let kept = gather(&answer);
        assert_eq!(kept.len(), 1, "only the first call of a thought keeps it");
        let mut next = Request {
            turns: vec![Turn::of(
                Role::Assistant,
                vec![Part::text("I look"), call("a", None), call("b", None)],
            )],
            ..Request::default()
        };
        lay_back(&mut next, |id| {
            kept.iter()
                .find(|(of, _)| of == id)
                .map(|(_, kept)| kept.clone())
        });
        assert_eq!(next.turns[0].parts, answer);
    }

    #[test]
    fn what_the_client_sent_itself_stays() {
        let own = vec![Part::Reasoning(thought()), call("a", None)];
        let mut next = Request {
            turns: vec![Turn::of(Role::Assistant, own.clone())],
            ..Request::default()
        };
        lay_back(&mut next, |_| {
            Some(Kept {
                thoughts: vec![Reasoning::default()],
                seal: None,
            })
        });
        assert_eq!(next.turns[0].parts, own);
    }
}
