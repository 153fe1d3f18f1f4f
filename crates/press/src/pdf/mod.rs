//! The PDF: a [`Book`] typeset by Typst, in this process.
//!
//! Every chapter becomes a file of Typst function calls and string literals
//! ([`chapter`], [`blocks`], [`inlines`], [`tables`]); [`cover`] writes the main file;
//! `template.typ` says how it all looks; [`ladder`] compiles and exports. The engine
//! can end in a stack overflow or run for ever on hostile input, so this belongs in a
//! process that may be killed.

mod blocks;
mod chapter;
mod cover;
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
#[cfg(test)]
mod sample;
mod tables;
#[cfg(test)]
mod tests;
mod words;
mod world;

use std::path::{Path, PathBuf};

use relieur_domain::report::Warning;

use fonts::Fonts;
use ladder::Press;
use relieur_book::model::Book;

/// Stack of the threads the engine runs on, in bytes. Its limits on nesting are made
/// for 8 MiB of optimised frames; unoptimised ones are several times larger.
const STACK: usize = 64 << 20;

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
    Threads(#[source] rayon::ThreadPoolBuildError),
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

/// Writes `book` as a PDF to the file `to`, telling `progress` of chapters done and
/// in all, from several threads but one at a time. The same book gives the same bytes
/// on a machine with the same fonts.
///
/// What was given up on the way (letters without a font, a page set plainly, a standard
/// not met) comes back as warnings.
///
/// # Errors
///
/// When the book is too large, the engine refuses it even as plain text, or the file
/// cannot be written.
pub fn write(book: &Book, to: &Path, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Vec<Warning>, PdfError> {
    let (bytes, warnings) = bind(book, Fonts::shared(), progress)?;
    std::fs::write(to, bytes).map_err(|source| PdfError::Write { path: to.to_owned(), source })?;
    let total = book.chapters.len() as u64;
    progress(total, total);
    Ok(warnings)
}

fn bind(
    book: &Book,
    fonts: &'static Fonts,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<(Vec<u8>, Vec<Warning>), PdfError> {
    let files = book.chapters.len() + book.images.len();
    if files > MOST_FILES {
        return Err(PdfError::TooLarge { files });
    }
    let threads = rayon::ThreadPoolBuilder::new().stack_size(STACK).build().map_err(PdfError::Threads)?;
    let result = threads.install(|| Press::new(book, fonts, progress).run());
    // What the engine remembered of this book is of no use to the next one. Through
    // its own re-export: another copy of the crate would have another memory.
    typst::comemo::evict(0);
    result
}
