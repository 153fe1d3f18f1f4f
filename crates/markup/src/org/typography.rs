//! The last pass: special characters, curved quotes, dashes and named symbols, as
//! RubyPants and org-ruby set them.

use super::entities::entity;

/// `text` for between tags. Slots stay.
pub(super) fn set(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    // The last character that a reader sees.
    let mut previous: Option<char> = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        if c == '\0' {
            let length = after.find('\0').map_or(rest.len(), |length| length + 2);
            out.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        let (length, shown) = one(c, rest, after, previous);
        match shown {
            Some(shown) => out.push_str(&shown),
            None => out.push(c),
        }
        previous = rest[..length].chars().next_back();
        rest = &rest[length..];
    }
    out
}

/// How much of `rest` makes one sign, and the sign unless it is `c` itself.
fn one(c: char, rest: &str, after: &str, previous: Option<char>) -> (usize, Option<String>) {
    let sign = |length: usize, shown: &str| (length, Some(shown.to_owned()));
    let next = after.chars().next();
    let opens = previous.is_none_or(|c| {
        let after_quote = matches!(c, '"' | '\'') && next.is_some_and(char::is_alphanumeric);
        c.is_whitespace() || "([{-\u{2013}\u{2014}".contains(c) || after_quote
    });
    match c {
        '&' => sign(1, "&amp;"),
        '<' => sign(1, "&lt;"),
        '>' => sign(1, "&gt;"),
        '"' if opens && !next.is_none_or(char::is_whitespace) => sign(1, "\u{201C}"),
        '"' => sign(1, "\u{201D}"),
        '\'' if after.starts_with('\'') && previous.is_some_and(|c| !c.is_whitespace()) => sign(2, "\u{201D}"),
        // '90s
        '\'' if after.len() > 2
            && after.as_bytes()[..2].iter().all(u8::is_ascii_digit)
            && after[2..].starts_with('s') =>
        {
            sign(1, "\u{2019}")
        }
        '\'' if opens && !next.is_none_or(char::is_whitespace) => sign(1, "\u{2018}"),
        '\'' => sign(1, "\u{2019}"),
        '`' if after.starts_with('`') => sign(2, "\u{201C}"),
        '-' if rest.starts_with("----") => {
            let length = rest.bytes().take_while(|byte| *byte == b'-').count();
            (length, Some("-".repeat(length)))
        }
        '-' if rest.starts_with("---") => sign(3, "\u{2014}"),
        '-' if rest.starts_with("--") => sign(2, "\u{2013}"),
        '.' if rest.starts_with("...") => sign(3, "\u{2026}"),
        '\\' => {
            let letters = after.bytes().take_while(u8::is_ascii_alphabetic).take(20).count();
            match entity(&after[..letters]) {
                Some(shown) => {
                    let braces = if after[letters..].starts_with("{}") { 2 } else { 0 };
                    sign(1 + letters + braces, shown)
                }
                None => (1, None),
            }
        }
        _ => (c.len_utf8(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::set;

    #[test]
    fn quotes_are_curved_and_dashes_long() {
        assert_eq!(
            set("\"a\" 'b' it's --- x--y..."),
            "\u{201C}a\u{201D} \u{2018}b\u{2019} it\u{2019}s \u{2014} x\u{2013}y\u{2026}"
        );
        assert_eq!(set("require 'x'\"."), "require \u{2018}x\u{2019}\u{201D}.");
        assert_eq!(set("\"\0".to_owned().as_str()), "\u{201C}\0");
    }

    #[test]
    fn symbols_have_names() {
        assert_eq!(set("\\alpha{} \\to \\nothing a\\\\b <&>"), "\u{3B1} \u{2192} \\nothing a\\\\b &lt;&amp;&gt;");
    }
}
