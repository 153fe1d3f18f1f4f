//! Sources: pages as they were written, and where each of their links leads, for the
//! Markdown archive.

use std::collections::BTreeMap;
use std::ops::Range;

use relieur_domain::wiki::pages::Markup;

use super::Frame;
use super::links::{From, Lead};
use super::markdown::{Form, Parsed};
use super::names::folder_of;
use super::settle::{Known, place_id};
use super::wikilinks::Kind;
use crate::model::PlaceId;

/// A page, side bar or footer as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSource {
    /// Its path in the wiki.
    pub path: String,
    /// The chapter made of it; none for a side bar or footer.
    pub chapter: Option<usize>,
    /// The file, byte for byte.
    pub bytes: Vec<u8>,
    /// The links in it that lead somewhere, in order, none within another.
    pub links: Vec<Link>,
    /// For each place of the page that links can lead to, its fragment on GitHub. Empty
    /// for side bars and footers, and in a wiki that is in Markdown throughout.
    pub places: BTreeMap<PlaceId, String>,
}

/// A link in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The bytes that say where it leads.
    pub span: Range<usize>,
    /// How they are written.
    pub writing: Writing,
    /// Where it leads.
    pub goal: Goal,
}

/// How a link is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Writing {
    /// A Markdown destination, angle brackets included.
    Destination,
    /// The value of an HTML attribute, within these quotes.
    Attribute(Option<u8>),
    /// A wiki link, brackets included.
    WikiLink {
        /// What it says.
        text: String,
    },
    /// A wiki image, brackets included.
    WikiImage {
        /// What it shows.
        alt: String,
        /// Other options: `width`, `height`, `align`.
        options: Vec<(String, String)>,
    },
}

/// Where a link in a source leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// To a page.
    Page {
        /// Its path in the wiki.
        path: String,
        /// The fragment of a place in it.
        fragment: Option<String>,
    },
    /// To an attachment, by its path in the wiki.
    File(String),
    /// To an image that was brought from another server, by its address there.
    Brought(String),
    /// Out of the wiki.
    Url(String),
}

/// A page as it was written, its links settled.
pub(crate) fn of_page(
    number: usize,
    bytes: Vec<u8>,
    offset: Option<usize>,
    parsed: &Parsed,
    known: Known<'_>,
) -> PageSource {
    let page = &known.wiki.index.pages()[number];
    let from = From { folder: folder_of(&page.path), page: Some(number) };
    let links = match offset {
        Some(offset) if page.markup == Markup::Markdown => links_of(parsed, offset, from, known),
        Some(_) | None => Vec::new(),
    };
    let chapter = known.chapters[number];
    let fragments = known.wiki.anchors[number].fragments().iter().enumerate();
    let places = if known.wiki.is_all_markdown() {
        BTreeMap::new()
    } else {
        fragments.map(|(place, fragment)| (place_id(chapter, place), fragment.clone())).collect()
    };
    PageSource { path: page.path.clone(), chapter: Some(chapter), bytes, links, places }
}

/// A side bar or footer as it was written, its links settled.
pub(crate) fn of_frame(frame: Frame, known: Known<'_>) -> PageSource {
    let from = From { folder: folder_of(&frame.path), page: None };
    let links = frame.offset.map_or_else(Vec::new, |offset| links_of(&frame.parsed, offset, from, known));
    PageSource { path: frame.path, chapter: None, bytes: frame.bytes, links, places: BTreeMap::new() }
}

fn links_of(parsed: &Parsed, offset: usize, from: From<'_>, known: Known<'_>) -> Vec<Link> {
    let Known { wiki, pictures, .. } = known;
    let mut links = Vec::new();
    for address in &parsed.addresses {
        let span = address.span.start + offset..address.span.end + offset;
        let (lead, writing) = match address.form {
            Form::Destination => (wiki.settle(from, &address.target), Writing::Destination),
            Form::Attribute(quote) => (wiki.settle(from, &address.target), Writing::Attribute(quote)),
            Form::Wiki(number) => {
                let Some(link) = parsed.wiki.links.get(number) else { continue };
                match link.kind {
                    Kind::Link => {
                        let settled = wiki.settle_wiki(from, link);
                        let text =
                            if settled.reversed && !link.target().is_empty() { link.target() } else { link.text() };
                        (settled.lead, Writing::WikiLink { text: text.to_owned() })
                    }
                    Kind::Image => {
                        let options = ["width", "height", "align"]
                            .iter()
                            .filter_map(|name| link.option(name).map(|value| ((*name).to_owned(), value.to_owned())));
                        let writing = Writing::WikiImage {
                            alt: link.option("alt").unwrap_or_default().to_owned(),
                            options: options.collect(),
                        };
                        (wiki.settle(from, link.target()), writing)
                    }
                    Kind::Literal | Kind::Instruction => continue,
                }
            }
        };
        // A place on the same page works as it is written.
        if address.target.starts_with('#') && !matches!(address.form, Form::Wiki(_)) {
            continue;
        }
        let goal = match lead {
            Lead::Page { page, spot, .. } => Goal::Page {
                path: wiki.index.pages()[page].path.clone(),
                fragment: wiki.anchors[page].fragment(spot).map(str::to_owned),
            },
            Lead::File(file) => Goal::File(wiki.snapshot.files[file].path.clone()),
            Lead::Url(url) => match pictures.elsewhere(&url) {
                Some(picture) if pictures.check(picture).is_ok() => Goal::Brought(url),
                Some(_) | None => Goal::Url(url),
            },
            Lead::Text | Lead::Broken => continue,
        };
        // An absolute address that stays one is not touched.
        if matches!(goal, Goal::Url(_)) && !matches!(writing, Writing::WikiLink { .. } | Writing::WikiImage { .. }) {
            let relative = !address.target.contains("://") && !address.target.starts_with("mailto:");
            if !relative {
                continue;
            }
        }
        links.push(Link { span, writing, goal });
    }
    links
}
