//! Footnotes: `[fn:name]`, `[fn:name: text]`, and their texts elsewhere.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::Page;
use super::lines::{Blocks, block_begin, interrupts, is_verbatim};
use crate::html::escaped;
use crate::scan::{Slots, Step, is_word, rewrite, window};

/// A footnote that is referred to.
#[derive(Debug)]
pub(super) struct Footnote {
    name: String,
    /// Its text as HTML, when it was written where it is referred to.
    html: Option<String>,
}

/// No footnote within a text is longer, in bytes, or nested deeper.
const MAX_TEXT: usize = 4000;
const MAX_NESTING: usize = 8;

/// The lines without the texts of footnotes, which go into `definitions`. A text
/// that nothing refers to stays.
pub(super) fn without_definitions<'a>(
    lines: &[&'a str],
    blocks: &Blocks,
    definitions: &mut HashMap<String, String>,
) -> Vec<&'a str> {
    let mut referred: HashSet<&str> = HashSet::new();
    for line in lines {
        for (at, _) in line.match_indices("[fn:") {
            if let Some(name) =
                name_at(&line[at..]).filter(|name| at > 0 && line[at + 4 + name.len()..].starts_with(']'))
            {
                referred.insert(name);
            }
        }
    }
    let mut kept = Vec::with_capacity(lines.len());
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let definition = name_at(line).and_then(|name| Some((name, line[4 + name.len()..].strip_prefix(']')?)));
        let wanted = definition.filter(|(name, _)| referred.contains(name) && !definitions.contains_key(*name));
        let Some((name, first)) = wanted else {
            let is_code = block_begin(line).is_some_and(|begin| is_verbatim(&begin.name.to_ascii_lowercase()));
            let end = blocks.end(at).filter(|_| is_code).unwrap_or(at);
            kept.extend_from_slice(&lines[at..=end]);
            at = end + 1;
            continue;
        };
        let mut text = first.trim().to_owned();
        at += 1;
        while let Some(line) = lines.get(at) {
            if line.trim().is_empty() || line.starts_with("[fn:") || interrupts(line) {
                break;
            }
            text.push('\n');
            text.push_str(line.trim());
            at += 1;
        }
        definitions.insert(name.to_owned(), text);
    }
    kept
}

/// The name in the `[fn:name` that `text` begins with.
fn name_at(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("[fn:")?;
    let end = rest.find(|c: char| !(is_word(c) || c == '-')).unwrap_or(rest.len());
    (end > 0).then_some(&rest[..end])
}

impl Page {
    /// `text` with the marks of its footnotes put aside.
    pub(super) fn footnote_marks(&mut self, text: &str, slots: &mut Slots) -> String {
        rewrite(text, &["[fn:"], |at, _| {
            let name = name_at(&text[at..]).unwrap_or_default();
            let after = at + "[fn:".len() + name.len();
            if text[after..].starts_with(']') {
                if !self.definitions.contains_key(name) && !self.footnote_numbers.contains_key(name) {
                    return Step::Pass;
                }
                let html = self.mark(name);
                return Step::Replace { start: at, end: after + 1, with: slots.put(&html) };
            }
            if !text[after..].starts_with(':') {
                return Step::Pass;
            }
            let Some(length) = closing(window(text, after, MAX_TEXT)) else { return Step::Pass };
            let content = text[after + 1..after + length].trim();
            let html = self.mark(name);
            let number = match name {
                "" => Some(self.footnotes.len() - 1),
                _ => self.footnote_numbers.get(name).copied(),
            };
            let content = self.finished(content, slots);
            if let Some(note) = number.and_then(|number| self.footnotes.get_mut(number)) {
                note.html.get_or_insert(content);
            }
            Step::Replace { start: at, end: after + length + 1, with: slots.put(&html) }
        })
    }

    /// The mark of the footnote called `name`; without a name it is a new one.
    fn mark(&mut self, name: &str) -> String {
        let known = self.footnote_numbers.get(name).copied();
        let number = known.unwrap_or_else(|| {
            let count = self.footnotes.len();
            let name = if name.is_empty() {
                format!("inline-{}", count + 1)
            } else {
                self.footnote_numbers.insert(name.to_owned(), count);
                name.to_owned()
            };
            self.footnotes.push(Footnote { name, html: None });
            count
        });
        let name = escaped(&self.footnotes[number].name);
        format!(
            "<sup class=\"footnote-ref\"><a href=\"#fn-{name}\" id=\"fnref-{name}\" data-footnote-ref>{}</a></sup>",
            number + 1
        )
    }

    /// Writes the footnotes, as comrak does.
    pub(super) fn footnote_section(&mut self, out: &mut String) {
        if self.footnotes.is_empty() {
            return;
        }
        out.push_str("<section class=\"footnotes\" data-footnotes>\n<ol>\n");
        // A footnote's text may refer to further ones.
        let mut number = 0;
        while let Some(note) = self.footnotes.get_mut(number) {
            let name = note.name.clone();
            let html = note.html.take();
            let text = self.definitions.get(&name).cloned().unwrap_or_default();
            let html = html.unwrap_or_else(|| self.inline(&text));
            let _ = writeln!(out, "<li id=\"fn-{}\">\n<p>{html}</p>\n</li>", escaped(&name));
            number += 1;
        }
        out.push_str("</ol>\n</section>\n");
    }
}

/// Where the bracket closes that was open before `text`.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' if depth == 0 => return Some(at),
            b']' => depth -= 1,
            _ => {}
        }
        if depth > 2 * MAX_NESTING {
            return None;
        }
    }
    None
}
