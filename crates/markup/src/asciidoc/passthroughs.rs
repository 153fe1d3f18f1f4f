//! Passthroughs: text that is put aside before any substitution, and formulas.

use super::Document;
use super::attributes::special_characters;
use super::inlines::Substitutions;
use crate::scan::{Slots, Step, after, before, bracket_end, is_word, rewrite};

/// `text` with its passthroughs put aside.
pub(super) fn put_aside(document: &mut Document, text: &str, slots: &mut Slots) -> String {
    let text = explicit(document, text, slots);
    let text = if document.attributes.is_set("compat-mode") { legacy(&text, slots) } else { plus(&text, slots) };
    formulas(document, &text, slots)
}

/// `+++…+++`, `++…++`, `$$…$$` and `pass:…[…]`.
fn explicit(document: &mut Document, text: &str, slots: &mut Slots) -> String {
    // For each fence, whether the rest of the text is known to hold none.
    let mut gone = [false; 4];
    let legacy = document.attributes.is_set("compat-mode");
    rewrite(text, &["++", "$$", "pass:"], |at, settled| {
        let escaped = at > settled && before(text, at) == Some('\\');
        let start = at - usize::from(escaped);
        if text[at..].starts_with("pass:") {
            return pass_macro(document, text, at, start, escaped, slots, &mut gone[3]);
        }
        let fences: &[(usize, &str)] =
            if text[at..].starts_with('$') { &[(2, "$$")] } else { &[(0, "+++"), (1, "++")] };
        for (number, fence) in fences {
            let inner = at + fence.len();
            if gone[*number] || !text[at..].starts_with(fence) || (legacy && *fence == "++") {
                continue;
            }
            let Some(length) = text[inner..].find(fence) else {
                gone[*number] = true;
                continue;
            };
            let (close, end) = (inner + length, inner + length + fence.len());
            if escaped {
                return Step::Replace { start, end, with: text[at..end].to_owned() };
            }
            let content = &text[inner..close];
            let html = if *fence == "+++" { content.to_owned() } else { special_characters(content) };
            return Step::Replace { start, end, with: slots.put(&html) };
        }
        Step::Pass
    })
}

fn pass_macro(
    document: &mut Document,
    text: &str,
    at: usize,
    start: usize,
    escaped: bool,
    slots: &mut Slots,
    gone: &mut bool,
) -> Step {
    let rest = &text[at + "pass:".len()..];
    let names = rest.bytes().take_while(|byte| byte.is_ascii_lowercase() || matches!(byte, b',' | b'-' | b'_')).count();
    if *gone || !rest[names..].starts_with('[') {
        return Step::Pass;
    }
    let inner = at + "pass:".len() + names + 1;
    let Some(close) = bracket_end(text, inner) else {
        *gone = true;
        return Step::Pass;
    };
    if escaped {
        return Step::Replace { start, end: close + 1, with: text[at..=close].to_owned() };
    }
    let content = text[inner..close].replace("\\]", "]");
    let wanted = Substitutions::NONE.changed(&rest[..names]);
    let html = document.passes(content, wanted, slots);
    Step::Replace { start, end: close + 1, with: slots.put(&html) }
}

/// `+…+`, alone or within backticks. What stands between backticks is left for the
/// quotes, but a plus in it begins nothing.
fn plus(text: &str, slots: &mut Slots) -> String {
    let mut gone = [false; 2];
    rewrite(text, &["+", "`"], |at, settled| {
        let mark = if text[at..].starts_with('+') { '+' } else { '`' };
        let escaped = at > settled && before(text, at) == Some('\\');
        let start = at - usize::from(escaped);
        let previous = before(text, start).filter(|_| start > settled);
        let just_settled = start == settled && settled > 0;
        if just_settled || previous.is_some_and(|c| is_word(c) || matches!(c, ';' | ':')) {
            return Step::Pass;
        }
        let gone = &mut gone[usize::from(mark == '`')];
        if *gone {
            return Step::Pass;
        }
        let Some(first) = after(text, at + 1).filter(|c| !c.is_whitespace()) else { return Step::Pass };
        let Some(close) = closing(text, at + 1 + first.len_utf8(), mark) else {
            *gone = true;
            return Step::Pass;
        };
        let (content, end) = (&text[at + 1..close], close + 1);
        if escaped && mark == '+' {
            return Step::Replace { start, end, with: text[at..end].to_owned() };
        }
        if mark == '+' {
            // `[role]+x+` is `x` alone, as GitHub shows no roles.
            return Step::Replace { start: at, end, with: slots.put(&special_characters(content)) };
        }
        let literal =
            content.strip_prefix('+').and_then(|inner| inner.strip_suffix('+')).filter(|inner| !inner.is_empty());
        let inner = literal.map(|inner| slots.put(&special_characters(inner)));
        let escape = if escaped { "\\" } else { "" };
        let with = format!("{escape}`{}`", inner.as_deref().unwrap_or(content));
        Step::Replace { start, end, with }
    })
}

