//! What is taken out before a page is read: comments, and the elements whose content
//! is not markup. As MediaWiki's own "strip state" does, a mark stands in for each.

use std::fmt::Write as _;

use std::collections::HashMap;

use crate::ahead::Ahead;
use crate::tags::{Tag, tag_at};

/// The mark begins with this noncharacter, which no text may hold (Unicode, 23.7).
pub(super) const OPEN: char = '\u{FDD2}';
/// The mark ends with this one.
pub(super) const CLOSE: char = '\u{FDD3}';

/// What a mark stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Taken {
    /// `<nowiki>`: text.
    Text(String),
    /// `<code>`, `<tt>`.
    Code(String),
    /// `<pre>`, `<source>`, `<syntaxhighlight>`.
    Listing {
        /// Its language.
        language: Option<String>,
        /// Its lines; entities in it are to be kept.
        text: String,
    },
    /// `<math>`: TeX.
    Math {
        /// Whether it stands on a line of its own.
        display: bool,
        /// The formula.
        source: String,
    },
    /// `<ref>`: the number of the note, and how often it was named so far.
    Note(usize, usize),
    /// `<gallery>`: its lines.
    Gallery(String),
    /// `{{…}}`: what is between the braces.
    Template(String),
}

/// A page without them.
pub(super) struct Stripped {
    /// The text with marks.
    pub text: String,
    /// What the marks stand for.
    pub taken: Vec<Taken>,
    /// The notes.
    pub notes: Notes,
}

/// The page's notes, in order of their first mention.
#[derive(Debug, Default)]
pub(super) struct Notes {
    notes: Vec<(String, usize)>,
    by_name: HashMap<(String, String), usize>,
}

impl Notes {
    pub(super) fn is_empty(&self) -> bool {
        self.notes.is_empty()
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.notes.iter().map(|(text, _)| text.as_str())
    }

    /// The number of the note that a `<ref>` means.
    fn number(&mut self, tag: &Tag<'_>, text: Option<String>) -> usize {
        let attribute = |name| tag.attribute(name).unwrap_or_default().trim().to_owned();
        let key = (attribute("group"), attribute("name"));
        let known = if key.1.is_empty() { None } else { self.by_name.get(&key).copied() };
        let number = known.unwrap_or_else(|| {
            self.notes.push((String::new(), 0));
            if !key.1.is_empty() {
                self.by_name.insert(key, self.notes.len() - 1);
            }
            self.notes.len() - 1
        });
        if let Some(text) = text
            && self.notes[number].0.trim().is_empty()
        {
            self.notes[number].0 = text;
        }
        number
    }
}

/// Elements whose content is taken as it is written.
const LITERAL: [&str; 8] = ["nowiki", "pre", "code", "tt", "source", "syntaxhighlight", "math", "gallery"];
/// Elements whose content is read, but for itself.
const NESTED: [&str; 4] = ["ref", "references", "poem", "includeonly"];
/// Templates and notes within each other beyond this are text.
const MAX_DEPTH: usize = 8;

pub(super) fn strip(text: &str) -> Stripped {
    // Marks of the author's own would stand for what was taken elsewhere: a gallery
    // could hold itself.
    let text = text.replace([OPEN, CLOSE], "\u{FFFD}");
    let mut stripper = Stripper { taken: Vec::new(), notes: Notes::default() };
    let text = stripper.stripped(&text, 0);
    Stripped { text, taken: stripper.taken, notes: stripper.notes }
}

struct Stripper {
    taken: Vec<Taken>,
    notes: Notes,
}

