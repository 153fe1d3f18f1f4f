//! Reading: a snapshot becomes a [`Book`], everything in it settled.
//!
//! Each page goes through the same stages, on all cores: bytes to text (`source`),
//! wiki links taken out (`wikilinks`), Markdown to HTML (`markdown`), HTML to a tree
//! (`dom`). Then the wiki is known as a whole (`names`, `anchors`, `sidebar`, `order`),
//! and each tree is walked into blocks (`walker`) with every link (`links`) and image
//! (`pictures`) settled. `assemble` puts the chapters together and checks the book.

mod anchors;
mod assemble;
mod destinations;
mod dom;
mod illustrations;
mod language;
mod links;
mod markdown;
mod markups;
mod names;
mod order;
mod page;
mod parallel;
mod pictures;
mod rawhtml;
#[cfg(any(test, feature = "samples"))]
pub mod sample;
mod sidebar;
mod slug;
mod source;
mod sources;
#[cfg(test)]
mod tests;
mod tidy;
mod visit;
mod walker;
mod wikilinks;

use std::fs;
use std::path::Path;

use relieur_application::ports::FetchedImage;
use relieur_domain::report::{ImageReport, LinkReport, Warning};
use relieur_domain::wiki::WikiSnapshot;
use relieur_domain::wiki::pages::{Role, role_of};

use self::links::From;
use self::names::{Wiki, folder_of};
use self::page::ParsedPage;
use self::pictures::Pictures;
pub use self::pictures::{BROUGHT_FOLDER, Brought};
pub use self::sources::{Goal, Link, PageSource, Writing};
use self::walker::{PageContext, Walked};
use crate::model::Book;

/// A wiki as read.
#[derive(Debug)]
pub struct Reading {
    /// What is to be bound.
    pub book: Book,
    /// How many wiki pages it has.
    pub pages: u64,
    /// What became of the links.
    pub links: LinkReport,
    /// What became of the images.
    pub images: ImageReport,
    /// What a reader may want to know.
    pub warnings: Vec<Warning>,
    /// The pages, side bars and footers as they were written, by path, for the archive.
    pub sources: Vec<PageSource>,
    /// The images from other servers that are in the books, for the archive.
    pub brought: Vec<Brought>,
}

/// Why a wiki could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No file of it is a page.
    #[error("the wiki has no page")]
    NoPages,
    /// A file of the snapshot is gone.
    #[error("the fetched file of {path} could not be read")]
    File {
        /// Its path in the wiki.
        path: String,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
}

/// Brings images from other servers into the folder [`BROUGHT_FOLDER`] of the snapshot;
/// one answer for each address.
pub type Illustrate<'a> = &'a (dyn Fn(&[String]) -> Vec<FetchedImage> + Sync);

/// Reads the wiki in `snapshot_dir`. `illustrate` is asked once, when there are images
/// on other servers. `progress` hears how many pages are read and how many there are,
/// on this thread.
///
/// # Errors
///
/// When the wiki has no page or a file of the snapshot cannot be read. A page or image
/// that cannot be understood is a warning.
pub fn read(
    snapshot_dir: &Path,
    snapshot: &WikiSnapshot,
    illustrate: Illustrate<'_>,
    progress: &dyn Fn(u64, u64),
) -> Result<Reading, ReadError> {
    let mut wiki = Wiki::new(snapshot);
    let count = wiki.index.pages().len();
    if count == 0 {
        return Err(ReadError::NoPages);
    }
    progress(0, count as u64);
    let mut parsed = parse_all(snapshot_dir, &wiki)?;
    wiki.anchors = parsed.iter_mut().map(|page| std::mem::take(&mut page.anchors)).collect();
    let frames = parse_frames(snapshot_dir, &wiki)?;
    let language = language::of_most(parsed.iter().filter_map(|page| page.language.clone()));

    let titles: Vec<String> = parsed.iter().map(|page| page.title.clone()).collect();
    let others = order::OtherPages(if language == "fr" { "Autres pages" } else { "Other pages" });
    let order = order::order(&wiki, sidebar_of(&frames, &wiki), &titles, others);
    let mut chapters = vec![0; count];
    for (chapter, page) in order.pages.iter().enumerate() {
        chapters[*page] = chapter;
    }

    let elsewhere = illustrations::elsewhere(&wiki, &parsed);
    let brought = if elsewhere.is_empty() { Vec::new() } else { illustrate(&elsewhere) };
    let pictures = Pictures::new(snapshot_dir, snapshot, brought);
    let walked =
        parallel::map(&order.pages, |_, page| walk(*page, &parsed[*page], &wiki, &pictures, &chapters), &|done| {
            progress(done, count as u64);
        });
    let sources = sources::collect(&wiki, &mut parsed, frames, &chapters, &pictures);
    Ok(assemble::assemble(assemble::Parts {
        wiki: &wiki,
        order,
        walked,
        parsed,
        pictures: &pictures,
        language,
        sources,
    }))
}

