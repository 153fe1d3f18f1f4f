//! Org, as GitHub's org-ruby shows it, and a little more where that would hide what a
//! reader wants: footnotes, verses, special blocks, internal links and formulas work
//! as in Emacs.

mod blocks;
mod emphasis;
mod entities;
mod footnotes;
mod formulas;
mod headlines;
mod inlines;
mod lines;
mod links;
mod lists;
mod settings;
mod tables;
#[cfg(test)]
mod tests;
mod typography;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use blocks::Parser;
use footnotes::Footnote;
use lines::Blocks;
use settings::Settings;

/// What is known about a page while it is read.
#[derive(Debug)]
struct Page {
    settings: Settings,
    /// The footnotes that have a text, by name.
    definitions: HashMap<String, String>,
    /// The footnotes in the order they are referred to.
    footnotes: Vec<Footnote>,
    footnote_numbers: HashMap<String, usize>,
    /// Names of `<<targets>>`, in lower case.
    targets: HashSet<String>,
    /// The numbers of the headlines so far.
    numbers: Vec<usize>,
    /// How many lists and blocks are open.
    depth: usize,
}

/// Lists and blocks within one another further than this stay text. A book shows less.
const MAX_DEPTH: usize = 24;

/// The page `text` as HTML.
pub(crate) fn to_html(text: &str) -> String {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    // Slots of text that is put aside stand between NUL characters.
    let text = if text.contains('\0') { text.replace('\0', "") } else { text.to_owned() };
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let blocks = Blocks::find(&lines);
    let settings = Settings::read(&lines, &blocks);
    let mut page = Page {
        settings,
        definitions: HashMap::new(),
        footnotes: Vec::new(),
        footnote_numbers: HashMap::new(),
        targets: links::targets(&text),
        numbers: Vec::new(),
        depth: 0,
    };
    let mut out = String::with_capacity(text.len() * 2);
    if let Some(title) = page.settings.title.clone() {
        let html = page.inline(&title);
        let _ = writeln!(out, "<h1>{html}</h1>");
    }
    let lines = footnotes::without_definitions(&lines, &blocks, &mut page.definitions);
    let blocks = Blocks::find(&lines);
    for part in headlines::shown(&lines, &blocks, &page.settings) {
        if let Some(headline) = &part.headline {
            page.headline(headline, &mut out);
        }
        let (begin, end) = part.body;
        Parser::new(&lines[..end], begin, &blocks, &mut page).flow(None, &mut out);
    }
    page.footnote_section(&mut out);
    out
}
