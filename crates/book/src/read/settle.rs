//! Settling: a walked page, when the whole wiki is known. Links get their targets,
//! images their files, places their chapter; what leads nowhere becomes text and a
//! line in the report.

use relieur_domain::report::{BrokenLink, MissingImage, Warning};
use url::Url;

use super::anchors::Spot;
use super::links::{From, Lead};
use super::names::Wiki;
use super::pictures::Pictures;
use super::tidy::{is_visible, printable, push_text, tidy};
use super::walker::{Reference, Walked, place_name};
use super::wikilinks::Extracted;
use crate::model::{Block, ImageUse, Inline, PlaceId, Target};
use crate::visit::{blocks_mut, lines_mut};

/// What all pages are settled by.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    /// The whole wiki.
    pub wiki: &'a Wiki<'a>,
    /// Its images.
    pub pictures: &'a Pictures<'a>,
    /// For each page, its chapter.
    pub chapters: &'a [usize],
    /// Images that are on the web are linked to instead of shown.
    pub links_images: bool,
}

/// A page with nothing left open. Until the book is put together, images are numbered
/// as [`Pictures`] numbers them.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// What it says.
    pub blocks: Vec<Block>,
    /// Its footnotes.
    pub footnotes: Vec<Vec<Block>>,
    /// Links into the book.
    pub internal: u64,
    /// Links out of it.
    pub external: u64,
    /// Links to nowhere.
    pub broken: Vec<BrokenLink>,
    /// Images that are not there.
    pub missing: Vec<MissingImage>,
    /// What a reader may want to know.
    pub warnings: Vec<Warning>,
}

/// Settles page `number`, whose wiki links are `wiki_links`.
pub(crate) fn settle(
    number: usize,
    from: From<'_>,
    walked: Walked,
    wiki_links: &Extracted,
    known: Known<'_>,
) -> Settled {
    let Walked { mut blocks, mut footnotes, links, images, warnings } = walked;
    let path = &known.wiki.index.pages()[number].path;
    let found = Settled { warnings, ..Settled::default() };
    let mut settler =
        Settler { known, path, from, wiki_links, links, images, prefix: prefix(known.chapters[number]), found };
    settler.blocks(&mut blocks);
    level_headings(&mut blocks);
    for note in &mut footnotes {
        settler.blocks(note);
    }
    Settled { blocks, footnotes, ..settler.found }
}

fn prefix(chapter: usize) -> String {
    format!("c{}-", chapter + 1)
}

/// The id of a place in the book.
pub(crate) fn place_id(chapter: usize, number: usize) -> PlaceId {
    PlaceId(prefix(chapter) + &place_name(number))
}

struct Settler<'a> {
    known: Known<'a>,
    path: &'a str,
    from: From<'a>,
    wiki_links: &'a Extracted,
    links: Vec<Reference>,
    images: Vec<String>,
    /// What ids in this chapter begin with.
    prefix: String,
    found: Settled,
}

