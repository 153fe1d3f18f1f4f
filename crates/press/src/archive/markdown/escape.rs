//! Escapes: text that Markdown shall read as nothing but text.
//!
//! Only what could be taken for a sign is escaped, so that the text can be read as it
//! stands. The rules are those of GitHub Flavored Markdown 0.29, and GitHub's dollars.

/// Where text stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings {
    /// The sign before it; none at the beginning of a line.
    pub(super) before: Option<char>,
    /// At the beginning of a line, where signs make blocks.
    pub(super) opens_line: bool,
    /// What follows is no white space.
    pub(super) is_followed: bool,
    /// Within a link or an image's description.
    pub(super) in_brackets: bool,
}

/// Writes `text` to `out`.
pub(super) fn push(text: &str, place: Surroundings, out: &mut String) {
    let opening = if place.opens_line { opening_sign(text, place.is_followed) } else { None };
    let mut before = place.before;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let rest = &text[at..];
        let escape = opening == Some(at)
            || match c {
                '\\' | '`' | '*' | '[' | '~' | '$' => true,
                ']' => place.in_brackets,
                // A footnote begins so.
                '^' => place.in_brackets && at == 0,
                // Within a word it is a part of it.
                '_' => !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)),
                '<' => !next.map_or(!place.is_followed, |next| matches!(next, ' ' | '=' | '-')),
                '&' => begins_reference(rest) || (next.is_none() && place.is_followed),
                // Before a link it would make an image.
                '!' => next.is_none() && place.is_followed,
                // A footnote's reference or a link before it would take this for its own.
                '(' | ':' => {
                    at == 0 && before == Some(']')
                        || c == ':' && !place.in_brackets && begins_address(&text[..at], rest)
                }
                '.' => !place.in_brackets && ends_in_www(&text[..at]),
                _ => false,
            };
        if escape {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

/// The sign that would make the line a heading, a quotation, a list, a rule or the
/// line below a heading.
fn opening_sign(text: &str, is_followed: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let ends_at = |at: usize| bytes.get(at).map_or(!is_followed, |byte| matches!(byte, b' ' | b'\t'));
    match *bytes.first()? {
        b'>' | b'|' => Some(0),
        b'#' => {
            let count = bytes.iter().take_while(|byte| **byte == b'#').count();
            (count <= 6 && ends_at(count)).then_some(0)
        }
        sign @ (b'-' | b'+' | b'=' | b':') => {
            let runs_on = bytes.iter().all(|byte| *byte == sign || matches!(byte, b' ' | b'|' | b':' | b'-'));
            (sign != b'=' && sign != b':' && ends_at(1) || runs_on).then_some(0)
        }
        b'0'..=b'9' => {
            let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let closes = matches!(bytes.get(digits), Some(b'.' | b')')) && ends_at(digits + 1);
            (digits <= 9 && closes).then_some(digits)
        }
        _ => None,
    }
}

/// The longest name of a character is 31 letters long.
const LONGEST_REFERENCE: usize = 33;

fn begins_reference(rest: &str) -> bool {
    let name =
        rest[1..].bytes().take(LONGEST_REFERENCE).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
    let length = name.count();
    // A name that ends with the text may go on after it.
    length > 0 && matches!(rest.as_bytes().get(1 + length), Some(b';') | None)
}

/// Whether a colon is the one of an address that GitHub would make a link of.
fn begins_address(before: &str, rest: &str) -> bool {
    let ends_in = |scheme: &str| {
        before
            .len()
            .checked_sub(scheme.len())
            .and_then(|at| before.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(scheme))
    };
    rest.starts_with("://") && ["http", "https", "ftp"].into_iter().any(ends_in)
}

fn ends_in_www(before: &str) -> bool {
    before.len().checked_sub(3).and_then(|at| before.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}
