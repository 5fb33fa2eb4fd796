//! From what narrows to SQL: conditions on `call c`, their values, and the stretch of ids to walk.

use super::{Ended, Narrow};
use crate::readers::ReadError;
use pointsman_units::{CallId, UnixMillis};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

/// Sorts after the text of each call id, which begins with a digit.
const AFTER_EVERY_ID: &str = "A";
/// Sorts before every id.
const BEFORE_EVERY_ID: &str = "";

/// Conditions that all hold, with the values they name by position.
pub(super) struct Clauses {
    conditions: Vec<String>,
    values: Vec<Value>,
}

/// A stretch of ids, newest first.
pub(super) struct Walk {
    /// Not this one and nothing newer.
    pub before: String,
    /// This one and what is newer.
    pub from: String,
    /// Whether what fits may also lie before `from`.
    pub cut: bool,
}

impl Walk {
    /// What the window of `narrow` leaves before `before`, at most `most` calls of it. One call that is
    /// named whole is found wherever it lies.
    pub fn plan(
        ledger: &Connection,
        narrow: &Narrow,
        before: Option<CallId>,
        most: u32,
    ) -> Result<Self, ReadError> {
        let at = |at: UnixMillis| CallId::new(at, 0).to_string();
        let end = narrow.until.map_or(AFTER_EVERY_ID.to_owned(), at);
        let start = narrow.since.map_or(BEFORE_EVERY_ID.to_owned(), at);
        let before = match before.map(|before| before.to_string()) {
            Some(before) if before < end => before,
            Some(_) | None => end,
        };
        if one_call(narrow).is_some() {
            return Ok(Self {
                before,
                from: start,
                cut: false,
            });
        }
        let beyond: Option<String> = ledger
            .prepare_cached(
                "SELECT id FROM call WHERE id < ?1 AND id >= ?2 ORDER BY id DESC LIMIT 1 OFFSET ?3",
            )?
            .query_row((&before, &start, most.saturating_sub(1)), |row| row.get(0))
            .optional()?;
        Ok(Self {
            cut: beyond.is_some(),
            from: beyond.unwrap_or(start),
            before,
        })
    }
}

impl Clauses {
    /// Everything that `narrow` asks, within the stretch.
    pub fn new(narrow: &Narrow, walk: &Walk) -> Self {
        let mut all = Self {
            conditions: Vec::new(),
            values: Vec::new(),
        };
        all.with("c.id < {}", walk.before.clone());
        all.with("c.id >= {}", walk.from.clone());
        all.named("c.project", narrow.project.as_deref());
        all.named("c.environment", narrow.environment.as_deref());
        all.named("c.end_user", narrow.user.as_deref());
        all.named("c.tool", narrow.tool.as_deref());
        all.named("c.chain", narrow.chain.as_deref());
        all.named("c.prompt", narrow.prompt.as_deref());
        if let Some(ended) = narrow.ended {
            all.with("c.state = {}", word(ended).to_owned());
        }
        if let Some(failure) = narrow.failure {
            all.with("c.failure = {}", failure.code().to_owned());
        }
        if narrow.moved {
            all.plain("c.moved IS NOT NULL");
        }
        if narrow.unpriced {
            all.plain("c.unpriced > 0");
        }
        let nobody = |name: &Option<String>| name.as_deref() == Some("");
        if nobody(&narrow.provider) || nobody(&narrow.model) {
            all.plain("NOT EXISTS (SELECT 1 FROM attempt a WHERE a.call = c.id)");
        }
        all.text(narrow);
        all
    }

    /// Only calls with an attempt at the provider and model asked for.
    pub fn with_target(mut self, narrow: &Narrow) -> Self {
        if let Some(target) = self.target(narrow) {
            let exists = format!("EXISTS (SELECT 1 FROM attempt a WHERE a.call = c.id{target})");
            self.conditions.push(exists);
        }
        self
    }

    /// What an attempt `a` must be to count: ` AND …`, or `None` where any may.
    pub fn target(&mut self, narrow: &Narrow) -> Option<String> {
        let mut target = String::new();
        for (column, value) in [("a.provider", &narrow.provider), ("a.model", &narrow.model)] {
            if let Some(value) = value.as_ref().filter(|value| !value.is_empty()) {
                let place = self.place(value.clone());
                target.push_str(&format!(" AND {column} = {place}"));
            }
        }
        (!target.is_empty()).then_some(target)
    }

