//! How often what crossed was the same, by pair of dialects and by what was compared.

use pointsman_tests::recordings;
use pointsman_wire::Dialect;
use std::collections::BTreeMap;

/// One pair of dialects: from whom, to whom.
pub type Pair = (&'static str, &'static str);

/// Figures.
#[derive(Default)]
pub struct Score {
    cells: BTreeMap<(Pair, &'static str), (u32, u32)>,
    providers: BTreeMap<(String, Pair), Row>,
    misses: Vec<String>,
}

/// How one provider's answers reached clients of one dialect.
#[derive(Default)]
struct Row {
    /// How many comparisons were the same, and how many there were, by what was compared.
    cells: BTreeMap<&'static str, (u32, u32)>,
}

impl Score {
    /// Counts one comparison. A miss is kept with what it was, to be read.
    pub fn count(
        &mut self,
        provider: &str,
        from: Dialect,
        to: Dialect,
        what: &'static str,
        same: bool,
        miss: impl FnOnce() -> String,
    ) {
        let pair = (from.word(), to.word());
        let row = self
            .providers
            .entry((provider.to_owned(), pair))
            .or_default();
        for cell in [
            self.cells.entry((pair, what)).or_default(),
            row.cells.entry(what).or_default(),
        ] {
            cell.1 += 1;
            cell.0 += u32::from(same);
        }
        if !same {
            self.misses.push(format!(
                "{} to {}, {what}: {}",
                from.word(),
                to.word(),
                miss()
            ));
        }
    }

    /// Prints every figure, and the misses where `POINTSMAN_MISSES` asks for them.
    pub fn print(&self, title: &str) {
        recordings::say(&format!("{title}:"));
        for (((from, to), what), (same, all)) in &self.cells {
            recordings::say(&format!("  {from} to {to}, {what}: {same}/{all}"));
        }
        if std::env::var_os("POINTSMAN_MISSES").is_some() {
            for miss in &self.misses {
                recordings::say(&format!("  miss: {miss}"));
            }
        }
    }

    /// A table for people: a row for each provider and dialect, a column for each client's dialect,
    /// how many of how many comparisons were the same, and which were not.
    pub fn table(&self, clients: &[Dialect]) -> String {
        let names: Vec<_> = clients.iter().map(|client| client.name()).collect();
        let mut table = format!(
            "| provider | speaks | {} |\n|---|---|{}\n",
            names.join(" | "),
            "---|".repeat(names.len())
        );
        let rows: std::collections::BTreeSet<_> = self
            .providers
            .keys()
            .map(|(provider, (from, _))| (provider, *from))
            .collect();
        for (provider, from) in rows {
            let cells = clients.iter().map(|client| {
                if client.word() == from {
                    return "the same bytes".to_owned();
                }
                let row = self
                    .providers
                    .get(&(provider.clone(), (from, client.word())));
                row.map_or_else(|| "none".to_owned(), Row::told)
            });
            table += &format!(
                "| {provider} | `{from}` | {} |\n",
                cells.collect::<Vec<_>>().join(" | ")
            );
        }
        table
    }

    /// The share of what was the same over every pair, in thousandths. 1000 where nothing was compared.
    pub fn share(&self, what: &[&str]) -> u32 {
        per_mille(
            self.cells
                .iter()
                .filter(|((_, of), _)| what.contains(of))
                .map(|(_, cell)| cell),
        )
    }

    /// As [`Score::share`], of the pair where it is least.
    pub fn least_pair(&self) -> (Option<Pair>, u32) {
        let mut least = (None, 1000);
        for (pair, _) in self.cells.keys() {
            let cells = self.cells.iter().filter(|((of, _), _)| of == pair);
            let share = per_mille(cells.map(|(_, cell)| cell));
            if share < least.1 {
                least = (Some(*pair), share);
            }
        }
        least
    }

    /// The first misses, to be read in a failure.
    pub fn some_misses(&self) -> String {
        let some: Vec<_> = self.misses.iter().take(12).map(String::as_str).collect();
        some.join("\n")
    }
}

impl Row {
    fn told(&self) -> String {
        let (same, all) = self
            .cells
            .values()
            .fold((0, 0), |(same, all), cell| (same + cell.0, all + cell.1));
        let differs: Vec<_> = self
            .cells
            .iter()
            .filter(|(_, cell)| cell.0 < cell.1)
            .map(|(what, cell)| format!("{what} {}/{}", cell.0, cell.1))
            .collect();
        match differs.is_empty() {
            true => format!("{same}/{all}"),
            false => format!("{same}/{all} ({})", differs.join(", ")),
        }
    }
}

fn per_mille<'a>(cells: impl Iterator<Item = &'a (u32, u32)>) -> u32 {
    let (same, all) = cells.fold((0, 0), |(same, all), cell| (same + cell.0, all + cell.1));
    (same * 1000).checked_div(all).unwrap_or(1000)
}
