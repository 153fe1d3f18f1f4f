//! A page on its own: from bytes to walked blocks and anchors, before anything is
//! known about the other pages.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use relieur_domain::report::Warning;
use relieur_domain::wiki::pages::{Markup, Page};
use scraper::{Html, Node};
use serde::{Deserialize, Serialize};

use super::anchors::{Anchors, scan};
use super::dom::{self, TooTangled, opening_heading, text_of};
use super::language::{self, Found};
use super::markdown::{self, Parsed};
use super::markups;
use super::rawhtml::escaped;
use super::source::decode;
use super::tidy::printable;
use super::walker::{self, PageContext, Walked};
use crate::memory::Memory;

/// A longer page is kept as it is written: no page people read is that long.
pub(crate) const MAX_PAGE_BYTES: usize = 2 << 20;

/// A parsed page.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ParsedPage {
    /// Its file.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// Where its text begins in the file; none when the file cannot be rewritten.
    pub offset: Option<usize>,
    /// Its wiki links and addresses.
    pub parsed: Parsed,
    /// The places links lead to.
    pub anchors: Anchors,
    /// What it says, its links and images not yet settled.
    pub walked: Walked,
    /// What stands above it.
    pub title: String,
    /// The language it is in, when that is certain.
    pub language: Option<Found>,
    /// It is written from right to left.
    pub right_to_left: bool,
    /// What was odd about it.
    pub warnings: Vec<Warning>,
}

/// What the memory calls pages.
const KIND: &str = "page";

/// The same as [`parse`], unless the `memory` knows the result.
pub(crate) fn parse_once(memory: &Memory, page: &Page, bytes: Vec<u8>, is_page: &dyn Fn(&str) -> bool) -> ParsedPage {
    if !memory.remembers() {
        let parsed = parse(page, &bytes, is_page);
        return ParsedPage { bytes, ..parsed };
    }
    // What hangs on the other pages is not remembered.
    let hangs_on_others = Cell::new(false);
    let is_page = |name: &str| {
        hangs_on_others.set(true);
        is_page(name)
    };
    let mut made = None;
    let known = memory.recall(KIND, &content(page, &bytes), || {
        let parsed = made.insert(parse(page, &bytes, &is_page));
        let written = || postcard::to_stdvec(parsed).ok();
        if hangs_on_others.get() { None } else { written() }
    });
    let known = || known.and_then(|known| postcard::from_bytes(&known).ok());
    let parsed = made.or_else(known).unwrap_or_else(|| parse(page, &bytes, &is_page));
    ParsedPage { bytes, ..parsed }
}

/// All that a page alone comes from.
fn content<'p>(Page { path, name, title, markup, .. }: &'p Page, bytes: &'p [u8]) -> [&'p [u8]; 5] {
    [path.as_bytes(), name.as_bytes(), title.as_bytes(), name_of(*markup).as_bytes(), bytes]
}

/// Whether the `memory` knows what comes of a page's file.
#[cfg(test)]
pub(crate) fn is_remembered(memory: &Memory, page: &Page, bytes: &[u8]) -> bool {
    memory.recall(KIND, &content(page, bytes), || None).is_some()
}

/// Parses a page's file.
fn parse(page: &Page, bytes: &[u8], is_page: &dyn Fn(&str) -> bool) -> ParsedPage {
    let source = decode(bytes);
    let mut warnings = Vec::new();
    if let Some(encoding) = source.guessed {
        let damaged = if source.damaged { "; characters that could not be read are shown as \u{FFFD}" } else { "" };
        let message = format!("This page is not in UTF-8; it was read as {encoding}{damaged}.");
        warnings.push(Warning::new(page.path.as_str(), "encoding", message));
    }
    let (mut parsed, tree) = match understood(page, bytes, &source.text, is_page) {
        Ok(understood) => understood,
        Err((kind, message)) => {
            warnings.push(Warning::new(page.path.as_str(), kind, message));
            (Parsed::default(), as_written(&source.text))
        }
    };
    // From here on only the links are of use, and a wiki has many pages.
    parsed.wiki.forget_text();
    let title = title_of(page, &parsed, &tree);
    let repeated = repeated_title(&tree, &title);
    let (anchors, numbers) = scan(&tree, repeated);
    let context = PageContext { path: &page.path, title: repeated, numbers: &numbers };
    let walked = catch_unwind(AssertUnwindSafe(|| walker::walk(&tree, &context))).unwrap_or_else(|_| {
        let message = "This page could not be laid out and is shown as it is written.";
        warnings.push(Warning::new(page.path.as_str(), "page", message));
        walker::walk(&as_written(&source.text), &PageContext { title: None, ..context })
    });
    let prose = prose_of(&tree);
    ParsedPage {
        bytes: Vec::new(),
        offset: source.offset,
        anchors,
        walked,
        title,
        language: language::of(&prose),
        right_to_left: language::is_right_to_left(&prose),
        parsed,
        warnings,
    }
}

