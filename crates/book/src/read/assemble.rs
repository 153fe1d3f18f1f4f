//! Assembly: chapters become a book, and the book is checked.

use std::collections::{BTreeMap, HashSet};

use relieur_domain::ExportOptions;
use relieur_domain::report::{ImageReport, LinkReport, Warning};
use relieur_domain::wiki::WikiRef;

use super::language::Found;
use super::names::Wiki;
use super::order::Order;
use super::pictures::Pictures;
use super::settle::Settled;
use super::sources::PageSource;
use super::tidy::printable;
use super::{Leaf, Reading};
use crate::model::{Block, Book, BookImage, Chapter, Inline, PlaceId, Revision, Target};
use crate::visit::{blocks_mut, inlines_mut};

/// What a book is made of.
pub(crate) struct Parts<'a> {
    pub wiki: &'a Wiki<'a>,
    pub order: Order,
    /// By page; none where a page could not be settled.
    pub leaves: Vec<Option<Leaf>>,
    /// Side bars and footers.
    pub frames: Vec<PageSource>,
    pub pictures: &'a Pictures<'a>,
    pub language: &'a str,
    pub options: &'a ExportOptions,
}

/// What has to be known of a page to put it together with others: found on all cores,
/// while the page is at hand, for a large book takes long to look through.
#[derive(Debug, Default)]
pub(crate) struct Traits {
    has_images: bool,
    /// The places in it.
    places: HashSet<PlaceId>,
    /// The places its links lead to, each in its chapter.
    wanted: Vec<(usize, PlaceId)>,
}

impl Traits {
    /// Of a page that is settled.
    pub(crate) fn of(page: &mut Settled) -> Self {
        let mut traits = Self::default();
        for blocks in std::iter::once(&mut page.blocks).chain(&mut page.footnotes) {
            blocks_mut(blocks, &mut |block| {
                if let Block::Heading { id, .. } | Block::Anchor(id) = block {
                    traits.places.insert(id.clone());
                }
            });
            inlines_mut(blocks, &mut |inline| match inline {
                Inline::Anchor(id) => {
                    traits.places.insert(id.clone());
                }
                Inline::Image(_) => traits.has_images = true,
                Inline::Link { target: Target::Place { chapter, place: Some(place) }, .. } => {
                    traits.wanted.push((*chapter, place.clone()));
                }
                _ => {}
            });
        }
        traits
    }
}

/// Puts the chapters together.
pub(crate) fn assemble(parts: Parts<'_>) -> Reading {
    let Parts { wiki, order, mut leaves, frames: mut sources, pictures, language, options } = parts;
    let mut links = LinkReport::default();
    let mut images = ImageReport::default();
    let mut warnings = wiki.snapshot.warnings.clone();
    let mut chapters = Vec::with_capacity(leaves.len());
    let mut traits = Vec::with_capacity(leaves.len());
    for (number, page) in order.pages.iter().enumerate() {
        let leaf = leaves.get_mut(*page).and_then(Option::take).unwrap_or_else(|| lost(wiki, *page, number));
        let Leaf { settled, source, title, language: own, right_to_left, traits: of_page, warnings: said } = leaf;
        traits.push(of_page);
        links.internal += settled.internal;
        links.external += settled.external;
        links.broken.extend(settled.broken);
        images.missing.extend(settled.missing);
        warnings.extend(said);
        warnings.extend(duplicate(wiki, *page));
        warnings.extend(settled.warnings);
        sources.push(source);
        // A page of a few lines speaks the book's language until it is sure of another.
        // One that was asked for says more than can be found: `pt-BR` is `pt`, too.
        let own = own_language(own.as_ref(), language);
        chapters.push(Chapter {
            id: PlaceId(format!("c{}", number + 1)),
            path: wiki.index.pages()[*page].path.clone(),
            title,
            revision: revision(wiki, *page),
            language: own.map(str::to_owned),
            right_to_left,
            blocks: settled.blocks,
            footnotes: settled.footnotes,
        });
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    let mut book_images = number_images(&mut chapters, &traits, pictures);
    images.embedded = book_images.len() as u64;
    let avatar = pictures.avatar().map(|avatar| {
        book_images.push(avatar);
        book_images.len() - 1
    });
    mend_places(&mut chapters, &traits);
    let snapshot = wiki.snapshot;
    let facts = snapshot.repository.as_ref();
    let book = Book {
        title: options.title.as_ref().map_or_else(|| snapshot.wiki.title(), ToString::to_string),
        author: options.author.as_ref().map(ToString::to_string).or_else(|| match &snapshot.wiki {
            WikiRef::GitHub(repository) => {
                facts.and_then(|facts| said(facts.owner_name.as_deref()?)).or_else(|| Some(repository.owner.clone()))
            }
            WikiRef::Git { .. } | WikiRef::Folder { .. } => None,
        }),
        description: facts.and_then(|facts| facts.description.as_deref()).and_then(said),
        avatar,
        contributors: snapshot.contributors.iter().filter_map(|contributor| said(&contributor.name)).collect(),
        source: match &snapshot.wiki {
            WikiRef::GitHub(_) | WikiRef::Git { .. } => Some(snapshot.wiki.to_string()),
            WikiRef::Folder { .. } => None,
        },
        identifier: match &snapshot.wiki {
            // A folder's place on this machine is nobody else's business.
            WikiRef::Folder { .. } => snapshot.wiki.file_stem(),
            WikiRef::GitHub(_) | WikiRef::Git { .. } => snapshot.wiki.to_string(),
        },
        commit: snapshot.commit.clone(),
        date: snapshot.committed_at,
        language: language.to_owned(),
        contents: order.contents,
        chapters,
        images: book_images,
    };
    Reading {
        pages: book.chapters.len() as u64,
        book,
        links,
        images,
        warnings,
        sources,
        brought: pictures.sound_brought(),
    }
}

/// The language of a page, where it is not the book's.
pub(crate) fn own_language(found: Option<&Found>, language: &str) -> Option<&'static str> {
    found.map(|found| found.tag).filter(|tag| primary(tag) != primary(language))
}

