//! The PDF: a [`Book`] typeset by Typst, in this process.
//!
//! Every chapter becomes a file of Typst function calls and string literals
//! ([`chapter`], [`blocks`], [`inlines`], [`tables`]); [`cover`] writes the main file;
//! `template.typ` says how it all looks; [`ladder`] compiles and exports; [`volumes`]
//! divides a large book, [`pagination`] tells where its pages begin. The engine
//! can end in a stack overflow or run for ever on hostile input, so this belongs in a
//! process that may be killed.

mod blocks;
mod chapter;
mod cover;
mod design;
mod fonts;
mod formula;
mod glyphs;
mod images;
mod inlines;
mod ladder;
mod listing;
mod literal;
mod measure;
mod outline;
mod pack;
mod pagination;
#[cfg(test)]
mod sample;
mod tables;
#[cfg(test)]
mod tests;
mod volumes;
mod world;

use std::path::{Path, PathBuf};
use std::thread;

use relieur_book::model::Book;
use relieur_book::threads::on_all_cores;
use relieur_domain::report::Warning;

use design::Design;
use fonts::{Face, Fonts};
use ladder::Press;
use pack::packed;
use relieur_domain::ExportOptions;
use relieur_domain::options::BookTheme;

use volumes::MOST_PAGES;

use crate::page_list::PageList;
use crate::{Manuscript, PageStart, TellPages};

/// Pages and images one book may have. The engine numbers every file it ever sees in a
/// process with 16 bits.
const MOST_FILES: usize = 60_000;

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PdfError {
    /// Not even as plain text.
    #[error("the book could not be typeset: {0}")]
    Typesetting(String),
    /// More than the engine can count.
    #[error("the wiki has {files} pages and images, more than the {MOST_FILES} a PDF can be made of")]
    TooLarge {
        /// How many it has.
        files: usize,
    },
    /// No threads to work on.
    #[error("the typesetting threads could not be started")]
    Threads(#[source] &'static rayon::ThreadPoolBuildError),
    /// The file system said no.
    #[error("the PDF could not be written to {path}")]
    Write {
        /// Where to.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
}

/// What was written.
#[derive(Debug)]
pub struct Written {
    /// One file; for a large book one for each volume, in order.
    pub files: Vec<PathBuf>,
    /// What was given up on the way: letters without a font, a page set plainly, a
    /// standard not met.
    pub warnings: Vec<Warning>,
}

/// Writes a book as a PDF to the file `to`, telling `progress` of chapters done and in
/// all, from several threads but one at a time. The same book and options give the same
/// bytes on a machine with the same fonts.
///
/// A large book becomes volumes: where `to` is `wiki.pdf`, they are `wiki-1.pdf` and so
/// on. `pages` is told where the pages begin as soon as that is settled.
///
/// # Errors
///
/// When the book is too large, the engine refuses it even as plain text, or the file
/// cannot be written.
pub fn write(
    manuscript: &Manuscript<'_>,
    to: &Path,
    progress: &(dyn Fn(u64, u64) + Sync),
    pages: Option<TellPages>,
) -> Result<Written, PdfError> {
    write_volumes(manuscript, to, progress, pages, MOST_PAGES)
}

fn write_volumes(
    manuscript: &Manuscript<'_>,
    to: &Path,
    progress: &(dyn Fn(u64, u64) + Sync),
    pages: Option<TellPages>,
    most_pages: f64,
) -> Result<Written, PdfError> {
    let whole = manuscript.book;
    let volumes = volumes::volumes(whole, most_pages);
    let total = whole.chapters.len() as u64;
    let mut written = Written { files: Vec::new(), warnings: Vec::new() };
    if volumes.len() > 1 {
        let message = format!("The book is so large that its PDF is {} volumes.", volumes.len());
        written.warnings.push(Warning::new("", "volumes", message));
    }
    let list = PageList::new(volumes.len(), pages);
    for (index, chapters) in volumes.iter().enumerate() {
        let number = index + 1;
        let book = volumes::volume(whole, &volumes, number);
        let before = chapters.start as u64;
        let done = |done: u64, _: u64| progress((before + done).min(total.saturating_sub(1)), total);
        let told = |starts| list.volume(number, chapters.start, starts);
        let part = Part { book: &book, manuscript, progress: &done, pages: &told };
        let (bytes, warnings) = bind(&part, Fonts::shared())?;
        let path = if volumes.len() > 1 { volume_path(to, number) } else { to.to_owned() };
        std::fs::write(&path, bytes).map_err(|source| PdfError::Write { path: path.clone(), source })?;
        written.files.push(path);
        written.warnings.extend(warnings);
    }
    progress(total, total);
    Ok(written)
}

/// The source of a book's PDF as the engine gets it, undivided: files by paths that begin
/// with a slash, `/main.typ` first. For looking at it, and for measuring the engine alone.
pub fn source(manuscript: &Manuscript<'_>) -> Vec<(String, Vec<u8>)> {
    let fonts = Fonts::shared();
    let part = Part { book: manuscript.book, manuscript, progress: &|_, _| {}, pages: &|_| {} };
    let press = Press::new(&part, Design::of(manuscript.options, fonts), fonts);
    press.files().into_iter().map(|(path, bytes)| (path, bytes.to_vec())).collect()
}

/// Begins to look for the fonts of this machine while there is something else to do.
pub(crate) fn look_for_fonts() {
    beside(|| {
        Fonts::shared();
    });
}

/// Begins to read the fonts of a book in `language` while there is something else to do.
pub(crate) fn read_fonts(language: &str, options: &ExportOptions) {
    let (language, options) = (language.to_owned(), options.clone());
    beside(move || {
        let fonts = Fonts::shared();
        fonts.get_ready(&language, Design::of(&options, fonts).face);
    });
}

/// Does `work` beside all else. Without a thread it is done when it is needed.
fn beside(work: impl FnOnce() + Send + 'static) {
    let _ = thread::Builder::new().spawn(work);
}

/// `wiki-2.pdf` for `wiki.pdf`.
fn volume_path(path: &Path, number: usize) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{number}.pdf"));
    path.with_file_name(name)
}

/// A book, or a volume of one, to be set.
struct Part<'a> {
    book: &'a Book,
    /// Of the whole book.
    manuscript: &'a Manuscript<'a>,
    progress: &'a (dyn Fn(u64, u64) + Sync),
    /// Is told where the pages begin.
    pages: &'a (dyn Fn(Vec<PageStart>) + Sync),
}

fn bind(part: &Part<'_>, fonts: &'static Fonts) -> Result<(Vec<u8>, Vec<Warning>), PdfError> {
    let Part { book, manuscript: Manuscript { options, .. }, .. } = *part;
    let files = book.chapters.len() + book.images.len();
    if files > MOST_FILES {
        return Err(PdfError::TooLarge { files });
    }
    let design = Design::of(options, fonts);
    // What the engine remembers of the book before is of no use to this one; and after
    // the last one the process ends, which is quicker than to clear up. Through its own
    // re-export: another copy of the crate would have another memory.
    typst::comemo::evict(0);
    let mut result = on_all_cores(|| {
        let (bytes, warnings) = Press::new(part, design, fonts).run()?;
        Ok((packed(bytes), warnings))
    })
    .map_err(PdfError::Threads)?;
    if let (BookTheme::Sans, Face::Serif, Ok((_, warnings))) = (options.theme, design.face, &mut result) {
        let message = "No font without serifs is installed; the PDF has its letters with serifs.";
        warnings.push(Warning::new("", "theme", message));
    }
    result
}