impl Stripper {
    fn stripped(&mut self, text: &str, depth: usize) -> String {
        // As long as `text`: only ASCII letters change.
        let lower_case = text.to_ascii_lowercase();
        let mut ends = Ends::new(&lower_case);
        let mut out = String::with_capacity(text.len());
        let mut templates: Vec<usize> = Vec::new();
        let mut at = 0;
        while let Some(found) = text[at..].find(['<', '{', '}']) {
            out.push_str(&text[at..at + found]);
            at += found;
            let rest = &text[at..];
            if rest.starts_with("<!--")
                && let Some(end) = ends.comment.next(at + 4)
            {
                at = end + 3;
                let alone = out.is_empty() || out.ends_with('\n');
                if alone && text[at..].starts_with('\n') {
                    at += 1;
                }
            } else if rest.starts_with("{{") && templates.len() + depth < MAX_DEPTH {
                templates.push(out.len());
                out.push_str("{{");
                at += 2;
            } else if rest.starts_with("}}")
                && let Some(start) = templates.pop()
            {
                let inner = out.split_off(start + 2);
                out.truncate(start);
                self.take(Taken::Template(inner), &mut out);
                at += 2;
            } else if let Some(tag) = tag_at(rest) {
                let length = self.element(text, at, &tag, depth, &mut ends, &mut out);
                if length.is_none() {
                    // Not of this kind: left for the next reader.
                    out.push('<');
                }
                at += length.unwrap_or(1);
            } else {
                out.push_str(&rest[..1]);
                at += 1;
            }
        }
        out.push_str(&text[at..]);
        out
    }

    /// Takes an element out; gives its length, or none for one that stays.
    fn element(
        &mut self,
        text: &str,
        at: usize,
        tag: &Tag<'_>,
        depth: usize,
        ends: &mut Ends<'_>,
        out: &mut String,
    ) -> Option<usize> {
        if tag.is_any(&["noinclude", "onlyinclude"]) {
            return Some(tag.length);
        }
        let is_literal = tag.is_any(&LITERAL);
        if tag.closing || !(is_literal || tag.is_any(&NESTED)) {
            // A closing tag without its beginning shows nothing.
            return (tag.closing && tag.is_any(&["nowiki", "ref", "references", "includeonly", "poem"]))
                .then_some(tag.length);
        }
        let content_at = at + tag.length;
        if tag.empty {
            if tag.is_any(&["ref"]) {
                self.note(tag, None, out);
            }
            return Some(tag.length);
        }
        let (end, after) = match ends.of(tag.name, content_at) {
            Some(end) => (end, end + text[end..].find('>').map_or(text.len() - end, |length| length + 1)),
            None if tag.is_any(&["references"]) => return Some(tag.length),
            None => return None,
        };
        let content = &text[content_at..end];
        if is_literal {
            self.take(literal(tag, content), out);
        } else if depth < MAX_DEPTH && !tag.is_any(&["includeonly"]) {
            let inner = self.stripped(content, depth + 1);
            if tag.is_any(&["ref"]) {
                self.note(tag, Some(inner), out);
            } else if tag.is_any(&["poem"]) {
                out.push_str(&inner.trim().replace('\n', "<br>\n"));
            }
            // What is in `<references>` was noted; the list comes at the end.
        } else if !tag.is_any(&["includeonly"]) {
            return None;
        }
        Some(after - at)
    }

    fn note(&mut self, tag: &Tag<'_>, text: Option<String>, out: &mut String) {
        let number = self.notes.number(tag, text);
        self.notes.notes[number].1 += 1;
        self.take(Taken::Note(number, self.notes.notes[number].1), out);
    }

    fn take(&mut self, taken: Taken, out: &mut String) {
        let _ = write!(out, "{OPEN}{}{CLOSE}", self.taken.len());
        self.taken.push(taken);
    }
}