impl Settler<'_> {
    fn blocks(&mut self, blocks: &mut [Block]) {
        blocks_mut(blocks, &mut |block| {
            if let Block::Heading { id, .. } | Block::Anchor(id) = block {
                id.0.insert_str(0, &self.prefix);
            }
        });
        lines_mut(blocks, &mut |line| self.line(line, false));
    }

    fn line(&mut self, line: &mut Vec<Inline>, in_link: bool) {
        let mut dissolved = false;
        for inline in line.iter_mut() {
            match inline {
                Inline::Anchor(id) => id.0.insert_str(0, &self.prefix),
                Inline::Image(image) => {
                    if let Some(instead) = self.image(image, in_link) {
                        dissolved |= matches!(instead, Inline::Text(_));
                        *inline = instead;
                    }
                }
                Inline::Link { target, content } => {
                    self.line(content, true);
                    *target = self.link(target, content).unwrap_or_else(|| {
                        dissolved = true;
                        NOWHERE
                    });
                }
                other => {
                    if let Some(inner) = other.content_mut() {
                        self.line(inner, in_link);
                    }
                }
            }
        }
        if dissolved {
            *line = joined(std::mem::take(line));
        }
    }

    /// The target of a link, if it leads anywhere.
    fn link(&mut self, walked: &Target, content: &mut Vec<Inline>) -> Option<Target> {
        let Target::Place { chapter: number, .. } = walked else { return None };
        let reference = self.links.get_mut(*number).map(|link| std::mem::replace(link, Reference::Wiki(usize::MAX)))?;
        let (lead, written) = match &reference {
            Reference::Address(address) => (self.known.wiki.settle(self.from, address), address.as_str()),
            Reference::Wiki(number) => {
                let link = self.wiki_links.links.get(*number)?;
                let settled = self.known.wiki.settle_wiki(self.from, link);
                if settled.reversed {
                    let text = tidy(vec![Inline::Text(link.target().to_owned())]);
                    // `[[Page|]]` says nothing but the page.
                    if is_visible(&text) {
                        *content = text;
                    }
                    let raw = shortened(&link.raw);
                    let message = format!("{raw} has its page and its text in the wrong order; the link was mended.");
                    self.found.warnings.push(Warning::new(self.path, "link_order", message));
                }
                (settled.lead, link.target())
            }
        };
        self.target(lead, written)
    }

    /// Counts a link and gives its target, if it has one.
    fn target(&mut self, lead: Lead, written: &str) -> Option<Target> {
        match lead {
            Lead::Page { page, spot, lost } => {
                if lost {
                    self.broken(written);
                } else {
                    self.found.internal += 1;
                }
                let chapter = self.known.chapters[page];
                let place = match spot {
                    Spot::Start => None,
                    Spot::Anchor(number) => Some(place_id(chapter, number)),
                };
                Some(Target::Place { chapter, place })
            }
            Lead::File(file) => {
                let snapshot = self.known.wiki.snapshot;
                let url = snapshot.wiki.web_url().and_then(|base| file_url(&base, &snapshot.files[file].path));
                self.found.external += u64::from(url.is_some());
                url.map(Target::Url)
            }
            Lead::Url(url) => {
                self.found.external += 1;
                Some(Target::Url(url))
            }
            Lead::Text => None,
            Lead::Broken => {
                self.broken(written);
                None
            }
        }
    }

    fn broken(&mut self, written: &str) {
        self.found.broken.push(BrokenLink { page: self.path.to_owned(), target: shortened(written) });
    }

    /// Gives an image its picture; where there is none, what stands in its place.
    fn image(&mut self, image: &mut ImageUse, in_link: bool) -> Option<Inline> {
        let written = self.images.get_mut(image.image).map(std::mem::take).unwrap_or_default();
        let pictures = self.known.pictures;
        let lead = self.known.wiki.settle(self.from, &written);
        if let Some(url) = self.linked_image(&lead) {
            self.found.external += 1;
            return Some(instead_of(image, &written, Some(url), in_link));
        }
        let mut address = None;
        let reason = match lead {
            Lead::File(file) => match pictures.check(file) {
                Ok(()) => {
                    image.image = file;
                    return None;
                }
                Err(reason) => reason,
            },
            Lead::Url(url) => match pictures.elsewhere(&url).map(|picture| (picture, pictures.check(picture))) {
                Some((picture, Ok(()))) => {
                    image.image = picture;
                    return None;
                }
                Some((_, Err(reason))) => {
                    address = Some(url);
                    reason
                }
                None => {
                    address = Some(url);
                    "it is kept on another server and was not fetched".into()
                }
            },
            Lead::Page { .. } => "it is a page and no image".into(),
            Lead::Text => "addresses of this kind are not read".into(),
            Lead::Broken => "there is no such file in the wiki".into(),
        };
        self.found.missing.push(MissingImage { page: self.path.to_owned(), url: shortened(&written), reason });
        let text = Inline::Text(std::mem::take(&mut image.alt));
        Some(linked(text, address, in_link))
    }

    /// The address of an image that is to be linked to, if it has one.
    fn linked_image(&self, lead: &Lead) -> Option<String> {
        match lead {
            Lead::Url(url) if self.known.links_images => Some(url.clone()),
            Lead::File(file) if self.known.links_images => {
                let snapshot = self.known.wiki.snapshot;
                file_url(&snapshot.wiki.web_url()?, &snapshot.files[*file].path)
            }
            _ => None,
        }
    }
}

/// The words that stand for an image: its description, or else its file's name, so that
/// there is something to click on.
fn instead_of(image: &mut ImageUse, written: &str, address: Option<String>, in_link: bool) -> Inline {
    let alt = std::mem::take(&mut image.alt);
    let name = || written.split(['?', '#']).next().unwrap_or(written).rsplit('/').next().unwrap_or(written).to_owned();
    let words = if alt.trim().is_empty() { printable(&name()) } else { alt };
    linked(Inline::Text(words), address, in_link)
}

/// Text that leads somewhere, unless it stands in a link already.
fn linked(text: Inline, address: Option<String>, in_link: bool) -> Inline {
    match address.filter(|_| !in_link) {
        Some(url) => Inline::Link { target: Target::Url(url), content: vec![text] },
        None => text,
    }
}

/// Headings below the chapter's title: from level 2, none skipped, at most 6. Equal
/// ones stay equal, deeper ones deeper.
fn level_headings(blocks: &mut [Block]) {
    let mut open: Vec<(u8, u8)> = Vec::new();
    blocks_mut(blocks, &mut |block| {
        let Block::Heading { level, .. } = block else { return };
        while open.last().is_some_and(|(written, _)| *written >= *level) {
            open.pop();
        }
        let settled = open.last().map_or(2, |(_, settled)| (settled + 1).min(6));
        open.push((*level, settled));
        *level = settled;
    });
}

/// The target of a link that is to become text.
const NOWHERE: Target = Target::Place { chapter: usize::MAX, place: None };

/// The line without links that are none, text next to text made one.
fn joined(line: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::with_capacity(line.len() + 4);
    for inline in line {
        match inline {
            Inline::Text(text) => push_text(text, &mut out),
            Inline::Link { target: NOWHERE, content } => {
                for inner in content {
                    match inner {
                        Inline::Text(text) => push_text(text, &mut out),
                        other => out.push(other),
                    }
                }
            }
            other => out.push(other),
        }
    }
    out
}

fn file_url(base: &str, path: &str) -> Option<String> {
    let mut url = Url::parse(base).ok()?;
    url.path_segments_mut().ok()?.extend(path.split('/'));
    Some(url.into())
}

const LONGEST_REPORTED: usize = 300;

/// An address for the report: no control characters, not endless.
fn shortened(address: &str) -> String {
    let mut short: String = printable(address).chars().take(LONGEST_REPORTED).collect();
    if short.len() < address.len() && address.chars().nth(LONGEST_REPORTED).is_some() {
        short.push('…');
    }
    short
}
