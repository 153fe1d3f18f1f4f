//! Sources: pages as they were written, and where each of their links leads, for the
//! Markdown archive.

use std::ops::Range;

use relieur_domain::wiki::pages::Markup;

use super::Frame;
use super::links::{From, Lead};
use super::markdown::Form;
use super::names::{Wiki, folder_of};
use super::page::ParsedPage;
use super::pictures::Pictures;
use super::wikilinks::Kind;

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

/// Takes the bytes out of the pages and settles their links.
pub(crate) fn collect(
    wiki: &Wiki<'_>,
    parsed: &mut [ParsedPage],
    frames: Vec<Frame>,
    chapters: &[usize],
    pictures: &Pictures<'_>,
) -> Vec<PageSource> {
    let mut sources = Vec::with_capacity(parsed.len() + frames.len());
    for (number, (page, parsed)) in wiki.index.pages().iter().zip(parsed).enumerate() {
        let from = From { folder: folder_of(&page.path), page: Some(number) };
        let links = if page.markup == Markup::Markdown { links_of(wiki, parsed, from, pictures) } else { Vec::new() };
        let bytes = std::mem::take(&mut parsed.bytes);
        sources.push(PageSource { path: page.path.clone(), chapter: Some(chapters[number]), bytes, links });
    }
    for frame in frames {
        let from = From { folder: folder_of(&frame.path), page: None };
        let links = links_of(wiki, &frame.page, from, pictures);
        sources.push(PageSource { path: frame.path, chapter: None, bytes: frame.page.bytes, links });
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn links_of(wiki: &Wiki<'_>, page: &ParsedPage, from: From<'_>, pictures: &Pictures<'_>) -> Vec<Link> {
    let Some(offset) = page.offset else { return Vec::new() };
    let mut links = Vec::new();
    for address in &page.parsed.addresses {
        let span = address.span.start + offset..address.span.end + offset;
        let (lead, writing) = match address.form {
            Form::Destination => (wiki.settle(from, &address.target), Writing::Destination),
            Form::Attribute(quote) => (wiki.settle(from, &address.target), Writing::Attribute(quote)),
            Form::Wiki(number) => {
                let Some(link) = page.parsed.wiki.links.get(number) else { continue };
                match link.kind {
                    Kind::Link => {
                        let settled = wiki.settle_wiki(from, link);
                        let text = if settled.reversed { link.target() } else { link.text() };
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
                Some(picture) if pictures.take(picture).is_some() => Goal::Brought(url),
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
