//! What an answer says, in the form in which two of them are compared.

use pointsman_wire::Usage;
use pointsman_wire::canon::{Block, Choice, Event, Finish, Part, Piece, Reply, Slot, TokenLogprob};
use serde_json::Value;
use std::collections::BTreeMap;

/// Why an answer ended, as coarsely as every dialect can say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// At its end, or at a stop sequence.
    #[default]
    Stop,
    /// At a limit.
    Length,
    /// With tool calls.
    Tools,
    /// By a filter, or the model's own refusal.
    Refused,
    /// With a failure.
    Failed,
    /// In a word that only its own dialect has.
    Other,
}

impl From<&Finish> for End {
    fn from(finish: &Finish) -> Self {
        match finish {
            Finish::Stop | Finish::StopSequence(_) | Finish::Pause => Self::Stop,
            Finish::Length => Self::Length,
            Finish::ToolCalls => Self::Tools,
            Finish::ContentFilter | Finish::Refusal => Self::Refused,
            Finish::Failed => Self::Failed,
            Finish::Other(_) => Self::Other,
        }
    }
}

/// One answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct One {
    /// Its text.
    pub text: String,
    /// Its thoughts.
    pub thoughts: String,
    /// Words of refusal.
    pub refusal: String,
    /// Its tool calls: name, arguments as a value where they are JSON.
    pub calls: Vec<(String, Value)>,
    /// Seals, in order.
    pub seals: Vec<String>,
    /// Addresses it cites, each once.
    pub cited: Vec<String>,
    /// Media that it made.
    pub media: usize,
    /// How it ended.
    pub end: End,
    /// How many tokens have log probabilities.
    pub logprobs: usize,
}

/// An answer of perhaps several.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// By choice.
    pub choices: BTreeMap<u32, One>,
    /// What it used.
    pub usage: Option<Usage>,
}

impl Told {
    /// The first choice.
    pub fn first(&self) -> One {
        self.choices.get(&0).cloned().unwrap_or_default()
    }
}

fn value(arguments: &str) -> Value {
    match serde_json::from_str(arguments) {
        Ok(value) => value,
        Err(_) if arguments.is_empty() => Value::Object(serde_json::Map::new()),
        Err(_) => Value::String(arguments.to_owned()),
    }
}

impl One {
    fn cite(&mut self, url: Option<&String>) {
        if let Some(url) = url
            && !self.cited.contains(url)
        {
            self.cited.push(url.clone());
        }
    }

    fn take(&mut self, part: &Part) {
        match part {
            Part::Text(text) => {
                self.text.push_str(&text.text);
                for citation in &text.citations {
                    self.cite(citation.url.as_ref());
                }
                self.seals
                    .extend(text.seal.iter().map(|seal| seal.data.clone()));
            }
            Part::Media(_) => self.media += 1,
            Part::Reasoning(thought) => {
                self.thoughts.push_str(&thought.text);
                self.seals
                    .extend(thought.seal.iter().map(|seal| seal.data.clone()));
            }
            Part::ToolCall(call) => {
                self.calls.push((call.name.clone(), value(&call.arguments)));
                self.seals
                    .extend(call.seal.iter().map(|seal| seal.data.clone()));
            }
            Part::ToolResult(_) => panic!("an answer holds a tool's result"),
            Part::Refusal(words) => self.refusal.push_str(words),
        }
    }
}

fn of_choice(choice: &Choice) -> One {
    let mut one = One {
        end: End::from(&choice.finish),
        logprobs: choice.logprobs.len(),
        ..One::default()
    };
    for part in &choice.parts {
        one.take(part);
    }
    one
}

/// What a whole reply says.
pub fn of_reply(reply: &Reply) -> Told {
    let choices = reply.choices.iter().enumerate();
    Told {
        choices: choices
            .map(|(at, choice)| (u32::try_from(at).unwrap(), of_choice(choice)))
            .collect(),
        usage: reply.usage,
    }
}

