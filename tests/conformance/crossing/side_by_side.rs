//! Streams that cross at the same time do not know one another.

use super::{asked, choices, clients, recorded, tongues};
use bytes::Bytes;
use pointsman_tests::recordings;
use pointsman_wire::Tap;
use pointsman_wire::canon::Crossing;

/// How many run at once.
const ABREAST: usize = 64;

struct Lane {
    name: String,
    alone: Vec<u8>,
    tap: Crossing,
    pieces: std::vec::IntoIter<Bytes>,
    out: Vec<Bytes>,
}

fn run_alone(mut tap: Crossing, body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    tap.push(Bytes::copy_from_slice(body), &mut out).ok()?;
    tap.end(&mut out).ok()?;
    Some(out.concat())
}

#[test]
fn sixty_four_streams_at_once_give_what_each_gives_alone() {
    let mut lanes = Vec::new();
    for (dialect, tongue) in tongues() {
        for (at, recording) in recorded(dialect)
            .into_iter()
            .filter(|it| it.stream && it.response.status < 400)
            .enumerate()
        {
            let others: Vec<_> = clients().filter(|(client, _)| *client != dialect).collect();
            let Some((_, client)) = others.get(at % others.len().max(1)) else {
                continue;
            };
            let choices = choices(dialect, &recording);
            let tap = || {
                let mut tap = Crossing::new(tongue.reader(choices), client.writer(asked()));
                tap.expect_choices(choices);
                tap
            };
            let Some(alone) = run_alone(tap(), &recording.response.body) else {
                continue;
            };
            let pieces: Vec<_> = recording
                .response
                .body
                .chunks(97)
                .map(Bytes::copy_from_slice)
                .collect();
            lanes.push(Lane {
                name: recording.name(),
                alone,
                tap: tap(),
                pieces: pieces.into_iter(),
                out: Vec::new(),
            });
        }
    }
    let count = lanes.len();
    for abreast in lanes.chunks_mut(ABREAST) {
        loop {
            let mut went_on = false;
            for lane in abreast.iter_mut() {
                if let Some(piece) = lane.pieces.next() {
                    lane.tap.push(piece, &mut lane.out).unwrap();
                    went_on = true;
                }
            }
            if !went_on {
                break;
            }
        }
        for lane in abreast {
            lane.tap.end(&mut lane.out).unwrap();
            assert!(
                lane.out.concat() == lane.alone,
                "{} differs among others",
                lane.name
            );
        }
    }
    recordings::say(&format!("recordings replayed: {count}"));
}
