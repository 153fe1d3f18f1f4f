//! The EPUB binding: EPUB 3.3, one XHTML page per wiki page.
//!
//! The package is written here from first to last, by an XML writer that can only
//! write well-formed XML; why no builder is used is told in
//! `docs/decisions/0004-epub-package.md`. The same book always gives the same bytes.

mod container;
mod cover;
mod language;
mod layout;
mod nav;
mod package;
mod survey;
mod xhtml;
mod xml;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use chrono::DateTime;
use rayon::prelude::*;
use relieur_book::memory::Memory;
use relieur_book::model::{Book, ImageFormat};
use relieur_book::threads::on_all_cores;
use relieur_domain::options::BookTheme;
use relieur_domain::report::Warning;
use relieur_domain::{ExportOptions, Timestamp};

use container::{Container, in_container};
use language::Direction;
use nav::Navigation;
use package::Package;
use survey::Survey;
use xhtml::{ChapterWriter, Told, Written};

use crate::words::Words;
use crate::zipped::{self, Piece};
use crate::{HearPages, Manuscript, PageStart};

/// Why an EPUB was not written.
#[derive(Debug, thiserror::Error)]
pub enum EpubError {
    /// The disk is full, or the folder is gone or not writable.
    #[error("the EPUB could not be written to disk")]
    Write(#[from] std::io::Error),
    /// The container refused a file.
    #[error("the EPUB's container could not be written")]
    Container(#[from] zip::result::ZipError),
    /// No threads to work on.
    #[error("the threads that write the EPUB could not be started")]
    Threads(#[from] &'static rayon::ThreadPoolBuildError),
    /// The cover could not be drawn.
    #[error("the EPUB's cover could not be drawn: {0}")]
    Cover(String),
}

/// The moment books carry that have none of their own: the first a zip file knows.
const NO_DATE: Timestamp = DateTime::from_timestamp_secs(315_532_800).expect("1980-01-01T00:00:00Z is a moment");

/// What the style sheet says in addition for a book without serifs. Otherwise the font is
/// the reader's choice alone.
const SANS: &str = "\nbody { font-family: sans-serif; }\n";

/// Writes a book as an EPUB to `to`. Bound with the PDF it hears of the PDF's pages, waits
/// until they are known, and lists them. `progress` hears how many chapters are written, of
/// how many. What a reader may want to know comes back.
pub fn write(
    manuscript: &Manuscript<'_>,
    to: &Path,
    progress: &(dyn Fn(u64, u64) + Sync),
    hear: Option<HearPages>,
) -> Result<Vec<Warning>, EpubError> {
    let Manuscript { book, options, .. } = *manuscript;
    let language = language::tag(&book.language);
    let direction = Direction::of(language);
    let words = Words::of(language);
    let title = title_of(book);
    let date = book.date.unwrap_or(NO_DATE);

    let total = book.chapters.len() as u64;
    progress(0, total);
    let done = Mutex::new(0);
    let tell = || {
        // Held while telling, so that the numbers are told in order.
        let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
        *done += 1;
        progress(*done, total);
    };
    let draw = || cover(book, options, manuscript.memory);
    let cover = || manuscript.cover.clone().map_or_else(draw, |drawn| Ok(Some(drawn)));
    let front = || rayon::join(cover, || drawings(manuscript));
    let parts = |cover, told| Parts { manuscript, words, direction, title, date, told, cover };
    let writer = ChapterWriter::new(manuscript);

    let Some(hear) = hear else {
        let chapters = book.chapters.par_iter().enumerate().map(|(index, chapter)| {
            let file = writer.file(index, chapter, manuscript.memory);
            tell();
            file
        });
        let ((cover, drawings), chapters) =
            on_all_cores(|| rayon::join(front, || chapters.collect::<Result<Vec<_>, _>>()))?;
        let (told, mut files): (Vec<_>, Vec<_>) = chapters?.into_iter().unzip();
        parts(cover?.as_deref(), &told).write(to, &[], &mut drawings?, &mut files)?;
        return Ok(warnings(told));
    };
    let chapters = book.chapters.par_iter().map(|chapter| {
        let written = writer.write(chapter);
        tell();
        written
    });
    let ((cover, drawings), chapters) = on_all_cores(|| rayon::join(front, || chapters.collect::<Vec<_>>()))?;
    let (told, written): (Vec<_>, Vec<_>) = chapters.into_iter().unzip();
    let (cover, mut drawings) = (cover?, drawings?);
    let parts = parts(cover.as_deref(), &told);
    // Late: until here there was something to do while the PDF is laid out. And once
    // more in the rare case that the PDF is laid out anew, a page of it refused.
    let mut starts = Some(hear.wait().unwrap_or_default());
    while let Some(pages) = starts {
        let mut files = on_all_cores(|| marked(&written, &pages, manuscript.memory))??;
        parts.write(to, &pages, &mut drawings, &mut files)?;
        starts = hear.wait();
    }
    Ok(warnings(told))
}

/// The drawings among the images, compressed: they are text.
fn drawings<'m>(manuscript: &Manuscript<'m>) -> Result<Vec<Piece<'m>>, EpubError> {
    let images = manuscript.book.images.iter().enumerate();
    let drawings: Vec<_> = images.filter(|(_, image)| image.format == ImageFormat::Svg).collect();
    zipped::deflated(&drawings, manuscript.memory, |(index, image)| {
        Ok((in_container(&layout::image_file(*index, image)), image.bytes.to_vec()))
    })
}

/// The chapters as files, with a mark where each of the `pages` of the PDF begins.
fn marked<'m>(chapters: &[Written], pages: &[PageStart], memory: &'m Memory) -> Result<Vec<Piece<'m>>, EpubError> {
    let mut left = pages;
    let chapters = chapters.iter().enumerate().map(|(index, chapter)| {
        let count = left.iter().take_while(|page| page.chapter <= index).count();
        let (here, after) = left.split_at(count);
        left = after;
        (index, chapter, here)
    });
    let chapters: Vec<_> = chapters.collect();
    zipped::deflated(&chapters, memory, |(index, chapter, pages)| {
        Ok((in_container(&layout::chapter_path(*index)), chapter.with_pages(pages).into_bytes()))
    })
}

