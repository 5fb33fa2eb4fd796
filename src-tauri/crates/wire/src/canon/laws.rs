//! The grammar of a stream of events, checked in tests and in debug builds.

use super::{Block, Event, Piece, Slot};
use std::collections::{BTreeMap, BTreeSet};

/// What a stream did that it must not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Broken(pub String);

/// Follows one stream.
#[derive(Debug, Default)]
pub struct Laws {
    started: bool,
    ended: bool,
    open: BTreeMap<Slot, Kind>,
    next: BTreeMap<u32, u32>,
    finished: BTreeSet<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Words,
    Call,
    Medium,
}

impl Laws {
    /// Takes the next event.
    ///
    /// # Errors
    /// When it must not come here.
    pub fn follow(&mut self, event: &Event) -> Result<(), Broken> {
        if self.ended {
            return broken("an event behind the end");
        }
        if !self.started && !matches!(event, Event::Start { .. }) {
            return broken("an event before the start");
        }
        match event {
            Event::Start { .. } if self.started => broken("a second start"),
            Event::Start { .. } => {
                self.started = true;
                Ok(())
            }
            Event::Open(slot, block) => self.open(*slot, block),
            Event::Piece(slot, piece) => self.piece(*slot, piece),
            Event::Close(slot) => match self.open.remove(slot) {
                Some(_) => Ok(()),
                None => broken("the close of a block that is not open"),
            },
            Event::Usage(_) => Ok(()),
            Event::Finish { choice, .. } => self.finish(*choice),
            Event::End => self.end(),
        }
    }

    fn open(&mut self, slot: Slot, block: &Block) -> Result<(), Broken> {
        let next = self.next.entry(slot.choice).or_default();
        if *next != slot.block {
            return broken(format!("block {} opens where {next} is next", slot.block));
        }
        *next += 1;
        if self.finished.contains(&slot.choice) {
            return broken("a block opens behind its choice's finish");
        }
        let kind = match block {
            Block::Text | Block::Reasoning { .. } | Block::Refusal => Kind::Words,
            Block::ToolCall { name, id, .. } if name.is_empty() || id.is_empty() => {
                return broken("a tool call without a name or an id");
            }
            Block::ToolCall { .. } => Kind::Call,
            Block::Media(_) => Kind::Medium,
        };
        self.open.insert(slot, kind);
        Ok(())
    }

    fn piece(&self, slot: Slot, piece: &Piece) -> Result<(), Broken> {
        match (self.open.get(&slot), piece) {
            (None, _) => broken("a piece of a block that is not open"),
            (Some(Kind::Medium), _) => broken("a piece of a medium"),
            (Some(Kind::Words), Piece::Arguments(_)) => broken("arguments in words"),
            (Some(Kind::Call), Piece::Text(_)) => broken("words in a tool call"),
            (Some(_), _) => Ok(()),
        }
    }

    fn finish(&mut self, choice: u32) -> Result<(), Broken> {
        if self.open.keys().any(|slot| slot.choice == choice) {
            return broken("a finish with a block open");
        }
        if !self.finished.insert(choice) {
            return broken("a second finish");
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Broken> {
        self.ended = true;
        if self.finished.is_empty() {
            return broken("an end without a finish");
        }
        if self
            .next
            .keys()
            .any(|choice| !self.finished.contains(choice))
        {
            return broken("an end before every choice has finished");
        }
        Ok(())
    }
}

fn broken(what: impl Into<String>) -> Result<(), Broken> {
    Err(Broken(what.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::Finish;

    const SLOT: Slot = Slot {
        choice: 0,
        block: 0,
    };

    fn start() -> Event {
        Event::Start {
            id: None,
            model: None,
            created: None,
        }
    }

    fn finish() -> Event {
        Event::Finish {
            choice: 0,
            finish: Finish::Stop,
        }
    }

    fn verdict(events: &[Event]) -> Result<(), Broken> {
        let mut laws = Laws::default();
        events.iter().try_for_each(|event| laws.follow(event))
    }

    #[test]
    fn a_stream_that_keeps_the_grammar_is_let_through() {
        let text = Event::Piece(SLOT, Piece::Text("a".to_owned()));
        let whole = [
            start(),
            Event::Open(SLOT, Block::Text),
            text,
            Event::Close(SLOT),
            finish(),
            Event::Usage(crate::Usage::default()),
            Event::End,
        ];
        assert_eq!(verdict(&whole), Ok(()));
    }

    #[test]
    fn every_breach_is_seen() {
        let open = Event::Open(SLOT, Block::Text);
        for (breach, events) in [
            ("no start", vec![open.clone()]),
            ("two starts", vec![start(), start()]),
            (
                "finish over an open block",
                vec![start(), open.clone(), finish()],
            ),
            ("end without finish", vec![start(), Event::End]),
            ("piece of nothing", vec![start(), Event::Close(SLOT)]),
            (
                "behind the end",
                vec![start(), finish(), Event::End, Event::End],
            ),
            ("a block behind the finish", vec![start(), finish(), open]),
        ] {
            assert!(verdict(&events).is_err(), "{breach}");
        }
    }
}
