//! Textile, as RedCloth 4 reads it: a line's end is a line break, blocks end at an
//! empty line.

use std::fmt::Write as _;

mod attributes;
mod blocks;
mod glyphs;
mod html;
mod inlines;
mod links;
mod lists;
mod phrases;
mod tables;

use std::collections::{HashMap, HashSet};

use crate::ahead::Ahead;
use crate::urls::extent;
use blocks::footnote;

/// A page in Textile, as HTML.
pub(crate) fn to_html(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = Reader {
        text,
        at: 0,
        out: Vec::new(),
        known: Known::of(text),
        last_number: 0,
        no_row_before: 0,
        ends: Ends {
            pre: Ahead::new(text, "</pre>"),
            verbatim: Ahead::new(text, "</notextile>"),
            comment: Ahead::new(text, "-->"),
            definition: Ahead::new(text, "=:"),
        },
    };
    reader.read();
    finished(reader.out, &reader.known)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    out: Vec<Part>,
    known: Known,
    /// The number of the last item of a numbered list, for one that goes on.
    last_number: usize,
    /// Up to here no line ends a table's row.
    no_row_before: usize,
    ends: Ends<'t>,
}

/// Where elements and definitions end.
struct Ends<'t> {
    pre: Ahead<'t>,
    verbatim: Ahead<'t>,
    comment: Ahead<'t>,
    definition: Ahead<'t>,
}

/// A part of the page.
enum Part {
    Html(String),
    /// A footnote: its number, its attributes and its text.
    Note(String, String, String),
}

/// What the page says of its links and notes, wherever that is.
#[derive(Debug, Default)]
struct Known {
    /// `[name]address`.
    aliases: HashMap<String, String>,
    /// The footnotes there are.
    notes: HashSet<String>,
    /// How often each was mentioned so far.
    mentions: HashMap<String, usize>,
}

impl Known {
    fn of(text: &str) -> Self {
        let mut known = Self::default();
        for line in text.lines() {
            if let Some((name, address)) = alias(line) {
                known.aliases.insert(name.to_owned(), address.to_owned());
            } else if let Some((number, ..)) = footnote(line) {
                known.notes.insert(number.to_owned());
            }
        }
        known
    }
}

/// `[name]address`, alone on a line.
fn alias(line: &str) -> Option<(&str, &str)> {
    let (name, address) = line.strip_prefix('[')?.split_once(']')?;
    let address = address.trim_end();
    let is_address = address.contains(['/', '.', '#', ':']) && extent(address) == address.len();
    (is_address && !name.is_empty() && !name.contains('[')).then_some((name, address))
}

/// Puts the page together. Footnotes that are mentioned go to its end, in comrak's
/// form; others stay where they are.
fn finished(parts: Vec<Part>, known: &Known) -> String {
    let (mut out, mut notes) = (String::new(), String::new());
    let mut written = HashSet::new();
    for part in parts {
        match part {
            Part::Html(html) => out.push_str(&html),
            Part::Note(number, _, text) if known.mentions.contains_key(&number) && written.insert(number.clone()) => {
                let _ = writeln!(notes, "<li id=\"fn-{number}\"><p>{text}</p></li>");
            }
            Part::Note(number, attributes, text) => {
                let _ = writeln!(out, "<p{attributes}><sup>{number}</sup> {text}</p>");
            }
        }
    }
    if !notes.is_empty() {
        let _ = writeln!(out, "<section class=\"footnotes\" data-footnotes>\n<ol>\n{notes}</ol>\n</section>");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::to_html;

    #[test]
    fn footnotes_are_gathered_when_something_leads_to_them() {
        assert_eq!(
            to_html("a[1] b[1] c[2]\n\nfn1. One\n\nfn3. Three"),
            "<p>a<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\" data-footnote-ref>1</a></sup> \
             b<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1-2\" data-footnote-ref>1</a></sup> \
             c<sup>2</sup></p>\n<p><sup>3</sup> Three</p>\n\
             <section class=\"footnotes\" data-footnotes>\n<ol>\n<li id=\"fn-1\"><p>One</p></li>\n</ol>\n</section>\n"
        );
    }

    #[test]
    fn aliases_name_addresses() {
        assert_eq!(
            to_html("\"Hobix\":hobix!\n\n[hobix]http://hobix.com\n\n[note] text"),
            "<p><a href=\"http://hobix.com\">Hobix</a>!</p>\n<p>[note] text</p>\n"
        );
    }
}
