//! AsciiDoc, as GitHub's Asciidoctor shows it: in its safe mode "secure", so nothing
//! is included or run.
//!
//! A page goes through the preprocessor, then block by block, and each text through
//! the substitutions. What depends on later parts of the page, cross references and
//! the table of contents, leaves a mark between two NUL characters (which no page can
//! hold) and is filled in at the end.

mod attributes;
mod attrlist;
mod blocks;
mod delimited;
mod description;
mod header;
mod images;
mod inlines;
mod links;
mod lists;
mod macros;
mod markers;
mod metadata;
mod paragraphs;
mod passthroughs;
mod preprocess;
mod quotes;
mod references;
mod replacements;
mod sections;
mod table_cells;
mod tables;
#[cfg(test)]
mod tests;
mod verbatim;

use std::collections::{HashMap, HashSet};

use attributes::Attributes;
use blocks::Parser;
use references::{CrossReference, Footnote};
use sections::{Entry, Numbers};

/// What is known about a document while it is read.
#[derive(Debug)]
struct Document {
    attributes: Attributes,
    /// Every id that is taken.
    ids: HashSet<String>,
    /// For an id that was wanted again, the last number it got.
    repeated: HashMap<String, usize>,
    /// How cross references to an id read, as HTML.
    labels: HashMap<String, String>,
    /// The ids of sections by their titles.
    titles: HashMap<String, String>,
    cross_references: Vec<CrossReference>,
    footnotes: Vec<Footnote>,
    footnote_numbers: HashMap<String, usize>,
    /// The sections, for the table of contents.
    entries: Vec<Entry>,
    numbers: Numbers,
    /// Whether each line of the text at hand ends with a break.
    hard_breaks: bool,
    /// The numbers of captions, by their word.
    captions: HashMap<String, usize>,
    /// How many blocks and lists are open.
    depth: usize,
    /// Whether a mark for the table of contents was left.
    has_contents: bool,
    /// How many cells may still be repeated by a `3*|`.
    copies: usize,
}

/// Blocks and lists within one another further than this stay text. A book shows less.
const MAX_DEPTH: usize = 24;

/// Cells that `3*|` may add to a page.
const MAX_COPIES: usize = 10_000;

/// The page `text` as HTML.
pub(crate) fn to_html(text: &str) -> String {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let text = if text.contains('\0') { text.replace('\0', "") } else { text.to_owned() };
    let lines = preprocess::lines(&text);
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut document = Document {
        attributes: Attributes::on_github(text.len()),
        ids: HashSet::new(),
        repeated: HashMap::new(),
        labels: HashMap::new(),
        titles: HashMap::new(),
        cross_references: Vec::new(),
        footnotes: Vec::new(),
        footnote_numbers: HashMap::new(),
        entries: Vec::new(),
        numbers: Numbers::default(),
        hard_breaks: false,
        captions: HashMap::new(),
        depth: 0,
        has_contents: false,
        copies: MAX_COPIES,
    };
    let mut out = String::with_capacity(text.len() * 2);
    let body = document.header(&lines, &mut out);
    let mut parser = Parser::new(&lines[body..], &mut document);
    parser.sections(&mut out);
    document.finished(&out)
}

impl Document {
    /// `html` with what had to wait filled in, and the footnotes after it.
    fn finished(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len());
        self.fill(html, &mut out, true);
        let notes = self.footnote_section();
        self.fill(&notes, &mut out, false);
        out
    }

    fn fill(&self, html: &str, out: &mut String, with_contents: bool) {
        for (number, part) in html.split('\0').enumerate() {
            if number % 2 == 0 {
                out.push_str(part);
            } else if let Some(reference) = part.strip_prefix('x').and_then(|number| number.parse().ok()) {
                out.push_str(&without_marks(&self.resolved(reference)));
            } else if part == "contents" && with_contents {
                let contents = self.contents();
                self.fill(&contents, out, false);
            }
        }
    }

    /// The next number for captions that begin with `word`.
    fn caption_number(&mut self, word: &str) -> usize {
        let number = self.captions.entry(word.to_owned()).or_default();
        *number += 1;
        *number
    }
}

/// `html` without the marks of what has to wait.
fn without_marks(html: &str) -> String {
    if !html.contains('\0') {
        return html.to_owned();
    }
    html.split('\0').step_by(2).collect()
}
