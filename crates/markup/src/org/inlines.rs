//! Inline text: passes over it, one after the other. What is HTML already is put
//! aside and leaves a slot.

use super::{Page, emphasis, formulas, typography};
use crate::scan::{Slots, Step, before, rewrite};

impl Page {
    /// `text` of a paragraph or the like as HTML.
    pub(super) fn inline(&mut self, text: &str) -> String {
        let mut slots = Slots::default();
        let text = emphasis::code(text, &mut slots);
        let text = raw(&text, &mut slots);
        self.finished(&text, &mut slots)
    }

    /// The rest of the way for text whose code was put aside.
    pub(super) fn finished(&mut self, text: &str, slots: &mut Slots) -> String {
        let text = formulas::put_aside(text, slots);
        let text = self.footnote_marks(&text, slots);
        let text = self.linked(&text, slots);
        let text = emphasis::emphasised(&text, slots);
        let text = if self.settings.is_off("^") { text } else { scripts(&text, slots) };
        let text = line_breaks(&text, slots);
        slots.filled(&typography::set(&text))
    }
}

/// `@@html:<kbd>@@`.
fn raw(text: &str, slots: &mut Slots) -> String {
    const OPEN: &str = "@@html:";
    rewrite(text, &[OPEN], |at, _| {
        let inner = at + OPEN.len();
        let Some(length) = text[inner..].find("@@") else { return Step::Stop };
        let with = slots.put(&text[inner..inner + length]);
        Step::Replace { start: at, end: inner + length + 2, with }
    })
}

/// `x_{1}` and `x^{2}`.
fn scripts(text: &str, slots: &mut Slots) -> String {
    rewrite(text, &["_{", "^{"], |at, _| {
        let Some(length) = text[at..].find('}') else { return Step::Stop };
        let tag = if text[at..].starts_with('_') { "sub" } else { "sup" };
        let inner = &text[at + 2..at + length];
        let (open, close) = (slots.put(&format!("<{tag}>")), slots.put(&format!("</{tag}>")));
        Step::Replace { start: at, end: at + length + 1, with: format!("{open}{inner}{close}") }
    })
}

/// Two backslashes at the end of a line.
fn line_breaks(text: &str, slots: &mut Slots) -> String {
    rewrite(text, &["\\\\"], |at, _| {
        let end = at + 2;
        let ends_line = end == text.len() || text[end..].starts_with('\n');
        if !ends_line || before(text, at) == Some('\\') {
            return Step::Pass;
        }
        let with = if end == text.len() { String::new() } else { slots.put("<br>") };
        Step::Replace { start: at, end, with }
    })
}