/// The language itself, without script and region.
fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// A line somebody else wrote: nothing that cannot be printed, not endless.
fn said(text: &str) -> Option<String> {
    const LONGEST: usize = 300;
    let text = printable(text).split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then(|| text.chars().take(LONGEST).collect())
}

/// A page that could not be settled.
fn lost(wiki: &Wiki<'_>, page: usize, chapter: usize) -> Leaf {
    let page = &wiki.index.pages()[page];
    let message = "This page could not be laid out.";
    Leaf {
        settled: Settled::default(),
        source: PageSource {
            path: page.path.clone(),
            chapter: Some(chapter),
            bytes: Vec::new(),
            links: Vec::new(),
            places: BTreeMap::new(),
        },
        title: page.title.clone(),
        language: None,
        right_to_left: false,
        traits: Traits::default(),
        warnings: vec![Warning::new(page.path.as_str(), "page", message)],
    }
}

fn duplicate(wiki: &Wiki<'_>, number: usize) -> Option<Warning> {
    let page = &wiki.index.pages()[number];
    if !page.shadowed {
        return None;
    }
    let first = wiki.by_name(&page.name).map_or("another page", |first| wiki.index.pages()[first].path.as_str());
    let message = format!("{first} has the same name; links by that name lead there, as on GitHub.");
    Some(Warning::new(page.path.as_str(), "duplicate_page", message))
}

fn revision(wiki: &Wiki<'_>, page: usize) -> Option<Revision> {
    let file = wiki.file(&wiki.index.pages()[page].path)?;
    file.history.as_ref().map(|history| Revision {
        date: history.modified_at,
        authors: history.authors.iter().filter_map(|author| said(author)).collect(),
    })
}

/// Images were numbered by their files; now they are by their first use.
fn number_images(chapters: &mut [Chapter], traits: &[Traits], pictures: &Pictures<'_>) -> Vec<BookImage> {
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut images = Vec::new();
    let mut number = |inline: &mut Inline| {
        let Inline::Image(image) = inline else { return };
        let file = image.image;
        let known = numbers.get(&file).copied().or_else(|| {
            let prepared = pictures.take(file)?;
            images.push(BookImage {
                path: pictures.source(file).to_owned(),
                format: prepared.format,
                width: prepared.width.max(1),
                height: prepared.height.max(1),
                bytes: prepared.bytes,
            });
            numbers.insert(file, images.len() - 1);
            Some(images.len() - 1)
        });
        match known {
            Some(number) => image.image = number,
            None => *inline = Inline::Text(std::mem::take(&mut image.alt)),
        }
    };
    for (chapter, _) in chapters.iter_mut().zip(traits).filter(|(_, traits)| traits.has_images) {
        for_each_part(chapter, &mut |blocks| inlines_mut(blocks, &mut number));
    }
    images
}

/// A link may lead only to a place that exists, and a place may exist only once: an
/// anchor on something the books leave out leads to the chapter's beginning.
fn mend_places(chapters: &mut [Chapter], traits: &[Traits]) {
    let is_there =
        |chapter: usize, place: &PlaceId| traits.get(chapter).is_some_and(|there| there.places.contains(place));
    let is_lost = |traits: &&Traits| !traits.wanted.iter().all(|(chapter, place)| is_there(*chapter, place));
    for (chapter, _) in chapters.iter_mut().zip(traits).filter(|(_, traits)| is_lost(traits)) {
        for_each_part(chapter, &mut |blocks| {
            inlines_mut(blocks, &mut |inline| {
                let Inline::Link { target: Target::Place { chapter, place }, .. } = inline else { return };
                if place.as_ref().is_some_and(|id| !is_there(*chapter, id)) {
                    *place = None;
                }
            });
        });
    }
}

fn for_each_part(chapter: &mut Chapter, each: &mut dyn FnMut(&mut Vec<Block>)) {
    each(&mut chapter.blocks);
    chapter.footnotes.iter_mut().for_each(each);
}