fn literal(tag: &Tag<'_>, content: &str) -> Taken {
    let without_nowiki =
        || ["<nowiki>", "</nowiki>"].iter().fold(content.to_owned(), |text, mark| text.replace(mark, ""));
    if tag.is_any(&["nowiki"]) {
        return Taken::Text(content.to_owned());
    }
    if tag.is_any(&["math"]) {
        let display = tag.attribute("display").is_some_and(|display| display.eq_ignore_ascii_case("block"));
        return Taken::Math { display, source: content.trim().to_owned() };
    }
    if tag.is_any(&["gallery"]) {
        return Taken::Gallery(content.to_owned());
    }
    let is_listing = tag.is_any(&["pre", "source", "syntaxhighlight"]);
    if !is_listing || tag.attributes.split_whitespace().any(|word| word.eq_ignore_ascii_case("inline")) {
        return Taken::Code(without_nowiki());
    }
    let text = if tag.is_any(&["pre"]) { without_nowiki() } else { content.to_owned() };
    let text = match text.split_once('\n') {
        Some((first, rest)) if first.trim().is_empty() => rest.trim_end(),
        _ => text.trim_end(),
    };
    let language = tag.attribute("lang").map(str::trim).filter(|language| !language.is_empty());
    // Entities are read in `<pre>`, but in no program.
    let text = if tag.is_any(&["pre"]) { text.to_owned() } else { text.replace('&', "&amp;") };
    Taken::Listing { language: language.map(str::to_owned), text }
}

/// Where comments and elements end; in a text of small letters.
struct Ends<'t> {
    comment: Ahead<'t>,
    elements: [(&'static str, Ahead<'t>); 12],
}

impl<'t> Ends<'t> {
    fn new(text: &'t str) -> Self {
        let end = |name, needle| (name, Ahead::new(text, needle));
        Self {
            comment: Ahead::new(text, "-->"),
            elements: [
                end("nowiki", "</nowiki"),
                end("pre", "</pre"),
                end("code", "</code"),
                end("tt", "</tt"),
                end("source", "</source"),
                end("syntaxhighlight", "</syntaxhighlight"),
                end("math", "</math"),
                end("gallery", "</gallery"),
                end("references", "</references"),
                end("ref", "</ref>"),
                end("poem", "</poem"),
                end("includeonly", "</includeonly"),
            ],
        }
    }

    fn of(&mut self, name: &str, from: usize) -> Option<usize> {
        let (_, ahead) = self.elements.iter_mut().find(|(other, _)| name.eq_ignore_ascii_case(other))?;
        ahead.next(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> (String, Vec<Taken>) {
        let stripped = strip(text);
        let marks: String = stripped.text.chars().map(|c| if c == OPEN || c == CLOSE { '|' } else { c }).collect();
        (marks, stripped.taken)
    }

    #[test]
    fn literal_elements_and_templates_are_taken() {
        assert_eq!(
            texts("a<NoWiki>''b''</nowiki>{{c|{{d}}\n|e}}<pre>\n x \n</pre>"),
            (
                "a|0||2||3|".into(),
                vec![
                    Taken::Text("''b''".into()),
                    Taken::Template("d".into()),
                    Taken::Template(format!("c|{OPEN}1{CLOSE}\n|e")),
                    Taken::Listing { language: None, text: " x".into() },
                ]
            )
        );
    }

    #[test]
    fn a_mark_of_the_authors_own_stands_for_nothing() {
        let (text, taken) = texts(&format!("{OPEN}0{CLOSE}<gallery>{OPEN}0{CLOSE}</gallery>"));
        assert_eq!(text, "\u{FFFD}0\u{FFFD}|0|");
        assert_eq!(taken, [Taken::Gallery("\u{FFFD}0\u{FFFD}".into())]);
    }

    #[test]
    fn comments_vanish_with_their_line_and_open_ends_stay() {
        assert_eq!(texts("a\n<!-- b -->\nc<!--d-->e <!-- f").0, "a\nce <!-- f");
        assert_eq!(texts("<pre>a {{b }} }} <code>").0, "<pre>a |0| }} <code>");
        assert_eq!(texts("<includeonly>x</includeonly><noinclude>y</noinclude><poem>a\nb</poem>").0, "ya<br>\nb");
    }
}
