//! Formulas in LaTeX.

use crate::ahead::Ahead;
use crate::html::escaped;
use crate::scan::{Slots, Step, after, before, is_word, rewrite};

/// Fences around formulas, and whether they stand on lines of their own.
const FENCES: [(&str, &str, bool); 3] = [("\\(", "\\)", false), ("\\[", "\\]", true), ("$$", "$$", true)];

/// `text` with its formulas put aside.
pub(super) fn put_aside(text: &str, slots: &mut Slots) -> String {
    if !text.contains(['$', '\\']) {
        return text.to_owned();
    }
    let mut ahead = FENCES.map(|(_, close, _)| Ahead::new(text, close));
    let mut dollars = Ahead::new(text, "$");
    let mut environments = Ahead::new(text, "\\end{");
    rewrite(text, &["\\(", "\\[", "$", "\\begin{"], |at, settled| {
        if at > settled && before(text, at) == Some('\\') {
            return Step::Pass;
        }
        if text[at..].starts_with("\\begin{") {
            return environment(text, at, &mut environments, slots);
        }
        for (number, (open, close, is_display)) in FENCES.iter().enumerate() {
            if !text[at..].starts_with(open) {
                continue;
            }
            let inner = at + open.len();
            let Some(end) = ahead[number].next(inner) else { continue };
            let Some(content) = text.get(inner..end).map(str::trim).filter(|content| !content.is_empty()) else {
                continue;
            };
            return formula(at, end + close.len(), content, *is_display, slots);
        }
        if text[at..].starts_with('$') { dollar(text, at, &mut dollars, slots) } else { Step::Pass }
    })
}

/// `$x$`, as Org tells it from prices and variables.
fn dollar(text: &str, at: usize, dollars: &mut Ahead<'_>, slots: &mut Slots) -> Step {
    let begins = before(text, at).is_none_or(|c| !is_word(c) && c != '$');
    let first = after(text, at + 1).filter(|c| !c.is_whitespace() && !matches!(c, '.' | ',' | ';' | '$'));
    let Some(first) = first.filter(|_| begins) else { return Step::Pass };
    let end = dollars.next_where(at + 1 + first.len_utf8(), |place| {
        let last = before(text, place);
        let next = after(text, place + 1);
        last.is_some_and(|c| !c.is_whitespace() && !matches!(c, '.' | ',' | '$'))
            && next.is_none_or(|c| c.is_whitespace() || "-.,;:!?'\")]}".contains(c))
    });
    match end.and_then(|end| Some((end, text.get(at + 1..end)?))) {
        Some((end, content)) if content.matches('\n').take(3).count() < 3 => {
            formula(at, end + 1, content, false, slots)
        }
        _ => Step::Pass,
    }
}

/// `\begin{equation} … \end{equation}`.
fn environment(text: &str, at: usize, ends: &mut Ahead<'_>, slots: &mut Slots) -> Step {
    let begins_line = before(text, at).is_none_or(|c| c == '\n');
    let name = at + "\\begin{".len();
    let Some(length) = text[name..].bytes().take(40).position(|byte| byte == b'}') else { return Step::Pass };
    let Some(close) = ends.next(name + length).filter(|_| begins_line) else { return Step::Pass };
    let rest = &text[close + "\\end{".len()..];
    let is_same = rest.starts_with(&text[name..=name + length]);
    if !is_same {
        return Step::Pass;
    }
    let end = close + "\\end{".len() + length + 1;
    formula(at, end, &text[at..end], true, slots)
}

fn formula(start: usize, end: usize, content: &str, is_display: bool, slots: &mut Slots) -> Step {
    let style = if is_display { "display" } else { "inline" };
    let html = format!("<span data-math-style=\"{style}\">{}</span>", escaped(content));
    Step::Replace { start, end, with: slots.put(&html) }
}