    /// The place that stands for a value.
    pub fn place(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// The conditions as one.
    pub fn sql(&self) -> String {
        self.conditions.join(" AND ")
    }

    /// The values in the order of their places.
    pub fn values(&self) -> impl rusqlite::Params + '_ {
        params_from_iter(self.values.iter())
    }

    fn plain(&mut self, condition: &str) {
        self.conditions.push(condition.to_owned());
    }

    fn with(&mut self, condition: &str, value: impl Into<Value>) {
        let place = self.place(value);
        self.conditions.push(condition.replace("{}", &place));
    }

    fn named(&mut self, column: &str, name: Option<&str>) {
        match name {
            None => {}
            Some("") => self.plain(&format!("{column} IS NULL")),
            // `+`: the walk is by id, and no index on a name may gather a whole range to sort it.
            Some(name) => self.with(&format!("+{column} = {{}}"), name.to_owned()),
        }
    }

    fn text(&mut self, narrow: &Narrow) {
        let Some(text) = searched(narrow) else { return };
        if let Some(call) = one_call(narrow) {
            self.with("c.id = {}", call.to_string());
            return;
        }
        let like = self.place(format!("%{}%", escaped(text)));
        let among = |columns: &[&str]| {
            let each = columns.iter();
            let each = each.map(|column| format!("{column} LIKE {like} ESCAPE '\\'"));
            each.collect::<Vec<_>>().join(" OR ")
        };
        let of_call = among(&[
            "c.id",
            "c.asked",
            "c.chain",
            "c.end_user",
            "c.prompt",
            "c.failure",
            "c.told",
            "c.moved",
            "c.idempotency",
        ]);
        let of_attempt = among(&["a.account || '/' || a.model", "a.message"]);
        self.conditions.push(format!(
            "({of_call} OR EXISTS (SELECT 1 FROM attempt a WHERE a.call = c.id AND ({of_attempt})))"
        ));
    }
}

fn searched(narrow: &Narrow) -> Option<&str> {
    let text = narrow.text.as_deref()?.trim();
    (!text.is_empty()).then_some(text)
}

/// The call whose id the text is.
fn one_call(narrow: &Narrow) -> Option<CallId> {
    searched(narrow)?.to_ascii_uppercase().parse().ok()
}

/// The text with nothing in it that `LIKE` reads as a sign.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

fn word(ended: Ended) -> &'static str {
    match ended {
        Ended::Running => "running",
        Ended::Answered => "answered",
        Ended::Failed => "failed",
        Ended::Cancelled => "cancelled",
        Ended::Interrupted => "interrupted",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(calls: i64) -> Connection {
        let ledger = Connection::open_in_memory().unwrap();
        ledger
            .execute_batch("CREATE TABLE call (id TEXT NOT NULL PRIMARY KEY)")
            .unwrap();
        for n in 0..calls {
            let id = CallId::new(UnixMillis(n * 1000), 1).to_string();
            ledger
                .execute("INSERT INTO call VALUES (?1)", [id])
                .unwrap();
        }
        ledger
    }

    #[test]
    fn a_walk_ends_after_so_many_calls_and_says_that_it_was_cut() {
        let ledger = ledger(10);
        let narrow = Narrow::default();
        let first = Walk::plan(&ledger, &narrow, None, 4).unwrap();
        assert!(first.cut);
        assert_eq!(first.from, CallId::new(UnixMillis(6000), 1).to_string());
        let next = first.from.parse().unwrap();
        let second = Walk::plan(&ledger, &narrow, Some(next), 7).unwrap();
        assert!(!second.cut);
        assert_eq!(second.before, first.from);
    }

    #[test]
    fn a_call_that_is_named_whole_is_looked_for_everywhere() {
        let ledger = ledger(10);
        let narrow = Narrow {
            text: Some(CallId::new(UnixMillis(0), 1).to_string()),
            ..Narrow::default()
        };
        assert!(!Walk::plan(&ledger, &narrow, None, 4).unwrap().cut);
    }
}
