//! Reading: a snapshot becomes a [`Book`], everything in it settled.
//!
//! Each page goes through the same stages, on all cores: bytes to text (`source`),
//! wiki links taken out (`wikilinks`), Markdown to a tree (`markdown`, `tree`, and `dom`
//! where there is HTML), the tree walked into blocks (`walker`). Then the wiki is known
//! as a whole (`names`, `anchors`, `sidebar`, `order`), and in each page every link
//! (`links`) and image (`pictures`) is settled (`settle`), and blocks in another language
//! than the page are marked (`foreign`). `assemble` puts the chapters
//! together and checks the book.

mod anchors;
mod assemble;
mod choice;
mod destinations;
mod dom;
mod foreign;
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
mod settle;
mod sidebar;
mod slug;
mod source;
mod sources;
#[cfg(test)]
mod tests;
mod tidy;
mod tree;
mod walker;
mod wikilinks;

use std::cmp::Reverse;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use relieur_application::ports::FetchedImage;
use relieur_domain::ExportOptions;
use relieur_domain::options::{ImagePolicy, LanguageTag};
use relieur_domain::report::{ImageReport, LinkReport, Warning};
use relieur_domain::wiki::WikiSnapshot;
use relieur_domain::wiki::pages::{Markup, Role, role_of};