/// A page's text as a single listing.
fn as_written(text: &str) -> Html {
    Html::parse_fragment(&format!("<pre>\n{}</pre>", escaped(text)))
}

/// The page's tree; otherwise why it is kept as it is written.
fn understood(
    page: &Page,
    bytes: &[u8],
    text: &str,
    is_page: &dyn Fn(&str) -> bool,
) -> Result<(Parsed, Html), (&'static str, String)> {
    if bytes.len() > MAX_PAGE_BYTES {
        let message = format!("This page is longer than {} MB and is shown as it is written.", MAX_PAGE_BYTES >> 20);
        return Err(("size", message));
    }
    let parse = || markups::parse(page.markup, text, is_page).unwrap_or_else(|| markdown::parse(text, is_page));
    let Ok(parsed) = catch_unwind(AssertUnwindSafe(parse)) else {
        let message = format!("This page could not be read as {} and is shown as it is written.", name_of(page.markup));
        return Err(("page", message));
    };
    parsed.map_err(|TooTangled| {
        let message = "The HTML on this page is too tangled; the page is shown as it is written.";
        ("nesting", message.to_owned())
    })
}

/// As much of a page's text, without listings and code, as tells its language.
fn prose_of(tree: &Html) -> String {
    let mut text = String::new();
    let mut next = vec![*tree.root_element()];
    // No character has more than four bytes.
    while text.len() < 4 * language::SAMPLE
        && let Some(node) = next.pop()
    {
        match node.value() {
            Node::Text(run) => text.push_str(run),
            Node::Element(element) if matches!(element.name(), "pre" | "code" | "kbd") => text.push(' '),
            Node::Element(element) if dom::is_dropped(element.name()) => {}
            _ => {
                let before = next.len();
                next.extend(node.children());
                next[before..].reverse();
            }
        }
    }
    text
}

/// The heading a page opens with, when it only says the title again.
fn repeated_title(tree: &Html, title: &str) -> Option<ego_tree::NodeId> {
    let heading = opening_heading(tree)?;
    (bare(&text_of(heading)) == bare(title)).then(|| heading.id())
}

fn bare(text: &str) -> String {
    let bare: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if bare.is_empty() { text.trim().to_owned() } else { bare }
}

/// GitHub shows a page's name; a document called `README` says nothing, so its first
/// heading speaks for it.
fn title_of(page: &Page, parsed: &Parsed, tree: &Html) -> String {
    let cleaned = |text: &str| printable(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let own = parsed.title.as_deref().map(cleaned).filter(|title| !title.is_empty());
    let generic = matches!(page.name.to_lowercase().as_str(), "readme" | "index");
    let heading = || opening_heading(tree).map(|heading| cleaned(&text_of(heading))).filter(|title| !title.is_empty());
    let name = cleaned(&page.title);
    let name = if name.is_empty() { page.name.clone() } else { name };
    own.or_else(|| generic.then(heading).flatten()).unwrap_or(name)
}

fn name_of(markup: Markup) -> &'static str {
    match markup {
        Markup::Markdown => "Markdown",
        Markup::AsciiDoc => "AsciiDoc",
        Markup::ReStructuredText => "reStructuredText",
        Markup::MediaWiki => "MediaWiki",
        Markup::Textile => "Textile",
        Markup::Org => "Org mode",
        Markup::Creole => "Creole",
        Markup::RDoc => "RDoc",
        Markup::Pod => "POD",
        Markup::PlainText => "plain text",
    }
}