/// What a stream says, put together by the rules of its grammar.
pub fn of_events(events: &[Event]) -> Told {
    let mut told = Told::default();
    let mut open: BTreeMap<Slot, (Part, String)> = BTreeMap::new();
    let mut order: Vec<Slot> = Vec::new();
    let mut logprobs: BTreeMap<u32, Vec<TokenLogprob>> = BTreeMap::new();
    for event in events {
        match event {
            Event::Start { .. } | Event::Close(_) | Event::End => {}
            Event::Open(slot, block) => {
                open.insert(*slot, (part_of(block), String::new()));
                order.push(*slot);
            }
            Event::Piece(slot, piece) => {
                let (part, words) = open.get_mut(slot).unwrap();
                if let Piece::Logprobs(more) = piece {
                    logprobs
                        .entry(slot.choice)
                        .or_default()
                        .extend(more.clone());
                }
                lay(part, words, piece);
            }
            Event::Usage(usage) => told.usage = Some(*usage),
            Event::Finish { choice, finish } => {
                told.choices.entry(*choice).or_default().end = End::from(finish);
            }
        }
    }
    for slot in order {
        let (part, words) = open.remove(&slot).unwrap();
        told.choices
            .entry(slot.choice)
            .or_default()
            .take(&filled(part, words));
    }
    for (choice, tokens) in logprobs {
        told.choices.entry(choice).or_default().logprobs = tokens.len();
    }
    told
}

fn part_of(block: &Block) -> Part {
    match block {
        Block::Text => Part::text(""),
        Block::Reasoning { .. } => Part::Reasoning(Default::default()),
        Block::ToolCall { id, name, custom } => Part::ToolCall(pointsman_wire::canon::ToolCall {
            id: id.clone(),
            name: name.clone(),
            custom: *custom,
            ..Default::default()
        }),
        Block::Refusal => Part::Refusal(String::new()),
        Block::Media(media) => Part::Media((**media).clone()),
    }
}

fn lay(part: &mut Part, words: &mut String, piece: &Piece) {
    match (part, piece) {
        (_, Piece::Text(more) | Piece::Arguments(more)) => words.push_str(more),
        (Part::Text(text), Piece::Seal(seal)) => text.seal = Some(seal.clone()),
        (Part::Reasoning(thought), Piece::Seal(seal)) => thought.seal = Some(seal.clone()),
        (Part::ToolCall(call), Piece::Seal(seal)) => call.seal = Some(seal.clone()),
        (Part::Text(text), Piece::Citation(citation)) => text.citations.push(citation.clone()),
        (_, Piece::Seal(_) | Piece::Citation(_) | Piece::Logprobs(_)) => {}
    }
}

fn filled(part: Part, words: String) -> Part {
    match part {
        Part::Text(mut text) => {
            text.text = words;
            Part::Text(text)
        }
        Part::Reasoning(mut thought) => {
            thought.text = words;
            Part::Reasoning(thought)
        }
        Part::ToolCall(mut call) => {
            call.arguments = words;
            Part::ToolCall(call)
        }
        Part::Refusal(_) => Part::Refusal(words),
        Part::Media(media) => Part::Media(media),
        Part::ToolResult(result) => Part::ToolResult(result),
    }
}

/// The whole parts of a stream's first choice.
pub fn parts_of_events(events: &[Event]) -> Vec<Part> {
    let mut open: BTreeMap<Slot, (Part, String)> = BTreeMap::new();
    for event in events {
        match event {
            Event::Open(slot, block) if slot.choice == 0 => {
                open.insert(*slot, (part_of(block), String::new()));
            }
            Event::Piece(slot, piece) => {
                if let Some((part, words)) = open.get_mut(slot) {
                    lay(part, words, piece);
                }
            }
            Event::Open(..)
            | Event::Start { .. }
            | Event::Close(_)
            | Event::Usage(_)
            | Event::Finish { .. }
            | Event::End => {}
        }
    }
    open.into_values()
        .map(|(part, words)| filled(part, words))
        .collect()
}
