//! Emphasis: `*bold*`, `/italic/`, `_underlined_`, `+struck+`, `=code=`, `~code~`.

use crate::ahead::Ahead;
use crate::html::escaped;
use crate::scan::{Slots, Step, after, before, rewrite};

/// Each mark, and the element it makes. GitHub shows underlined text plain.
const MARKS: [(&str, &str); 4] = [("*", "b"), ("/", "i"), ("_", "span"), ("+", "del")];

/// Emphasis within emphasis goes no deeper: there are no more marks.
const MAX_DEPTH: usize = MARKS.len();

/// `text` with its code put aside.
pub(super) fn code(text: &str, slots: &mut Slots) -> String {
    let mut ahead = ["=", "~"].map(|mark| Ahead::new(text, mark));
    rewrite(text, &["=", "~"], |at, settled| {
        let number = usize::from(text[at..].starts_with('~'));
        let Some(close) = closing(text, at, settled, &mut ahead[number]) else { return Step::Pass };
        let html = format!("<code>{}</code>", escaped(&text[at + 1..close]));
        Step::Replace { start: at, end: close + 1, with: slots.put(&html) }
    })
}

/// `text` with its emphasised parts between slots.
pub(super) fn emphasised(text: &str, slots: &mut Slots) -> String {
    within(text, slots, 0)
}

fn within(text: &str, slots: &mut Slots, depth: usize) -> String {
    if depth >= MAX_DEPTH || !text.contains(['*', '/', '_', '+']) {
        return text.to_owned();
    }
    let marks = MARKS.map(|(mark, _)| mark);
    let mut ahead = marks.map(|mark| Ahead::new(text, mark));
    rewrite(text, &marks, |at, settled| {
        let Some(number) = marks.iter().position(|mark| text[at..].starts_with(mark)) else { return Step::Pass };
        let Some(close) = closing(text, at, settled, &mut ahead[number]) else { return Step::Pass };
        let tag = MARKS[number].1;
        let (open, end) = (slots.put(&format!("<{tag}>")), slots.put(&format!("</{tag}>")));
        let inner = within(&text[at + 1..close], slots, depth + 1);
        Step::Replace { start: at, end: close + 1, with: format!("{open}{inner}{end}") }
    })
}

/// Where the emphasis ends that begins at `at`, if one does (org-ruby's
/// `org_emphasis_regexp`).
fn closing(text: &str, at: usize, settled: usize, ahead: &mut Ahead<'_>) -> Option<usize> {
    let previous = before(text, at);
    let is_free =
        previous.is_none_or(|c| c.is_whitespace() || "('\"{[-\0\u{2014}".contains(c)) && (at > settled || at == 0);
    let first = after(text, at + 1).filter(|c| !c.is_whitespace())?;
    if !is_free {
        return None;
    }
    let from = at + 1 + first.len_utf8();
    let close = ahead.next_where(from, |place| {
        let follows = text[place + 1..].chars().next();
        !before(text, place).is_none_or(char::is_whitespace)
            && follows.is_none_or(|c| c.is_whitespace() || "-,.;:!?'\")}]\0\u{2014}".contains(c))
    })?;
    // At most one line break within.
    (text.get(at..close)?.matches('\n').take(2).count() < 2).then_some(close)
}