/// In the old way of writing, backticks hold literal monospaced text.
fn legacy(text: &str, slots: &mut Slots) -> String {
    let mut gone = false;
    rewrite(text, &["`"], |at, settled| {
        let escaped = at > settled && before(text, at) == Some('\\');
        let start = at - usize::from(escaped);
        if before(text, start).is_some_and(|c| is_word(c) || c == '`') || gone {
            return Step::Pass;
        }
        let Some(first) = after(text, at + 1).filter(|c| !c.is_whitespace() && *c != '`') else { return Step::Pass };
        let mut from = at + 1 + first.len_utf8();
        while let Some(close) = closing(text, from, '`') {
            from = close + 1;
            if after(text, from) == Some('`') {
                continue;
            }
            if escaped {
                return Step::Replace { start, end: from, with: text[at..from].to_owned() };
            }
            let html = format!("<code>{}</code>", special_characters(&text[at + 1..close]));
            return Step::Replace { start, end: from, with: slots.put(&html) };
        }
        gone = true;
        Step::Pass
    })
}

fn closing(text: &str, from: usize, mark: char) -> Option<usize> {
    let marks = text[from..].match_indices(mark).map(|(at, _)| from + at);
    let mut closing = marks
        .filter(|at| !before(text, *at).is_none_or(char::is_whitespace) && !after(text, at + 1).is_some_and(is_word));
    closing.next()
}

/// `stem:[…]`, `latexmath:[…]` and `asciimath:[…]`.
fn formulas(document: &mut Document, text: &str, slots: &mut Slots) -> String {
    rewrite(text, &["stem:", "latexmath:", "asciimath:"], |at, settled| {
        let Some(colon) = text[at..].find(':') else { return Step::Pass };
        let name = &text[at..at + colon];
        let rest = &text[at + colon + 1..];
        let names = rest.bytes().take_while(|byte| byte.is_ascii_lowercase() || matches!(byte, b',' | b'-')).count();
        if !rest[names..].starts_with('[') || before(text, at).is_some_and(is_word) {
            return Step::Pass;
        }
        let inner = at + colon + 1 + names + 1;
        let Some(close) = bracket_end(text, inner) else { return Step::Stop };
        if at > settled && before(text, at) == Some('\\') {
            return Step::Replace { start: at - 1, end: close + 1, with: text[at..=close].to_owned() };
        }
        let content = text[inner..close].replace("\\]", "]");
        let html = document.formula(name, content.trim(), "inline");
        Step::Replace { start: at, end: close + 1, with: slots.put(&html) }
    })
}

impl Document {
    /// A formula; one in AsciiMath, which is no TeX, as code.
    pub(super) fn formula(&self, name: &str, content: &str, style: &str) -> String {
        let is_tex = match name {
            "stem" => matches!(self.attributes.get("stem"), Some("latexmath" | "latex" | "tex")),
            other => other == "latexmath",
        };
        let tex = content.strip_prefix('$').and_then(|inner| inner.strip_suffix('$')).unwrap_or(content);
        if is_tex {
            format!("<span data-math-style=\"{style}\">{}</span>", special_characters(tex))
        } else {
            format!("<code>{}</code>", special_characters(content))
        }
    }
}