/// For a reading with nobody to bring images: each is kept where it is, with the
/// reason.
pub fn unillustrated(urls: &[String]) -> Vec<FetchedImage> {
    let reason = "it is kept on another server and was not fetched";
    urls.iter().map(|url| FetchedImage { url: url.clone(), outcome: Err(reason.to_owned()) }).collect()
}

fn parse_all(folder: &Path, wiki: &Wiki<'_>) -> Result<Vec<ParsedPage>, ReadError> {
    let is_page = |name: &str| wiki.by_name(name).is_some();
    let parsed = parallel::map(
        wiki.index.pages(),
        |_, page| Ok(page::parse(page, file_of(folder, wiki, &page.path)?, &is_page)),
        &|_| {},
    );
    let pages = wiki.index.pages().iter();
    parsed
        .into_iter()
        .zip(pages)
        .map(|(parsed, page)| {
            // A panic beyond the parser's own guard: the page is empty, and says so.
            parsed.unwrap_or_else(|| {
                let message = "This page could not be read.";
                let warnings = vec![Warning::new(page.path.as_str(), "page", message)];
                let bytes = file_of(folder, wiki, &page.path)?;
                Ok(ParsedPage { bytes, title: page.title.clone(), warnings, ..ParsedPage::default() })
            })
        })
        .collect()
}

/// A side bar or footer: part of the archive, not of the books.
pub(crate) struct Frame {
    path: String,
    is_sidebar: bool,
    page: ParsedPage,
}

fn parse_frames(folder: &Path, wiki: &Wiki<'_>) -> Result<Vec<Frame>, ReadError> {
    let mut frames = Vec::new();
    for file in &wiki.snapshot.files {
        let (markup, is_sidebar) = match role_of(&file.path) {
            Role::Sidebar(markup) => (markup, true),
            Role::Frame(markup) => (markup, false),
            Role::Page(_) | Role::Attachment | Role::Hidden => continue,
        };
        let bytes = file_of(folder, wiki, &file.path)?;
        let source = source::decode(&bytes);
        let is_page = |name: &str| wiki.by_name(name).is_some();
        let parsed = if bytes.len() > page::MAX_PAGE_BYTES {
            markdown::Parsed::default()
        } else if let Some(parsed) = markups::parse(markup, &source.text, &is_page) {
            parsed
        } else {
            markdown::parse(&source.text, &is_page)
        };
        let page = ParsedPage { bytes, offset: source.offset, parsed, ..ParsedPage::default() };
        frames.push(Frame { path: file.path.clone(), is_sidebar, page });
    }
    Ok(frames)
}

/// The entries of the side bar nearest to the top.
fn sidebar_of(frames: &[Frame], wiki: &Wiki<'_>) -> Vec<sidebar::Entry> {
    let sidebars = frames.iter().filter(|frame| frame.is_sidebar);
    let Some(frame) = sidebars.min_by_key(|frame| (frame.path.matches('/').count(), &frame.path)) else {
        return Vec::new();
    };
    let Ok(tree) = dom::parse(&frame.page.parsed.html) else { return Vec::new() };
    let from = From { folder: folder_of(&frame.path), page: None };
    sidebar::read(&tree, &frame.page.parsed.wiki, wiki, from)
}

fn file_of(folder: &Path, wiki: &Wiki<'_>, path: &str) -> Result<Vec<u8>, ReadError> {
    let stored = wiki.file(path).map_or("", |file| file.stored.as_str());
    fs::read(folder.join(stored)).map_err(|source| ReadError::File { path: path.to_owned(), source })
}

fn walk(page: usize, parsed: &ParsedPage, wiki: &Wiki<'_>, pictures: &Pictures<'_>, chapters: &[usize]) -> Walked {
    let Ok(tree) = dom::parse(&parsed.parsed.html) else { return Walked::default() };
    let (numbers, title) = page::places(&tree, &parsed.title);
    let path = &wiki.index.pages()[page].path;
    let context = PageContext {
        wiki,
        pictures,
        chapters,
        page,
        from: From { folder: folder_of(path), page: Some(page) },
        links: &parsed.parsed.wiki,
        title,
        numbers: &numbers,
    };
    walker::walk(&tree, &context)
}
