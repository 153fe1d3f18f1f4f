//! Lines by their columns, and the markers they may begin with.

/// A line: the column of its text, which has no white space around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub column: usize,
    pub text: &'a str,
}

/// The lines of `text`; tabs go to columns of eight.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let lines = text.lines().map(|line| {
        let text = line.trim_start_matches([' ', '\t']);
        let blank = &line[..line.len() - text.len()];
        let column =
            blank.bytes().fold(0, |column, byte| if byte == b'\t' { (column / 8 + 1) * 8 } else { column + 1 });
        Line { column, text: text.trim_end() }
    });
    lines.collect()
}

/// What an item of a list begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `*` or `-`
    Bullet,
    /// `1.`
    Number,
    /// `A.`
    UpperLetter,
    /// `a.`
    LowerLetter,
    /// `[label]`
    Label,
    /// `label::`
    Note,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marker<'a> {
    pub kind: Kind,
    pub label: &'a str,
    /// How many columns come before the item's text.
    pub width: usize,
    pub rest: &'a str,
}

/// The marker a line begins with.
pub(super) fn marker(line: Line<'_>) -> Option<Marker<'_>> {
    let text = line.text;
    let after = |kind, label, length: usize| {
        let after = &text[length..];
        let rest = after.trim_start_matches([' ', '\t']);
        let spaced = rest.len() < after.len();
        // A bullet or a number needs text; a label does not.
        let stands = if matches!(kind, Kind::Label | Kind::Note) {
            spaced || after.is_empty()
        } else {
            spaced && !rest.is_empty()
        };
        let width = text[..text.len() - rest.len()].chars().count();
        stands.then_some(Marker { kind, label, width, rest })
    };
    if text.starts_with(['*', '-']) {
        return after(Kind::Bullet, "", 1).or_else(|| note(text, after));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let counts = match text.as_bytes() {
        _ if digits > 0 && text[digits..].starts_with('.') => Some((Kind::Number, digits + 1)),
        [b'a'..=b'z', b'.', ..] => Some((Kind::LowerLetter, 2)),
        [b'A'..=b'Z', b'.', ..] => Some((Kind::UpperLetter, 2)),
        _ => None,
    };
    if let Some(marker) = counts.and_then(|(kind, length)| after(kind, "", length)) {
        return Some(marker);
    }
    let label = text.strip_prefix('[').and_then(|inner| inner.split_once(']')).map(|(label, _)| label);
    let label = label.filter(|label| !label.is_empty()).and_then(|label| after(Kind::Label, label, label.len() + 2));
    label.or_else(|| note(text, after))
}

fn note<'a>(text: &'a str, after: impl Fn(Kind, &'a str, usize) -> Option<Marker<'a>>) -> Option<Marker<'a>> {
    let mut found = text.match_indices("::").filter(|(at, _)| {
        let next = &text[at + 2..];
        *at > 0 && (next.is_empty() || next.starts_with([' ', '\t']))
    });
    let (at, _) = found.next()?;
    after(Kind::Note, text[..at].trim_end(), at + 2)
}

/// A heading's level and text.
pub(super) fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches('=');
    let level = line.len() - text.len();
    let text = text.trim();
    (level > 0 && !text.is_empty()).then_some((level.min(6), text))
}

/// Whether a line is a rule.
pub(super) fn is_rule(line: &str) -> bool {
    line.len() >= 3 && line.bytes().all(|byte| byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_need_space_after_them() {
        let read = |text| marker(Line { column: 0, text }).map(|marker| (marker.kind, marker.width, marker.rest));
        assert_eq!(read("* a"), Some((Kind::Bullet, 2, "a")));
        assert_eq!(read("*a*"), None);
        assert_eq!(read("10.  b"), Some((Kind::Number, 5, "b")));
        assert_eq!(read("1.5 x"), None);
        assert_eq!(read("B. c"), Some((Kind::UpperLetter, 3, "c")));
        assert_eq!(read("[cat]   d"), Some((Kind::Label, 8, "d")));
        assert_eq!(read("[cat](x)"), None);
        assert_eq!(read("a cat::"), Some((Kind::Note, 7, "")));
        assert_eq!(read("Cat::Dog x"), None);
    }
}
