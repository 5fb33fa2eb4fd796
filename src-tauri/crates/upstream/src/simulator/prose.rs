//! What the simulator says when it is free to say anything.

use super::dice::Dice;

/// The first sentence of every answer, so that nobody takes it for a model's.
const OPENING: &str = "This answer is simulated: no provider was asked and nothing was paid.";

const SENTENCES: [&str; 16] = [
    "The points were set for the second track and the signal showed clear.",
    "Each train that leaves the yard is written down before it moves.",
    "A pointsman looks at the whole line and not only at the next switch.",
    "The night express to Zürich waited four minutes for the slow freight.",
    "When the main track is blocked, the diversion must already be known.",
    "Nobody throws a lever without having read the block bell first.",
    "The distant signal stood at caution, so the driver eased off early.",
    "A timetable is a promise, and a diversion is how it is kept.",
    "Three short bells mean that the line is clear as far as the junction.",
    "The old naïve plan sent everything over one bridge.",
    "Heavy trains take the gentle gradient even though it is longer.",
    "The ledger in the box shows what passed, when, and at what cost.",
    "A stop signal is never argued with; it is answered.",
    "Two trains at one junction are a question of order and not of speed.",
    "The relief crew knows the route because it was drawn for them.",
    "What reaches the terminus whole is what was loaded at the start.",
];

const THOUGHTS: [&str; 6] = [
    "Let me see which track is free.",
    "The first route looks blocked, so consider the second.",
    "Check the gradient before choosing.",
    "That order works without a conflict.",
    "Compare the two tracks once more.",
    "Good, the answer can be short.",
];

const WORDS: [&str; 16] = [
    "signal", "junction", "lantern", "timber", "harbour", "meadow", "copper", "granite", "orchard",
    "viaduct", "express", "freight", "platform", "switch", "gradient", "terminus",
];

/// An answer in pieces, one per token: a word with the space before it.
pub(super) fn answer(dice: &mut Dice) -> Vec<String> {
    let mut text = OPENING.to_owned();
    append(&mut text, &SENTENCES, 2 + dice.below(5), dice);
    words(&text)
}

/// A thought in pieces.
pub(super) fn thought(dice: &mut Dice) -> Vec<String> {
    let mut text = String::new();
    append(&mut text, &THOUGHTS, 2 + dice.below(3), dice);
    words(&text)
}

/// One word.
pub(super) fn word(dice: &mut Dice) -> &'static str {
    dice.pick(&WORDS).copied().unwrap_or_default()
}

/// Any text in pieces of about four bytes, as a tokenizer cuts code and JSON.
pub(super) fn cut(text: &str) -> Vec<String> {
    let mut pieces = Vec::with_capacity(text.len() / 4 + 1);
    let mut piece = String::new();
    for letter in text.chars() {
        piece.push(letter);
        if piece.len() >= 4 {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}

fn append(text: &mut String, sentences: &[&str], count: u64, dice: &mut Dice) {
    let mut last = "";
    for _ in 0..count {
        let next = dice.pick(sentences).copied().unwrap_or_default();
        if next == last {
            continue;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(next);
        last = next;
    }
}

fn words(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for (at, word) in text.split(' ').enumerate() {
        pieces.push(if at == 0 {
            word.to_owned()
        } else {
            format!(" {word}")
        });
    }
    pieces
}