use self::assemble::Traits;
pub use self::choice::left_out;
use self::foreign::Around;
use self::illustrations::Shown;
use self::language::Found;
use self::links::From;
use self::markdown::Parsed;
use self::names::{Wiki, folder_of};
use self::page::ParsedPage;
use self::pictures::Pictures;
pub use self::pictures::{BROUGHT_FOLDER, Brought};
use self::settle::{Known, Settled};
pub use self::slug::Slugger;
pub use self::sources::{Goal, Link, PageSource, Writing};
use crate::memory::Memory;
use crate::model::Book;
use crate::threads::ThreadPoolBuildError;

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
    /// It has pages, and all of them are left out.
    #[error("every page of the wiki is left out")]
    AllLeftOut,
    /// No threads to work on.
    #[error("the threads that read the wiki could not be started")]
    Threads(#[from] &'static ThreadPoolBuildError),
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

/// Reads the wiki in `snapshot_dir`, as `options` say. What `memory` knows is not worked
/// out again. `illustrate` is asked once, when there are images on other servers.
/// `progress` hears how many pages are read and how many there are.
///
/// # Errors
///
/// When the wiki has no page, all of them are left out, or a file of the snapshot cannot
/// be read. A page or image that cannot be understood is a warning.
pub fn read(
    snapshot_dir: &Path,
    snapshot: &WikiSnapshot,
    options: &ExportOptions,
    memory: &Memory,
    illustrate: Illustrate<'_>,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Reading, ReadError> {
    let mut wiki = Wiki::new(snapshot);
    if wiki.index.pages().is_empty() {
        return Err(ReadError::NoPages);
    }
    wiki.choose(&options.pages);
    let all = wiki.index.pages().len();
    let count = all - wiki.left_out.len();
    if count == 0 {
        return Err(ReadError::AllLeftOut);
    }
    progress(0, count as u64);
    let mut parsed = parse_all(snapshot_dir, &wiki, memory)?;
    wiki.anchors = parsed.iter_mut().map(|page| std::mem::take(&mut page.anchors)).collect();
    let (frames, side_bar) = parse_frames(snapshot_dir, &wiki)?;
    let found = language::of_most(parsed.iter().filter_map(|page| page.language.clone()));
    let language = options.language.as_ref().map_or(found, LanguageTag::as_str);

    let titles: Vec<String> = parsed.iter().map(|page| page.title.clone()).collect();
    let others =
        order::OtherPages(if language.split('-').next() == Some("fr") { "Autres pages" } else { "Other pages" });
    let order = order::order(&wiki, options.pages.order, side_bar, &titles, others);
    let mut chapters = vec![0; all];
    for (chapter, page) in order.pages.iter().enumerate() {
        chapters[*page] = chapter;
    }

    let links_images = options.images == ImagePolicy::Link;
    let shown = if links_images { Shown::default() } else { Shown::of(&wiki, &parsed) };
    let brought = if shown.elsewhere.is_empty() { Vec::new() } else { illustrate(&shown.elsewhere) };
    let from_elsewhere = snapshot.files.len()..snapshot.files.len() + brought.len();
    let pictures = Pictures::new(snapshot_dir, snapshot, brought, memory, options);
    let known = Known { wiki: &wiki, pictures: &pictures, chapters: &chapters, links_images };
    let shows_pages = options.shows_pages();
    // The images first, the largest of the wiki's own before all: one that takes long would
    // keep a single core at the end.
    let mut images = if shows_pages { shown.own } else { Vec::new() };
    images.sort_by_key(|&file| (Reverse(snapshot.files[file].bytes), file));
    images.extend(from_elsewhere);
    let first = images.len() as u64;
    let mut pages: Vec<_> = parsed.into_iter().enumerate().collect();
    pages.retain(|(number, _)| !wiki.is_left_out(*number));
    // Those without images have none to wait for.
    pages.sort_by_key(|(_, page)| !page.walked.images.is_empty());
    let pages = pages.into_iter().map(|(number, page)| Task::Page(number, Box::new(page)));
    let tasks: Vec<_> = images.into_iter().map(Task::Picture).chain(pages).collect();
    let settled = parallel::map(
        tasks.into_iter(),
        |_, task| match task {
            Task::Picture(picture) => {
                // What is wrong with it is told where it is shown.
                let _ = pictures.check(picture);
                None
            }
            Task::Page(number, page) => Some((number, Leaf::of(number, *page, known, language, shows_pages))),
        },
        &|done| progress(done.saturating_sub(first), count as u64),
    )?;
    let mut leaves: Vec<Option<Leaf>> = (0..all).map(|_| None).collect();
    for (number, leaf) in settled.into_iter().flatten().flatten() {
        leaves[number] = Some(leaf);
    }
    let frames = frames.into_iter().map(|frame| sources::of_frame(frame, known)).collect();
    let parts = assemble::Parts { wiki: &wiki, order, leaves, frames, pictures: &pictures, language, options };
    Ok(assemble::assemble(parts))
}

/// For a reading with nobody to bring images: each is kept where it is, with the
/// reason.
pub fn unillustrated(urls: &[String]) -> Vec<FetchedImage> {
    let reason = "it is kept on another server and was not fetched";
    urls.iter().map(|url| FetchedImage { url: url.clone(), outcome: Err(reason.to_owned()) }).collect()
}

fn parse_all(folder: &Path, wiki: &Wiki<'_>, memory: &Memory) -> Result<Vec<ParsedPage>, ReadError> {
    let is_page = |name: &str| wiki.by_name(name).is_some();
    let parsed = parallel::map(
        wiki.index.pages().iter(),
        |number, page| {
            if wiki.is_left_out(number) {
                return Ok(ParsedPage { title: page.title.clone(), ..ParsedPage::default() });
            }
            Ok(page::parse_once(memory, page, file_of(folder, wiki, &page.path)?, &is_page))
        },
        &|_| {},
    )?;
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
    bytes: Vec<u8>,
    offset: Option<usize>,
    parsed: Parsed,
}

/// The frames, and the entries of the side bar nearest to the top.
fn parse_frames(folder: &Path, wiki: &Wiki<'_>) -> Result<(Vec<Frame>, Vec<sidebar::Entry>), ReadError> {
    let mut frames = Vec::new();
    let mut nearest: Option<(usize, Vec<sidebar::Entry>)> = None;
    for file in &wiki.snapshot.files {
        let (markup, is_sidebar) = match role_of(&file.path) {
            Role::Sidebar(markup) => (markup, true),
            Role::Frame(markup) => (markup, false),
            Role::Page(_) | Role::Attachment | Role::Hidden => continue,
        };
        let bytes = file_of(folder, wiki, &file.path)?;
        let source = source::decode(&bytes);
        let is_page = |name: &str| wiki.by_name(name).is_some();
        let parse = || {
            markups::parse(markup, &source.text, &is_page).unwrap_or_else(|| markdown::parse(&source.text, &is_page))
        };
        let readable = bytes.len() <= page::MAX_PAGE_BYTES;
        let (parsed, tree) = match readable.then(|| catch_unwind(AssertUnwindSafe(parse))) {
            Some(Ok(Ok((parsed, tree)))) => (parsed, Some(tree)),
            // What cannot be understood says nothing about the order; the archive has it.
            Some(_) | None => (Parsed::default(), None),
        };
        let depth = file.path.matches('/').count();
        if is_sidebar && nearest.as_ref().is_none_or(|(other, _)| depth < *other) {
            let from = From { folder: folder_of(&file.path), page: None };
            let entries = tree.map(|tree| sidebar::read(&tree, &parsed.wiki, wiki, from)).unwrap_or_default();
            nearest = Some((depth, entries));
        }
        frames.push(Frame { path: file.path.clone(), bytes, offset: source.offset, parsed });
    }
    Ok((frames, nearest.map(|(_, entries)| entries).unwrap_or_default()))
}

fn file_of(folder: &Path, wiki: &Wiki<'_>, path: &str) -> Result<Vec<u8>, ReadError> {
    let stored = wiki.file(path).map_or("", |file| file.stored.as_str());
    fs::read(folder.join(stored)).map_err(|source| ReadError::File { path: path.to_owned(), source })
}

/// What is done side by side once the wiki is known as a whole.
enum Task {
    /// An image is prepared.
    Picture(usize),
    /// A page is settled.
    Page(usize, Box<ParsedPage>),
}

/// A page, ready to become a chapter.
pub(crate) struct Leaf {
    settled: Settled,
    source: PageSource,
    title: String,
    language: Option<Found>,
    right_to_left: bool,
    traits: Traits,
    warnings: Vec<Warning>,
}

impl Leaf {
    /// Of a page in a book in `language`. Blocks in another language are marked where
    /// anybody shows them.
    fn of(number: usize, page: ParsedPage, known: Known<'_>, language: &str, shows_pages: bool) -> Self {
        let ParsedPage { bytes, offset, parsed, walked, title, language: own, right_to_left, warnings, .. } = page;
        let path = &known.wiki.index.pages()[number].path;
        let from = From { folder: folder_of(path), page: Some(number) };
        let mut settled = settle::settle(number, from, walked, &parsed.wiki, known);
        // An archive has Markdown as it was written, and other markups converted.
        if shows_pages || role_of(path) != Role::Page(Markup::Markdown) {
            let around =
                Around { language: assemble::own_language(own.as_ref(), language).unwrap_or(language), right_to_left };
            settled.blocks = foreign::marked(settled.blocks, around);
        }
        let traits = Traits::of(&mut settled);
        let source = sources::of_page(number, bytes, offset, &parsed, known);
        Self { settled, source, title, language: own, right_to_left, traits, warnings }
    }
}
