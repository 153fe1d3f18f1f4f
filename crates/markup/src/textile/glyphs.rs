//! Typography: quotation marks, dashes, symbols.

use std::fmt::Write as _;

use super::inlines::Piece;
use crate::html::{escaped, push_escaped};

/// `"`: curly where it begins or ends a quotation.
pub(super) fn quote(piece: &Piece<'_>, at: usize, out: &mut String) -> Option<usize> {
    let opens = piece.may_begin(at)
        && !piece.before(at).is_some_and(|c| matches!(c, '.' | ',' | '!' | '?' | ')' | ';' | ':' | '>' | ']'))
        && piece.text[at + 1..].starts_with(|c: char| !c.is_whitespace());
    if opens {
        let has_end = piece.quotes.last().is_some_and(|last| *last > at);
        let begins_line = piece.before(at).is_none_or(|c| c == '\n');
        out.push(if has_end || begins_line { '“' } else { return None });
        return Some(1);
    }
    // Inches, when no quotation can have begun.
    let closes = piece.quotes.first().is_some_and(|first| *first < at);
    let after_space = piece.before(at).is_none_or(char::is_whitespace);
    out.push(if closes && !after_space { '”' } else { return None });
    Some(1)
}

/// `'`: an apostrophe, or a quotation's beginning.
pub(super) fn apostrophe(piece: &Piece<'_>, at: usize, out: &mut String) -> usize {
    let opens = piece.may_begin(at)
        && piece.before(at).is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '-'))
        && piece.text[at + 1..].starts_with(|c: char| !c.is_whitespace())
        && piece.last_apostrophe.is_some_and(|last| last > at);
    out.push(if opens { '‘' } else { '’' });
    1
}

/// `--`, `->`, and a hyphen between spaces.
pub(super) fn dash(piece: &Piece<'_>, at: usize, out: &mut String) -> Option<usize> {
    let rest = &piece.text[at..];
    let length = rest.bytes().take_while(|byte| *byte == b'-').count();
    match length {
        1 if rest.starts_with("->") => {
            out.push('→');
            Some(2)
        }
        1 if rest.starts_with("- ") && piece.before(at) == Some(' ') => {
            out.push('–');
            Some(1)
        }
        2 => {
            out.push('—');
            Some(2)
        }
        3.. => {
            out.push_str(&rest[..length]);
            Some(length)
        }
        _ => None,
    }
}

/// `(c)`, `(r)`, `(tm)`, also in square brackets.
pub(super) fn symbol(rest: &str, out: &mut String) -> Option<usize> {
    let close = if rest.starts_with('(') { ')' } else { ']' };
    let end = rest.bytes().take(4).position(|byte| byte == close as u8)?;
    let symbol = match rest[1..end].to_ascii_lowercase().as_str() {
        "c" => '©',
        "r" => '®',
        "tm" => '™',
        _ => return None,
    };
    out.push(symbol);
    Some(end + 1)
}

/// `...`
pub(super) fn ellipsis(rest: &str, out: &mut String) -> Option<usize> {
    let length = rest.bytes().take_while(|byte| *byte == b'.').count();
    match length {
        3 => out.push('…'),
        4.. => out.push_str(&rest[..length]),
        _ => return None,
    }
    Some(length)
}

/// `2 x 3`, `5' x 4.5"`.
pub(super) fn dimension(rest: &str, out: &mut String) -> Option<usize> {
    let number = |text: &str| {
        let digits = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let prime = matches!(text.as_bytes().get(digits), Some(b'\'' | b'"'));
        (digits > 0 && text.as_bytes()[0].is_ascii_digit()).then_some((digits, prime))
    };
    let mut written = String::new();
    let (mut at, mut factors) = (0, 0);
    loop {
        let sign = ["x", " x "].into_iter().find(|sign| factors > 0 && rest[at..].starts_with(sign));
        let start = at + sign.map_or(0, str::len);
        if (factors > 0 && sign.is_none()) || factors == 3 {
            break;
        }
        let Some((mut digits, prime)) = number(&rest[start..]) else { break };
        let is_last = !prime && rest[start + digits..].starts_with(|c: char| c.is_alphanumeric() && c != 'x');
        if is_last {
            // `0x1F`, `2x4cm`: a name, or not to be told from one.
            return None;
        }
        if !prime {
            digits = rest[start..start + digits].trim_end_matches('.').len();
        }
        written.push_str(match sign {
            Some(" x ") => " × ",
            Some(_) => "×",
            None => "",
        });
        written.push_str(&rest[start..start + digits]);
        at = start + digits;
        if prime {
            written.push(if rest[at..].starts_with('"') { '″' } else { '′' });
            at += 1;
        }
        factors += 1;
    }
    (factors > 1).then(|| {
        out.push_str(&written);
        at
    })
}

/// `CSS(Cascading Style Sheets)`. A shorter one, as in `HTTP(S)`, is text.
pub(super) fn acronym(rest: &str, out: &mut String) -> Option<usize> {
    const SHORTEST: usize = 4;
    const LONGEST: usize = 200;
    let length = rest.bytes().take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()).count();
    let inner = rest[length..].strip_prefix('(').filter(|_| length > 1)?;
    let end = inner.bytes().take(LONGEST).position(|byte| matches!(byte, b')' | b'\n' | b'('))?;
    if end < SHORTEST || !inner[end..].starts_with(')') || !inner[..end].contains(char::is_alphabetic) {
        return None;
    }
    let _ = write!(out, "<abbr title=\"{}\">", escaped(&inner[..end]));
    push_escaped(out, &rest[..length]);
    out.push_str("</abbr>");
    Some(length + end + 2)
}

#[cfg(test)]
mod tests {
    use super::super::to_html;

    fn line(text: &str) -> String {
        to_html(text).trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
    }

    #[test]
    fn quotation_marks() {
        assert_eq!(line("\"Observe!\" it's 'so', \"(x)\"."), "“Observe!” it’s ‘so’, “(x)”.");
        assert_eq!(line("a 5\" disk"), "a 5&quot; disk");
        assert_eq!(line("\"'I swear, captain,' replied I.\""), "“‘I swear, captain,’ replied I.”");
        assert_eq!(line("'\"I swear, captain,\" replied I.'"), "‘“I swear, captain,” replied I.’");
        assert_eq!(line("rock 'n' roll"), "rock ‘n’ roll");
    }

    #[test]
    fn dashes_and_symbols() {
        assert_eq!(line("a--b -- c - d e-f -> ... .... (C) x(tm) [r] ----"), "a—b — c – d e-f → … .... © x™ ® ----");
    }

    #[test]
    fn dimensions_and_acronyms() {
        assert_eq!(
            line("2x3. 2 x 4 2x3x4 2.5\" x 4\". 5' x 4.5' 0x1F 12"),
            "2×3. 2 × 4 2×3×4 2.5″ × 4″. 5′ × 4.5′ 0x1F 12"
        );
        assert_eq!(
            line("CSS(Cascading Style Sheets) HTTP(S)"),
            "<abbr title=\"Cascading Style Sheets\">CSS</abbr> HTTP(S)"
        );
    }
}
