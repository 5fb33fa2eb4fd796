//! Where items are written: their places, and the events that tell of them.

use super::Page;
use crate::canon::Pen;
use bytes::Bytes;

/// Where an item stands, and its id.
#[derive(Clone)]
pub struct Place {
    at: usize,
    /// The item's id.
    pub id: String,
}

/// A part of an item: what its place is called, and the place.
pub type At = (&'static str, usize);

/// The page, the frames that leave, and the items that are whole.
pub struct Desk<'a> {
    /// Numbers, ids and losses.
    pub page: &'a mut Page,
    /// Frames for the client.
    pub out: &'a mut Vec<Bytes>,
    /// Items by their places; empty while they are not whole.
    pub whole: &'a mut Vec<Bytes>,
}

impl Desk<'_> {
    /// A place for a new item, announced. Its id is its own, or made.
    pub fn place(
        &mut self,
        prefix: &str,
        own: Option<&str>,
        write: impl FnOnce(&mut Pen),
    ) -> Place {
        let at = self.whole.len();
        self.whole.push(Bytes::new());
        let made = || format!("{prefix}_{}_{at}", self.page.stem);
        let id = own.map_or_else(made, str::to_owned);
        self.page
            .event("response.output_item.added", self.out, |_, pen| {
                pen.key("output_index").count(at as u64);
                pen.key("item").object().member("id", &id);
                write(pen);
                pen.end_object();
            });
        Place { at, id }
    }

    /// An item is whole.
    pub fn finish(&mut self, place: &Place, item: Pen) {
        let item = item.done();
        self.page
            .event("response.output_item.done", self.out, |_, pen| {
                pen.key("output_index").count(place.at as u64);
                pen.key("item").bytes(&item);
            });
        if let Some(whole) = self.whole.get_mut(place.at) {
            *whole = item;
        }
    }

    /// An event about an item or a part of it.
    pub fn tell(&mut self, name: &str, of: &Place, at: Option<At>, more: impl FnOnce(&mut Pen)) {
        self.page.event(name, self.out, |_, pen| {
            pen.member("item_id", &of.id);
            pen.key("output_index").count(of.at as u64);
            if let Some((key, at)) = at {
                pen.key(key).count(at as u64);
            }
            more(pen);
        });
    }

    /// A part begins or is whole.
    pub fn part(&mut self, name: &str, of: &Place, at: At, part: &Bytes) {
        self.tell(name, of, Some(at), |pen| {
            pen.key("part").bytes(part);
        });
    }
}

/// An array of what is written already.
pub fn list(key: &str, all: &[Bytes], pen: &mut Pen) {
    pen.key(key).array();
    for (at, one) in all.iter().enumerate() {
        pen.bytes(if at > 0 { b"," } else { b"" }).bytes(one);
    }
    pen.end_array();
}
