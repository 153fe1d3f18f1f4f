//! Assembly: chapters become a book, and the book is checked.

use std::collections::{BTreeMap, HashMap, HashSet};

use relieur_domain::report::{ImageReport, LinkReport, Warning};
use relieur_domain::wiki::WikiRef;

use super::names::Wiki;
use super::order::Order;
use super::page::{ParsedPage, prose_of};
use super::pictures::Pictures;
use super::sources::PageSource;
use super::tidy::printable;
use super::visit::{blocks_mut, inlines_mut};
use super::walker::Walked;
use super::{Reading, dom};
use crate::model::{Block, Book, BookImage, Chapter, Inline, PlaceId, Revision, Target};

/// What a book is made of.
pub(crate) struct Parts<'a> {
    pub wiki: &'a Wiki<'a>,
    pub order: Order,
    /// By chapter; none where the walk failed.
    pub walked: Vec<Option<Walked>>,
    /// By page.
    pub parsed: Vec<ParsedPage>,
    pub pictures: &'a Pictures<'a>,
    pub language: &'static str,
    pub sources: Vec<PageSource>,
}

/// Puts the chapters together.
pub(crate) fn assemble(parts: Parts<'_>) -> Reading {
    let Parts { wiki, order, walked, parsed, pictures, language, sources } = parts;
    let mut links = LinkReport::default();
    let mut images = ImageReport::default();
    let mut warnings = wiki.snapshot.warnings.clone();
    let mut chapters = Vec::with_capacity(walked.len());
    for (number, (page, walked)) in order.pages.iter().zip(walked).enumerate() {
        let walked = walked.unwrap_or_else(|| failed(&parsed[*page], wiki, *page));
        links.internal += walked.internal;
        links.external += walked.external;
        links.broken.extend(walked.broken);
        images.missing.extend(walked.missing);
        warnings.extend(parsed[*page].warnings.iter().cloned());
        warnings.extend(duplicate(wiki, *page));
        warnings.extend(walked.warnings);
        chapters.push(chapter(number, *page, wiki, &parsed[*page], language, walked.blocks, walked.footnotes));
    }
    let mut book_images = number_images(&mut chapters, pictures);
    images.embedded = book_images.len() as u64;
    let avatar = pictures.avatar().map(|avatar| {
        book_images.push(avatar);
        book_images.len() - 1
    });
    mend_places(&mut chapters);
    let snapshot = wiki.snapshot;
    let facts = snapshot.repository.as_ref();
    let book = Book {
        title: snapshot.wiki.title(),
        author: match &snapshot.wiki {
            WikiRef::GitHub(repository) => {
                facts.and_then(|facts| said(facts.owner_name.as_deref()?)).or_else(|| Some(repository.owner.clone()))
            }
            WikiRef::Git { .. } | WikiRef::Folder { .. } => None,
        },
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

/// A line somebody else wrote: nothing that cannot be printed, not endless.
fn said(text: &str) -> Option<String> {
    const LONGEST: usize = 300;
    let text = printable(text).split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then(|| text.chars().take(LONGEST).collect())
}

/// A page whose walk failed: its text, as written.
fn failed(page: &ParsedPage, wiki: &Wiki<'_>, number: usize) -> Walked {
    let path = &wiki.index.pages()[number].path;
    let message = "This page could not be laid out; only its text is shown.";
    let text = dom::parse(&page.parsed.html).map(|tree| printable(&prose_of(&tree))).unwrap_or_default();
    Walked {
        blocks: if text.trim().is_empty() {
            Vec::new()
        } else {
            vec![Block::Code { language: None, text: text + "\n" }]
        },
        warnings: vec![Warning::new(path.as_str(), "page", message)],
        ..Walked::default()
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

fn chapter(
    number: usize,
    page: usize,
    wiki: &Wiki<'_>,
    parsed: &ParsedPage,
    book_language: &str,
    mut blocks: Vec<Block>,
    footnotes: Vec<Vec<Block>>,
) -> Chapter {
    level_headings(&mut blocks);
    // A page of a few lines speaks the book's language until it is sure of another.
    let path = &wiki.index.pages()[page].path;
    let history = wiki.file(path).and_then(|file| file.history.as_ref());
    let own = parsed.language.as_ref().map(|found| found.tag).filter(|tag| *tag != book_language);
    Chapter {
        id: PlaceId(format!("c{}", number + 1)),
        path: path.clone(),
        title: parsed.title.clone(),
        revision: history.map(|history| Revision {
            date: history.modified_at,
            authors: history.authors.iter().filter_map(|author| said(author)).collect(),
        }),
        language: own.map(str::to_owned),
        right_to_left: parsed.right_to_left,
        blocks,
        footnotes,
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

/// Images were numbered by their files; now they are by their first use.
fn number_images(chapters: &mut [Chapter], pictures: &Pictures<'_>) -> Vec<BookImage> {
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
    for chapter in chapters {
        inlines_mut(&mut chapter.blocks, &mut number);
        chapter.footnotes.iter_mut().for_each(|note| inlines_mut(note, &mut number));
    }
    images
}

/// A link may lead only to a place that exists, and a place may exist only once: an
/// anchor on something the books leave out leads to the chapter's beginning.
fn mend_places(chapters: &mut [Chapter]) {
    let mut there: Vec<HashSet<PlaceId>> = Vec::with_capacity(chapters.len());
    for chapter in chapters.iter_mut() {
        let mut seen = HashSet::new();
        for_each_part(chapter, &mut |blocks| {
            blocks_mut(blocks, &mut |block| {
                if let Block::Heading { id, .. } | Block::Anchor(id) = block {
                    seen.insert(id.clone());
                }
            });
            inlines_mut(blocks, &mut |inline| {
                if let Inline::Anchor(id) = inline {
                    seen.insert(id.clone());
                }
            });
        });
        there.push(seen);
    }
    let known: HashMap<usize, &HashSet<PlaceId>> = there.iter().enumerate().collect();
    for chapter in chapters {
        for_each_part(chapter, &mut |blocks| {
            inlines_mut(blocks, &mut |inline| {
                let Inline::Link { target: Target::Place { chapter, place }, .. } = inline else { return };
                let exists = place.as_ref().is_none_or(|id| known.get(chapter).is_some_and(|ids| ids.contains(id)));
                if !exists {
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
