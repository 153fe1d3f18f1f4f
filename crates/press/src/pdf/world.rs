//! The engine's world: a handful of files in memory, the fonts, and a fixed day. No
//! file of this machine, no package and no network can be reached from it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use relieur_book::model::Book;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::files::{FileLoader, FileStore};

use super::cover::chapter_path;
use super::design::Design;
use super::fonts::Fonts;
use super::images::image_path;

const MAIN: &str = "/main.typ";
const TEMPLATE: &str = include_str!("template.typ");
const FORMULAS: &str = include_str!("formula.typ");

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// Tells how far a book is. Shared by all attempts at it, so that it never goes back.
pub(super) struct Progress<'a> {
    tell: &'a (dyn Fn(u64, u64) + Sync),
    total: u64,
    laid_out: Mutex<HashSet<FileId>>,
}

impl<'a> Progress<'a> {
    /// Reports to `tell`, out of `total` chapters.
    pub(super) fn new(tell: &'a (dyn Fn(u64, u64) + Sync), total: usize) -> Self {
        Self { tell, total: total as u64, laid_out: Mutex::new(HashSet::new()) }
    }

    /// The chapter in `file` has been laid out. The last one counts when the book is
    /// written.
    fn lay_out(&self, file: FileId) {
        // Held while telling, so that the numbers are told in order.
        let mut laid_out = self.laid_out.lock().unwrap_or_else(PoisonError::into_inner);
        if laid_out.insert(file) {
            (self.tell)((laid_out.len() as u64).min(self.total.saturating_sub(1)), self.total);
        }
    }
}

/// The files of a book.
pub(super) struct Shelf {
    files: HashMap<FileId, Bytes>,
}

impl FileLoader for Shelf {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| FileError::NotFound(id.vpath().get_with_slash().into()))
    }
}

/// The files of a book by their paths, which begin with a slash.
pub(super) fn files(
    book: &Book,
    design: Design,
    main: String,
    chapters: impl Iterator<Item = String>,
) -> Vec<(String, Bytes)> {
    let mut files = vec![
        (MAIN.to_owned(), Bytes::from_string(main)),
        ("/template.typ".to_owned(), Bytes::from_string(TEMPLATE)),
        ("/design.typ".to_owned(), Bytes::from_string(design.file())),
        ("/formula.typ".to_owned(), Bytes::from_string(FORMULAS)),
    ];
    let chapters = chapters.enumerate().map(|(index, source)| (chapter_path(index), Bytes::from_string(source)));
    files.extend(chapters);
    let images = book.images.iter().enumerate();
    files.extend(images.map(|(index, image)| (image_path(index, image), Bytes::new(Arc::clone(&image.bytes)))));
    files
}

/// A book's world.
pub(super) struct BookWorld<'a> {
    fonts: &'static Fonts,
    files: FileStore<Shelf>,
    main: FileId,
    chapters: HashMap<FileId, usize>,
    today: Option<Datetime>,
    progress: Option<&'a Progress<'a>>,
}

impl<'a> BookWorld<'a> {
    /// The world of `book`, with these sources for its main file and its chapters.
    pub(super) fn new(
        book: &Book,
        design: Design,
        main: String,
        chapters: impl Iterator<Item = String>,
        fonts: &'static Fonts,
        today: Option<Datetime>,
        progress: Option<&'a Progress<'a>>,
    ) -> Self {
        let files =
            files(book, design, main, chapters).into_iter().map(|(path, bytes)| (file_id(&path), bytes)).collect();
        let chapters = (0..book.chapters.len()).map(|index| (file_id(&chapter_path(index)), index)).collect();
        Self { fonts, files: FileStore::new(Shelf { files }), main: file_id(MAIN), chapters, today, progress }
    }

    /// The chapter whose source `file` is.
    pub(super) fn chapter_of(&self, file: FileId) -> Option<usize> {
        self.chapters.get(&file).copied()
    }
}

impl World for BookWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.store().book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.files.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        // A chapter reads its own file at its end when it is laid out: see `chapter`
        // in the template.
        if let Some(progress) = self.progress.filter(|_| self.chapters.contains_key(&id)) {
            progress.lay_out(id);
        }
        self.files.file(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.store().font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}

/// The engine's number for one of our paths. It has 65,535 of them for the life of a
/// process, so paths are numbered, and the same for every book.
fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("our own paths are plain and absolute");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::sample;

    #[test]
    fn nothing_outside_the_book_can_be_read() {
        let book = sample::book(&["Home"]);
        let design = Design::of(&relieur_domain::ExportOptions::default(), Fonts::embedded());
        let world = BookWorld::new(&book, design, String::new(), std::iter::empty(), Fonts::embedded(), None, None);
        assert!(world.file(file_id("/template.typ")).is_ok());
        assert!(world.file(file_id("/etc/passwd")).is_err());
        assert!(world.source(file_id("/Cargo.toml")).is_err());
    }
}
