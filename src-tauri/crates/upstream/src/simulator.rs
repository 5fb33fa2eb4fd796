//! The built-in provider: answers in OpenAI's shapes without a socket, the same way every time, and
//! fails on demand by the model's name.
//!
//! Understands nothing of what it is asked and keeps none of it. Its money is never real.

mod ask;
mod dice;
mod frames;
mod name;
mod pace;
mod prose;
mod refusal;
mod schema;
mod script;
mod tally;
mod tools;

use crate::fault::{Break, Fault, Place};
use ask::Ask;
use bytes::Bytes;
use dice::Dice;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use name::{Ailment, Behaviour, When};
pub use pace::SimulatorPace;
use pointsman_engine::ports::{BoxFuture, Incoming, Outgoing};
use pointsman_wire::Failure;
use script::Script;
use std::sync::Arc;
use tally::Tally;
use tokio::time::Instant;

/// How many pieces of a stream pass before it breaks: the client has then seen content.
const SOUND: usize = 4;

/// A provider that is always there. One per process: it counts calls to fail its share of them.
#[derive(Default)]
pub struct Simulator {
    pace: SimulatorPace,
    tally: Tally,
}

/// What goes back, made before any waiting so that nothing of the request is kept meanwhile.
struct Answer {
    status: u16,
    headers: HeaderMap,
    pieces: Vec<frames::Piece>,
    /// How many pieces come before the first that ends a choice.
    before_end: usize,
    pace: SimulatorPace,
}

impl Simulator {
    /// A simulator that answers at this pace.
    pub fn new(pace: SimulatorPace) -> Self {
        Self {
            pace,
            tally: Tally::default(),
        }
    }

    /// Every model, as a list of models names them.
    pub(crate) fn models(&self) -> Vec<String> {
        name::all().map(str::to_owned).collect()
    }

    /// Answers, or fails as the model's name says.
    pub(crate) fn send(
        self: Arc<Self>,
        outgoing: Outgoing,
    ) -> BoxFuture<Result<Incoming, Failure>> {
        let (fault, answer) = self.prepare(&outgoing);
        drop(outgoing);
        let deliver = deliver(answer);
        match fault {
            Some(fault) => Box::pin(fault.over(deliver)),
            None => Box::pin(deliver),
        }
    }

    fn prepare(&self, outgoing: &Outgoing) -> (Option<Fault>, Answer) {
        let model = outgoing.model.as_str();
        let Some(behaviour) = name::parse(model) else {
            return (None, self.refuse(&refusal::no_such_model(model)));
        };
        let ask = match Ask::read(&outgoing.body) {
            Ok(ask) => ask,
            Err(wrong) => return (None, self.refuse(&refusal::bad_request(wrong))),
        };
        let answer = self.answer(&behaviour, &ask, outgoing);
        let Some(ailment) = self.ails(&behaviour, outgoing) else {
            return (None, answer);
        };
        match ailment {
            Ailment::Refuses(kind) => (None, self.refuse(&refusal::of(kind, ask.input_tokens()))),
            Ailment::Reset => (Some(Fault::Reset), answer),
            Ailment::Silence => (Some(Fault::Silence), answer),
            Ailment::SlowFirstToken => (Some(Fault::Late(self.pace.slow)), answer),
            Ailment::Cut => (Some(broken(Break::Cut, &answer, &ask)), answer),
            Ailment::Stall => (Some(broken(Break::Stall, &answer, &ask)), answer),
            Ailment::Garbled => (Some(broken(Break::Garbled, &answer, &ask)), answer),
            Ailment::MissingEnd => (Some(broken(Break::Ends, &answer, &ask)), answer),
        }
    }

    /// The ailment that strikes this attempt, if one does.
    fn ails(&self, behaviour: &Behaviour, outgoing: &Outgoing) -> Option<Ailment> {
        let (ailment, when) = behaviour.ailment?;
        let strikes = match when {
            When::Always => true,
            When::SecondOfThree => {
                let is_second = |nth: u64| nth % 3 == 2;
                self.tally
                    .strikes(behaviour.name, 0, outgoing.call, is_second)
            }
            When::Percent(share) => {
                // Spread evenly: the whole part of nth × share grows on the calls that fail.
                let grows = |nth: u64| {
                    let share = u64::from(share);
                    (nth * share / 100) > ((nth - 1) * share / 100)
                };
                self.tally
                    .strikes(behaviour.name, share, outgoing.call, grows)
            }
        };
        strikes.then_some(ailment)
    }

    fn answer(&self, behaviour: &Behaviour, ask: &Ask, outgoing: &Outgoing) -> Answer {
        let seed = dice::seed(ask.seed, &outgoing.model, &outgoing.body);
        let script = Script::write(ask, behaviour.voice, Dice::new(seed));
        let label = frames::Label::new(seed, &outgoing.model);
        let (pieces, kind) = if ask.stream {
            let frames = frames::stream(&label, &script, ask.include_usage());
            (frames, "text/event-stream; charset=utf-8")
        } else {
            (frames::whole(&label, &script), "application/json")
        };
        let before_end = pieces.iter().take_while(|piece| !piece.ends).count();
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        Answer {
            status: 200,
            headers,
            pieces,
            before_end,
            pace: self.pace.of(behaviour.voice),
        }
    }

    fn refuse(&self, refusal: &refusal::Refusal) -> Answer {
        let (headers, body) = refusal.write();
        Answer {
            status: refusal.status,
            headers,
            pieces: vec![frames::Piece::whole(body, 0)],
            before_end: 0,
            pace: self.pace,
        }
    }
}

/// Sends the head half-way to the first token, as a provider does, and then the pieces as they are
/// spoken. Dropping the future or the body ends it: nothing runs on its own.
async fn deliver(answer: Answer) -> Result<Incoming, Failure> {
    let began = Instant::now();
    pace::wait_until(began + answer.pace.first_token / 2).await;
    Ok(Incoming {
        status: answer.status,
        headers: answer.headers,
        body: pace::spoken(answer.pieces, answer.pace, began),
    })
}

/// Where a broken answer breaks: a stream after some content and before its end, a whole answer in
/// its middle.
fn broken(how: Break, answer: &Answer, ask: &Ask) -> Fault {
    let content = answer.before_end.min(SOUND);
    let place = match (how, ask.stream) {
        (_, false) => Place::Within(0),
        (Break::Cut | Break::Garbled, true) => Place::Within(content),
        (Break::Stall, true) => Place::Between(content),
        (Break::Ends, true) => Place::Between(answer.before_end),
    };
    Fault::Broken(how, place)
}

/// Bytes of a value that cannot fail to be JSON.
fn json(value: &impl serde::Serialize) -> Bytes {
    serde_json::to_vec(value)
        .map(Bytes::from)
        .unwrap_or_default()
}
