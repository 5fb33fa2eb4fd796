//! Spans as the policy file writes them: `500ms`, `20s`, `10m`, `1h`.

use std::time::Duration;

const UNITS: [(&str, u64); 4] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

/// Reads a whole number and a unit: `ms`, `s`, `m` or `h`. `None` for anything else.
pub fn read_duration(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    let (_, millis) = UNITS.iter().find(|(name, _)| *name == unit.trim_start())?;
    let count: u64 = number.parse().ok()?;
    count.checked_mul(*millis).map(Duration::from_millis)
}

/// Writes a span in the largest unit that holds it whole. Less than a millisecond is cut off.
pub fn write_duration(span: Duration) -> String {
    let millis = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    let (name, size) = UNITS
        .into_iter()
        .rev()
        .find(|(_, size)| millis >= *size && millis % size == 0)
        .unwrap_or(("ms", 1));
    format!("{}{name}", millis / size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_survive_text() {
        for text in ["1ms", "500ms", "20s", "90s", "10m", "1h"] {
            assert_eq!(write_duration(read_duration(text).unwrap()), text);
        }
        assert_eq!(read_duration("5 s"), Some(Duration::from_secs(5)));
        assert_eq!(write_duration(Duration::from_secs(120)), "2m");
        assert_eq!(write_duration(Duration::ZERO), "0ms");
        for wrong in [
            "",
            "5",
            "s",
            "-5s",
            "1.5s",
            "5 sec",
            "99999999999999999999s",
            "é",
        ] {
            assert_eq!(read_duration(wrong), None, "{wrong}");
        }
    }
}
