//! Escapes, and the rules by which inline markup is recognised
//! (docutils, "inline markup recognition rules").

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Backslashes before characters as NULs, which no text contains otherwise.
pub(super) fn escaped_to_null(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            out.push('\0');
            out.extend(chars.next());
        } else {
            out.push(c);
        }
    }
    out
}

/// The text meant: escaped white space is nothing, other escaped characters are
/// themselves.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\0' => out.extend(chars.next().filter(|next| !matches!(next, ' ' | '\n'))),
            other => out.push(other),
        }
    }
    out
}

/// The text as it was before [`escaped_to_null`].
pub(super) fn restored(text: &str) -> String {
    text.replace('\0', "\\")
}

/// Whether inline markup may begin after `before`.
pub(super) fn may_begin_after(before: Option<char>) -> bool {
    use GeneralCategory::{DashPunctuation, FinalPunctuation, InitialPunctuation, OpenPunctuation, OtherPunctuation};
    match before {
        None | Some('-' | ':' | '/' | '\'' | '"' | '<' | '(' | '[' | '{') => true,
        Some(c) if c.is_ascii() => c.is_ascii_whitespace(),
        Some(c) => {
            c.is_whitespace()
                || matches!(
                    c.general_category(),
                    OpenPunctuation | InitialPunctuation | FinalPunctuation | DashPunctuation | OtherPunctuation
                )
        }
    }
}

/// Whether inline markup may end before `after`.
pub(super) fn may_end_before(after: Option<char>) -> bool {
    use GeneralCategory::{ClosePunctuation, DashPunctuation, FinalPunctuation, InitialPunctuation, OtherPunctuation};
    match after {
        None
        | Some('\0' | '\'' | '"' | ')' | ']' | '}' | '>' | '-' | '/' | '\\' | ':' | '.' | ',' | ';' | '!' | '?') => {
            true
        }
        Some(c) if c.is_ascii() => c.is_ascii_whitespace(),
        Some(c) => {
            c.is_whitespace()
                || matches!(
                    c.general_category(),
                    ClosePunctuation | InitialPunctuation | FinalPunctuation | DashPunctuation | OtherPunctuation
                )
        }
    }
}

/// Whether `before` and `after` are quotes around a lone start-string, which is then
/// no markup: `"*"`.
pub(super) fn quotes(before: Option<char>, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    let closing: &[char] = match before {
        '"' | '\'' => return after == before,
        '(' => &[')'],
        '[' => &[']'],
        '{' => &['}'],
        '<' => &['>'],
        '“' => &['”', '“'],
        '‘' => &['’', '‘'],
        '„' => &['“', '”', '„'],
        '‚' => &['‘', '’', '‚'],
        '«' => &['»'],
        '»' => &['«', '»'],
        '‹' => &['›'],
        '›' => &['‹', '›'],
        '’' => &['’'],
        '”' => &['”'],
        '「' => &['」'],
        '『' => &['』'],
        '《' => &['》'],
        _ => return false,
    };
    closing.contains(&after)
}
