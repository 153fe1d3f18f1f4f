//! Anchors, cross references and footnotes.

use std::fmt::Write as _;

use super::attrlist::{AttributeList, is_id};
use super::macros::special_quotes;
use super::quotes::repaired;
use super::{Document, without_marks};
use crate::ahead::Ahead;
use crate::scan::{Next, Slots, Step, before, bracket_end, folded, is_word, rewrite, unescaped, window};

/// A cross reference that gets its text once the whole document is read.
#[derive(Debug)]
pub(super) struct CrossReference {
    /// The id or title it leads to, as HTML.
    pub target: String,
    /// Whether it leads into this document.
    pub inside: bool,
}

/// A footnote: its id and its text as HTML.
#[derive(Debug)]
pub(super) struct Footnote {
    pub name: String,
    pub html: String,
}

/// `text` with its anchors, cross references and footnotes as HTML.
pub(super) fn replaced(document: &mut Document, text: &str, slots: &mut Slots) -> String {
    let text = anchors(document, text, slots);
    let mut ends = Ends { brackets: Ahead::new(&text, "&gt;&gt;"), stops: Next::new(|c| matches!(c, '[' | '\n')) };
    let text = rewrite(&text, &["&lt;&lt;", "xref:"], |at, settled| {
        cross_reference(document, &text, at, settled, &mut ends, slots)
    });
    footnotes(document, &text, slots)
}

/// Where the next cross references may end.
struct Ends<'t, F> {
    brackets: Ahead<'t>,
    stops: Next<F>,
}

fn anchors(document: &mut Document, text: &str, slots: &mut Slots) -> String {
    let mut ends = Ahead::new(text, "]]");
    let mut stops = Next::new(|c| matches!(c, '[' | ' ' | '\n'));
    rewrite(text, &["[[", "anchor:"], |at, settled| {
        let escaped = at > settled && before(text, at) == Some('\\');
        let (inner, close, end) = if text[at..].starts_with("[[") {
            let end = ends.next(at + 2).map(|end| end - at).filter(|length| *length < MAX_TARGET);
            let Some(length) = end else { return Step::Pass };
            // `[[[id]]]` marks an entry of a bibliography.
            let is_entry = text[at..].starts_with("[[[") && text[at + length..].starts_with("]]]");
            let inner = at + 2 + usize::from(is_entry);
            (inner, at + length, at + length + 2 + usize::from(is_entry))
        } else {
            let id = at + "anchor:".len();
            let stop = stops.at(text, id).filter(|stop| text[*stop..].starts_with('[') && stop - id < MAX_TARGET);
            let Some(open) = stop else { return Step::Pass };
            let near = window(text, open, MAX_TARGET);
            let Some(close) = bracket_end(near, 1) else { return Step::Pass };
            (id, open, open + close + 1)
        };
        let written = text.get(inner..close).unwrap_or_default();
        let (id, label) = written.split_once(',').unwrap_or((written, ""));
        let label = if text[at..].starts_with('a') { &text[close + 1..end - 1] } else { label };
        if !is_id(id) {
            return Step::Pass;
        }
        if escaped {
            return Step::Replace { start: at - 1, end, with: text[at..end].to_owned() };
        }
        let anchor = format!("<a id=\"{id}\"></a>");
        if text[at..].starts_with("[[[") {
            let shown = format!("[{}]", if label.is_empty() { id } else { label.trim() });
            document.refer(id, &shown);
            return Step::Replace { start: at, end, with: slots.put(&anchor) + &shown };
        }
        if !label.trim().is_empty() {
            document.refer(id, label.trim());
        }
        Step::Replace { start: at, end, with: slots.put(&anchor) }
    })
}

fn cross_reference<F: Fn(char) -> bool>(
    document: &mut Document,
    text: &str,
    at: usize,
    settled: usize,
    ends: &mut Ends<'_, F>,
    slots: &mut Slots,
) -> Step {
    let (target, label, end) = if text[at..].starts_with('x') {
        if before(text, at).is_some_and(is_word) {
            return Step::Pass;
        }
        let target = at + "xref:".len();
        let stop =
            ends.stops.at(text, target).filter(|stop| text[*stop..].starts_with('[') && stop - target < MAX_TARGET);
        let Some(open) = stop else { return Step::Pass };
        let near = window(text, open, MAX_LABEL);
        let Some(close) = bracket_end(near, 1) else { return Step::Pass };
        let label = unescaped(&near[1..close]);
        let label = if label.contains('=') {
            AttributeList::of_macro(&label).at(0).unwrap_or_default().to_owned()
        } else {
            label
        };
        (&text[target..open], label, open + close + 1)
    } else {
        let inner = at + "&lt;&lt;".len();
        let Some(close) = ends.brackets.next(inner).filter(|close| close - inner < MAX_LABEL) else {
            return Step::Pass;
        };
        let (target, label) = text[inner..close].split_once(',').unwrap_or((&text[inner..close], ""));
        (target, label.trim().to_owned(), close + "&gt;&gt;".len())
    };
    let begins = target.chars().next().is_some_and(|c| is_word(c) || matches!(c, '#' | '/' | '.' | ':' | '{' | '\0'));
    if !begins || target.len() > MAX_TARGET {
        return Step::Pass;
    }
    if at > settled && before(text, at) == Some('\\') {
        return Step::Replace { start: at - 1, end, with: text[at..end].to_owned() };
    }
    let target = folded(&slots.filled(target));
    Step::Replace { start: at, end, with: document.cross_reference(&target, &label, slots) }
}