/// The picture of the cover; none where none is wanted.
pub(crate) fn cover(book: &Book, options: &ExportOptions, memory: &Memory) -> Result<Option<Vec<u8>>, EpubError> {
    options.cover.then(|| cover::picture(book, title_of(book), memory)).transpose()
}

fn title_of(book: &Book) -> &str {
    if book.title.trim().is_empty() { &book.identifier } else { &book.title }
}

fn warnings(told: Vec<Told>) -> Vec<Warning> {
    told.into_iter().flat_map(|chapter| chapter.warnings).collect()
}

/// Everything a book's file is made of but the list of pages.
struct Parts<'a> {
    manuscript: &'a Manuscript<'a>,
    words: &'static Words,
    direction: Direction,
    title: &'a str,
    date: Timestamp,
    told: &'a [Told],
    cover: Option<&'a [u8]>,
}

impl Parts<'_> {
    fn write<'m>(
        &self,
        to: &Path,
        pages: &[PageStart],
        drawings: &mut [Piece<'m>],
        chapters: &mut [Piece<'m>],
    ) -> Result<(), EpubError> {
        let Self { manuscript, words, direction, title, date, told, cover } = *self;
        let Manuscript { book, options, .. } = manuscript;
        let language = language::tag(&book.language);
        let identifier = package::identifier(book);
        let survey = Survey::of(book);
        let file = BufWriter::new(File::create(to)?);
        let mut container = Container::new(file, date)?;
        let navigation = Navigation::new(book, words, options, pages);
        container.text("nav.xhtml", &navigation.nav(language, direction))?;
        container.text("toc.ncx", &navigation.ncx(&identifier, title, language))?;
        let sans = if options.theme == BookTheme::Sans { SANS } else { "" };
        container.text("style.css", &format!("{}{sans}", include_str!("style.css")))?;
        if let Some(cover) = cover {
            container.image("images/cover.png", cover)?;
            container.text("text/cover.xhtml", &cover::cover_page(title, words, language, direction))?;
        }
        container.text("text/title.xhtml", &cover::title_page(book, title, words, language, direction))?;

        for piece in drawings.iter_mut().chain(chapters) {
            container.piece(piece)?;
        }
        let images = book.images.iter().enumerate();
        for (index, image) in images.filter(|(_, image)| image.format != ImageFormat::Svg) {
            container.image(&layout::image_file(index, image), &image.bytes)?;
        }
        let with_mathml: Vec<bool> = told.iter().map(|chapter| chapter.has_mathml).collect();
        // The last, because only now it is known which pages hold MathML.
        let package = Package {
            book,
            words,
            survey: &survey,
            title,
            identifier: &identifier,
            language,
            direction,
            date,
            with_mathml: &with_mathml,
            has_cover: options.cover,
            has_contents: navigation.has_page(),
            has_page_list: !pages.is_empty(),
        };
        container.package(&package.write())?;
        let mut file = container.finish()?;
        file.flush()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    /// Relative luminance, <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("hexadecimal")) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn coloured_code_can_be_read_by_day_and_by_night() {
        let style = include_str!("style.css");
        let colours: Vec<&str> = style.match_indices("color: #").map(|(at, _)| &style[at + 7..at + 14]).collect();
        assert!(colours.len() > 10, "{colours:?}");
        for colour in colours {
            let on_white = 1.05 / (luminance(colour) + 0.05);
            let on_black = (luminance(colour) + 0.05) / 0.05;
            assert!(on_white >= 4.5 && on_black >= 4.5, "{colour}: {on_white:.2} on white, {on_black:.2} on black");
        }
    }
}
