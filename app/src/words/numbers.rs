//! Numbers as people write them, in English and French.

use crate::i18n::Locale;

/// Between groups of digits in French: a narrow space that does not break
/// (Imprimerie nationale; CLDR `fr`, `group`).
const NARROW_SPACE: char = '\u{202f}';
/// Between a number and its unit.
const SPACE: char = '\u{a0}';

/// `1,234,567` or `1 234 567`.
pub fn count(number: u64, locale: Locale) -> String {
    let digits = number.to_string();
    let separator = match locale {
        Locale::en => ',',
        Locale::fr => NARROW_SPACE,
    };
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// A file's size in decimal units: `1.2 MB`, `1,2 Mo`.
pub fn size(bytes: u64, locale: Locale) -> String {
    const UNITS: [(u64, &str, &str); 3] = [(1_000_000_000, "GB", "Go"), (1_000_000, "MB", "Mo"), (1_000, "kB", "ko")];

    // What would be shown as 1000 of one unit is 1 of the next.
    let Some((unit, english, french)) =
        UNITS.into_iter().find(|(unit, ..)| bytes.saturating_mul(10_000) >= unit * 9_995)
    else {
        return match locale {
            Locale::en => format!("{bytes}{SPACE}bytes"),
            Locale::fr => format!("{bytes}{SPACE}octets"),
        };
    };
    let amount = bytes as f64 / unit as f64;
    let digits = if amount < 9.95 { format!("{amount:.1}") } else { format!("{amount:.0}") };
    match locale {
        Locale::en => format!("{digits}{SPACE}{english}"),
        Locale::fr => format!("{}{SPACE}{french}", digits.replace('.', ",")),
    }
}

/// How long something took; tenths tell short spans apart.
pub fn duration(milliseconds: i64, locale: Locale) -> String {
    let milliseconds = milliseconds.max(0);
    if milliseconds >= 10_000 {
        return whole_seconds(milliseconds);
    }
    let tenths = format!("{:.1}", milliseconds as f64 / 1000.0);
    let tenths = if locale == Locale::fr { tenths.replace('.', ",") } else { tenths };
    format!("{tenths}{SPACE}s")
}

/// A span of time that is still growing: whole seconds, tenths would only flicker.
/// The abbreviations are the same in both languages.
pub fn whole_seconds(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1000;
    match seconds {
        0..60 => format!("{seconds}{SPACE}s"),
        60..3600 => format!("{}{SPACE}min {}{SPACE}s", seconds / 60, seconds % 60),
        _ => format!("{}{SPACE}h {}{SPACE}min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_as_the_language_does() {
        assert_eq!(count(0, Locale::en), "0");
        assert_eq!(count(999, Locale::fr), "999");
        assert_eq!(count(1_234_567, Locale::en), "1,234,567");
        assert_eq!(count(1_234_567, Locale::fr), "1\u{202f}234\u{202f}567");
    }

    #[test]
    fn sizes_have_two_or_three_digits_and_a_unit() {
        assert_eq!(size(0, Locale::en), "0\u{a0}bytes");
        assert_eq!(size(999, Locale::fr), "999\u{a0}octets");
        assert_eq!(size(1_234, Locale::en), "1.2\u{a0}kB");
        assert_eq!(size(1_234_567, Locale::fr), "1,2\u{a0}Mo");
        assert_eq!(size(45_678_901, Locale::en), "46\u{a0}MB");
        assert_eq!(size(999_900, Locale::en), "1.0\u{a0}MB");
        assert_eq!(size(3_000_000_000, Locale::fr), "3,0\u{a0}Go");
    }

    #[test]
    fn spans_of_time_are_short() {
        assert_eq!(duration(-5, Locale::en), "0.0\u{a0}s");
        assert_eq!(duration(3_449, Locale::fr), "3,4\u{a0}s");
        assert_eq!(whole_seconds(3_449), "3\u{a0}s");
        assert_eq!(duration(59_900, Locale::en), "59\u{a0}s");
        assert_eq!(duration(72_000, Locale::en), "1\u{a0}min 12\u{a0}s");
        assert_eq!(duration(3_780_000, Locale::fr), "1\u{a0}h 3\u{a0}min");
    }
}