/// Longer ids are no ids, but text between stray marks; in bytes.
const MAX_TARGET: usize = 500;
/// A reference with its text is no longer than this, in bytes.
const MAX_LABEL: usize = 4000;

fn footnotes(document: &mut Document, text: &str, slots: &mut Slots) -> String {
    rewrite(text, &["footnote:", "footnoteref:"], |at, settled| {
        let is_old = text[at..].starts_with("footnoteref:");
        let id = at + if is_old { "footnoteref:".len() } else { "footnote:".len() };
        let length = text[id..].find(|c: char| !(is_word(c) || c == '-')).unwrap_or(0);
        let open = id + length;
        if !text[open..].starts_with('[') {
            return Step::Pass;
        }
        let Some(close) = bracket_end(text, open + 1) else { return Step::Stop };
        if at > settled && before(text, at) == Some('\\') {
            return Step::Replace { start: at - 1, end: close + 1, with: text[at..=close].to_owned() };
        }
        let content = folded(&unescaped(&text[open + 1..close]));
        let (name, note) = if is_old {
            let (name, note) = content.split_once(',').unwrap_or((content.as_str(), ""));
            (if is_id(name.trim()) { name.trim() } else { "" }, note.trim())
        } else {
            (&text[id..open], content.as_str())
        };
        let note = slots.filled(&repaired(note));
        let html = document.footnote(name, &note);
        Step::Replace { start: at, end: close + 1, with: slots.put(&html) }
    })
}

impl Document {
    /// Remembers how cross references to `id` read.
    pub(super) fn refer(&mut self, id: &str, label: &str) {
        self.labels.entry(id.to_owned()).or_insert_with(|| label.to_owned());
    }

    /// As [`Self::refer`], with text that is not HTML yet; without text, nothing.
    pub(super) fn refer_to_text(&mut self, id: &str, text: &str) {
        if !text.trim().is_empty() {
            let html = without_marks(&self.inline(text.trim()));
            self.refer(id, &html);
        }
    }

    fn cross_reference(&mut self, target: &str, label: &str, slots: &mut Slots) -> String {
        let (path, fragment) = match target.split_once('#') {
            Some((path, fragment)) => (path, fragment),
            // A name with an ending is a file; anything else is in this document.
            None if has_ending(target) => (target, ""),
            None => ("", target),
        };
        if !path.is_empty() {
            let href = if fragment.is_empty() { path.to_owned() } else { format!("{path}#{fragment}") };
            let shown = if label.is_empty() { path } else { label };
            let open = slots.put(&format!("<a href=\"{}\">", special_quotes(&href)));
            return format!("{open}{shown}{}", slots.put("</a>"));
        }
        let number = self.cross_references.len();
        self.cross_references.push(CrossReference { target: fragment.to_owned(), inside: label.is_empty() });
        let open = slots.put(&format!("\0x{number}\0"));
        let close = slots.put("</a>");
        if label.is_empty() { format!("{open}{close}") } else { format!("{open}{label}{close}") }
    }

    /// The mark of a footnote, which is new when it has a text.
    fn footnote(&mut self, name: &str, note: &str) -> String {
        let known = self.footnote_numbers.get(name).copied();
        let number = match known {
            Some(at) => at,
            None if note.is_empty() => return format!("<sup>[{}]</sup>", special_quotes(name)),
            None => {
                let number = self.footnotes.len();
                let name = if name.is_empty() {
                    (number + 1).to_string()
                } else {
                    self.footnote_numbers.insert(name.to_owned(), number);
                    name.to_owned()
                };
                self.footnotes.push(Footnote { name, html: note.to_owned() });
                number
            }
        };
        let name = &self.footnotes[number].name;
        format!(
            "<sup class=\"footnote-ref\"><a href=\"#fn-{name}\" id=\"fnref-{name}\" data-footnote-ref>{}</a></sup>",
            number + 1
        )
    }

    /// The cross reference number `number`, up to where its text begins; with its text
    /// when the author gave none.
    pub(super) fn resolved(&self, number: usize) -> String {
        let Some(reference) = self.cross_references.get(number) else { return String::new() };
        let target = reference.target.as_str();
        let id = if self.labels.contains_key(target) || self.ids.contains(target) {
            target
        } else {
            self.titles.get(target).map_or(target, String::as_str)
        };
        let open = format!("<a href=\"#{}\">", special_quotes(id));
        if !reference.inside {
            return open;
        }
        match self.labels.get(id) {
            Some(label) => open + label,
            None => format!("{open}[{target}]"),
        }
    }

    /// The section with the footnotes, as comrak writes it.
    pub(super) fn footnote_section(&self) -> String {
        if self.footnotes.is_empty() {
            return String::new();
        }
        let mut html = "<section class=\"footnotes\" data-footnotes>\n<ol>\n".to_owned();
        for footnote in &self.footnotes {
            let _ = writeln!(html, "<li id=\"fn-{}\">\n<p>{}</p>\n</li>", footnote.name, footnote.html);
        }
        html.push_str("</ol>\n</section>\n");
        html
    }
}

fn has_ending(target: &str) -> bool {
    [".adoc", ".asciidoc", ".asc", ".ad", ".txt", ".html", ".md"].iter().any(|ending| target.ends_with(ending))
}
