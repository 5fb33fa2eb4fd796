//! Thoughts that a model writes into its text: `<think>…</think>` at its very beginning.

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// Reads a text as it comes, in any split.
#[derive(Debug, Default)]
pub struct Think {
    state: State,
    /// What may still become a tag.
    held: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Nothing but white space so far.
    #[default]
    Start,
    /// Within the thought, where it has begun to say something.
    Inside { said: bool },
    /// Behind it, at white space that belongs to nobody.
    Behind,
    /// In the text proper.
    Text,
}

/// What a piece of text is.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// More of a thought.
    Thought(String),
    /// More of the text.
    Text(String),
}

impl Think {
    /// Takes the next piece.
    pub fn push(&mut self, text: &str, out: &mut Vec<Piece>) {
        let begun = text.trim_start();
        let may_open = OPEN.starts_with(begun) || begun.starts_with(OPEN);
        if self.state == State::Start && self.held.is_empty() && !may_open {
            self.state = State::Text;
        }
        if self.state == State::Text {
            return said(Piece::Text, text, out);
        }
        self.held.push_str(text);
        loop {
            let before = self.state;
            self.step(out);
            if self.state == before {
                return;
            }
        }
    }

    /// The text has ended: what was held is what it seems.
    pub fn end(&mut self, out: &mut Vec<Piece>) {
        let held = std::mem::take(&mut self.held);
        match self.state {
            State::Start | State::Text => said(Piece::Text, &held, out),
            State::Inside { .. } => said(Piece::Thought, held.trim_end(), out),
            State::Behind => {}
        }
        self.state = State::Text;
    }

    fn step(&mut self, out: &mut Vec<Piece>) {
        let held = std::mem::take(&mut self.held);
        match self.state {
            State::Start => {
                let begun = held.trim_start();
                if let Some(rest) = begun.strip_prefix(OPEN) {
                    self.state = State::Inside { said: false };
                    rest.clone_into(&mut self.held);
                } else if OPEN.starts_with(begun) {
                    self.held = held;
                } else {
                    self.state = State::Text;
                    said(Piece::Text, &held, out);
                }
            }
            State::Inside { said: begun } => self.inside(&held, begun, out),
            State::Behind => {
                let rest = held.trim_start();
                if !rest.is_empty() {
                    self.state = State::Text;
                    said(Piece::Text, rest, out);
                }
            }
            State::Text => said(Piece::Text, &held, out),
        }
    }

    fn inside(&mut self, held: &str, begun: bool, out: &mut Vec<Piece>) {
        // White space around the thought is of the tags.
        let held = if begun { held } else { held.trim_start() };
        if let Some((thought, rest)) = held.split_once(CLOSE) {
            self.state = State::Behind;
            said(Piece::Thought, thought.trim_end(), out);
            rest.clone_into(&mut self.held);
            return;
        }
        let sure = held.len() - unsure(held);
        let (sure, unsure) = held.split_at_checked(sure).unwrap_or((held, ""));
        said(Piece::Thought, sure, out);
        unsure.clone_into(&mut self.held);
        self.state = State::Inside {
            said: begun || !sure.is_empty(),
        };
    }
}

/// How many bytes at the end may be the beginning of the closing tag, or white space before it.
fn unsure(text: &str) -> usize {
    let tag = (1..CLOSE.len()).rev().find(|len| {
        let start = CLOSE.get(..*len).unwrap_or_default();
        text.ends_with(start)
    });
    let tag = tag.unwrap_or(0);
    let words = text.get(..text.len() - tag).unwrap_or_default().trim_end();
    text.len() - words.len()
}

fn said(piece: impl FnOnce(String) -> Piece, text: &str, out: &mut Vec<Piece>) {
    if !text.is_empty() {
        out.push(piece(text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, step: usize) -> (String, String) {
        let (mut think, mut out) = (Think::default(), Vec::new());
        let mut rest = text;
        while !rest.is_empty() {
            let at = (step..=rest.len()).find(|at| rest.is_char_boundary(*at));
            let (piece, next) = rest.split_at(at.unwrap_or(rest.len()));
            think.push(piece, &mut out);
            rest = next;
        }
        think.end(&mut out);
        let (mut thought, mut words) = (String::new(), String::new());
        for piece in out {
            match piece {
                Piece::Thought(text) => thought.push_str(&text),
                Piece::Text(text) => words.push_str(&text),
            }
        }
        (thought, words)
    }

    #[test]
    fn a_thought_at_the_beginning_is_told_from_the_text_in_every_split() {
        for (text, thought, words) in [
            ("<think>\nhm </th x\n</think>\n\nYes", "hm </th x", "Yes"),
            (" \n<think></think>Yes", "", "Yes"),
            ("<think>never closed ", "never closed", ""),
            ("<thin air>", "", "<thin air>"),
            ("a <think>b</think>", "", "a <think>b</think>"),
            ("  ä <", "", "  ä <"),
            ("<think>ü</think>  ", "ü", ""),
            ("<thi", "", "<thi"),
        ] {
            for step in 1..=text.len() {
                let told = read(text, step);
                assert_eq!(
                    told,
                    (thought.to_owned(), words.to_owned()),
                    "{text} {step}"
                );
            }
        }
    }
}
