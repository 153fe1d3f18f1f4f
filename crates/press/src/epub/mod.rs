//! The EPUB binding: EPUB 3.3, one XHTML page per wiki page.
//!
//! The package is written here from first to last, by an XML writer that can only
//! write well-formed XML; why no builder is used is told in
//! `docs/decisions/0004-epub-package.md`. The same book always gives the same bytes.

mod container;
mod cover;
mod highlight;
mod language;
mod layout;
mod nav;
mod package;
mod survey;
mod words;
mod xhtml;
mod xml;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use chrono::DateTime;
use relieur_domain::Timestamp;
use relieur_domain::report::Warning;

use container::Container;
use language::Direction;
use nav::Navigation;
use package::Package;
use relieur_book::model::Book;
use survey::Survey;
use words::Words;
use xhtml::ChapterWriter;

/// Why an EPUB was not written.
#[derive(Debug, thiserror::Error)]
pub enum EpubError {
    /// The disk is full, or the folder is gone or not writable.
    #[error("the EPUB could not be written to disk")]
    Write(#[from] std::io::Error),
    /// The container refused a file.
    #[error("the EPUB's container could not be written")]
    Container(#[from] zip::result::ZipError),
    /// The cover could not be drawn.
    #[error("the EPUB's cover could not be drawn: {0}")]
    Cover(String),
}

/// The moment books carry that have none of their own: the first a zip file knows.
const NO_DATE: Timestamp = DateTime::from_timestamp_secs(315_532_800).expect("1980-01-01T00:00:00Z is a moment");

/// Writes `book` as an EPUB to `to`. `progress` hears how many chapters are written,
/// of how many. What a reader may want to know comes back.
pub fn write(book: &Book, to: &Path, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Vec<Warning>, EpubError> {
    let language = language::tag(&book.language);
    let direction = Direction::of(language);
    let words = Words::for_language(language);
    let title = if book.title.trim().is_empty() { &book.identifier } else { &book.title };
    let date = book.date.unwrap_or(NO_DATE);
    let identifier = package::identifier(book);
    let survey = Survey::of(book);

    let file = BufWriter::new(File::create(to)?);
    let mut container = Container::new(file, date)?;
    let navigation = Navigation::new(book, words);
    container.text("nav.xhtml", &navigation.nav(language, direction))?;
    container.text("toc.ncx", &navigation.ncx(&identifier, title, language))?;
    container.text("style.css", include_str!("style.css"))?;
    container.image("images/cover.png", "image/png", &cover::picture(book, title)?)?;
    container.text("text/cover.xhtml", &cover::cover_page(title, words, language, direction))?;
    container.text("text/title.xhtml", &cover::title_page(book, title, words, language, direction))?;

    let total = book.chapters.len() as u64;
    progress(0, total);
    let mut chapters = ChapterWriter::new(book, words);
    let mut with_mathml = Vec::with_capacity(book.chapters.len());
    for (index, chapter) in book.chapters.iter().enumerate() {
        let written = chapters.write(chapter);
        container.text(&layout::chapter_path(index), &written.page)?;
        with_mathml.push(written.has_mathml);
        progress(index as u64 + 1, total);
    }
    for (index, image) in book.images.iter().enumerate() {
        container.image(&layout::image_file(index, image), image.format.media_type(), &image.bytes)?;
    }
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
    };
    container.package(&package.write())?;
    let mut file = container.finish()?;
    file.flush()?;
    Ok(chapters.into_warnings())
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
