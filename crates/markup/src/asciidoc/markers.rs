//! The markers list items begin with.

use super::metadata::is_comment;

/// What kind of list an item belongs to: items with equal markers are siblings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Marker {
    /// `-`, `•`, or so many asterisks.
    Bullet(char, usize),
    /// So many dots.
    Dots(usize),
    /// Numbers or letters, by the kind of the first.
    Ordinal(Ordinal),
    /// `::`, `:::`, `::::` or `;;`.
    Term(&'static str),
    /// `<1>`.
    Callout,
}

/// How explicit items are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ordinal {
    Arabic,
    LowerLetter,
    UpperLetter,
    LowerRoman,
    UpperRoman,
}

/// The beginning of an item.
#[derive(Debug)]
pub(super) struct Item<'a> {
    pub marker: Marker,
    /// What stands after the marker; before it for a term.
    pub text: &'a str,
    /// What a term means, as far as the line says.
    pub meaning: &'a str,
    /// An explicit number.
    pub number: Option<u32>,
}

/// The item that `line` begins.
pub(super) fn item(line: &str) -> Option<Item<'_>> {
    if is_comment(line) {
        return None;
    }
    let rest = line.trim_start_matches([' ', '\t']);
    let first = rest.chars().next()?;
    let of = |marker: Marker, length: usize| {
        let text = &rest[length..];
        (text.starts_with([' ', '\t']) && !text.trim().is_empty()).then(|| Item {
            marker,
            text: text.trim(),
            meaning: "",
            number: None,
        })
    };
    let found = match first {
        '-' => of(Marker::Bullet('-', 1), 1),
        '\u{2022}' => of(Marker::Bullet('\u{2022}', 1), first.len_utf8()),
        '*' => {
            let count = rest.bytes().take_while(|byte| *byte == b'*').count();
            of(Marker::Bullet('*', count), count)
        }
        '.' => {
            let count = rest.bytes().take_while(|byte| *byte == b'.').count();
            of(Marker::Dots(count), count)
        }
        '<' => rest[1..].find('>').filter(|length| (1..=4).contains(length)).and_then(|length| {
            let number = &rest[1..=length];
            let fits = number == "." || number.bytes().all(|byte| byte.is_ascii_digit());
            if fits && line.starts_with('<') { of(Marker::Callout, length + 2) } else { None }
        }),
        c if c.is_ascii_alphanumeric() => ordinal(rest).and_then(|(kind, length)| {
            let number = rest[..length - 1].parse().ok();
            of(Marker::Ordinal(kind), length).map(|item| Item { number, ..item })
        }),
        _ => None,
    };
    found.or_else(|| term(rest))
}

fn ordinal(rest: &str) -> Option<(Ordinal, usize)> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        return rest[digits..].starts_with('.').then_some((Ordinal::Arabic, digits + 1));
    }
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = &rest[..letters];
    match rest[letters..].chars().next()? {
        '.' if letters == 1 && word.bytes().all(|byte| byte.is_ascii_lowercase()) => Some((Ordinal::LowerLetter, 2)),
        '.' if letters == 1 => Some((Ordinal::UpperLetter, 2)),
        ')' if word.bytes().all(|byte| b"ivx".contains(&byte)) => Some((Ordinal::LowerRoman, letters + 1)),
        ')' if word.bytes().all(|byte| b"IVX".contains(&byte)) => Some((Ordinal::UpperRoman, letters + 1)),
        _ => None,
    }
}

/// `term:: meaning`.
fn term(rest: &str) -> Option<Item<'_>> {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while at + 1 < bytes.len() {
        let mark = bytes[at];
        let run = bytes[at..].iter().take_while(|byte| **byte == mark).count();
        let separator = match (mark, run) {
            (b':', 2) => "::",
            (b':', 3) => ":::",
            (b':', 4) => "::::",
            (b';', 2) => ";;",
            _ => {
                at += run;
                continue;
            }
        };
        let after = &rest[at + run..];
        if after.is_empty() || after.starts_with([' ', '\t']) {
            let marker = Marker::Term(separator);
            return Some(Item { marker, text: rest[..at].trim_end(), meaning: after.trim(), number: None });
        }
        at += run;
    }
    None
}
