//! How a wiki is to be exported: one type for the command line, the API, the form and
//! the press.
//!
//! Every value checks itself when it is read, from text or from JSON, so options that
//! exist are options that can be carried out. Everything has a default that needs no
//! thought, and what was stored before an option existed means its default.

mod error;
mod glob;
mod pages;
mod pdf;
mod texts;
mod words;

use serde::{Deserialize, Serialize};

use crate::export::{ExportFormat, Formats};
pub use error::{OptionError, OptionField};
pub use glob::Glob;
pub use pages::{PageOrder, PageSelection, Patterns};
pub use pdf::{Paper, PdfOptions, PdfStandard, TypeSize};
pub use texts::{BookAuthor, BookTitle, LanguageTag};
use words::words;

/// How a wiki is to be exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportOptions {
    /// What to make.
    pub formats: Formats,
    /// Whether the books say when each page was last changed and by whom, and list
    /// everybody who wrote the wiki. Takes the wiki's whole history.
    pub history: bool,
    /// The books' title instead of the wiki's.
    pub title: Option<BookTitle>,
    /// Whom the books name as their author instead of the wiki's owner.
    pub author: Option<BookAuthor>,
    /// The books' language instead of the one most pages are found to be in.
    pub language: Option<LanguageTag>,
    /// Which pages, and in which order.
    pub pages: PageSelection,
    /// What becomes of images.
    pub images: ImagePolicy,
    /// Whether code is coloured.
    pub highlight: bool,
    /// Whether the books have a cover.
    pub cover: bool,
    /// How deep the contents go; where none is given, as deep as suits the book's size.
    pub contents_depth: Option<ContentsDepth>,
    /// The look of the PDF and the EPUB.
    pub theme: BookTheme,
    /// What only the PDF has.
    pub pdf: PdfOptions,
}

impl ExportOptions {
    /// These formats, and nothing special.
    pub fn of(formats: Formats) -> Self {
        Self {
            formats,
            history: false,
            title: None,
            author: None,
            language: None,
            pages: PageSelection::default(),
            images: ImagePolicy::default(),
            highlight: true,
            cover: true,
            contents_depth: None,
            theme: BookTheme::default(),
            pdf: PdfOptions::default(),
        }
    }

    /// Whether a format is asked for that shows the pages; the archive holds them as they
    /// were written.
    pub fn shows_pages(&self) -> bool {
        self.formats.iter().any(|format| format != ExportFormat::Markdown)
    }
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self::of(Formats::all())
    }
}

/// What becomes of images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum ImagePolicy {
    /// They are in the books.
    #[default]
    Embed,
    /// The books lead to where they are on the web; nothing is fetched. An image that is
    /// nowhere on the web stays in the books.
    Link,
}

words!(ImagePolicy, OptionField::Images, [Embed = "embed", Link = "link"]);

/// The look of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum BookTheme {
    /// Letters with feet, as in most printed books.
    #[default]
    Serif,
    /// Letters without, as on most screens.
    Sans,
}

words!(BookTheme, OptionField::Theme, [Serif = "serif", Sans = "sans"]);

/// How deep the contents go: 0 for none at all, 1 for pages and their groups, 2 to 6 for
/// the pages' headings down to that level, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct ContentsDepth(u8);

impl ContentsDepth {
    /// The deepest.
    pub const DEEPEST: u8 = 6;

    /// As a number.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for ContentsDepth {
    type Error = OptionError;

    fn try_from(depth: u8) -> Result<Self, Self::Error> {
        if depth > Self::DEEPEST {
            return Err(OptionError::new(OptionField::ContentsDepth, &depth.to_string()));
        }
        Ok(Self(depth))
    }
}

impl std::str::FromStr for ContentsDepth {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || OptionError::new(OptionField::ContentsDepth, text);
        text.trim().parse::<u8>().ok().and_then(|depth| Self::try_from(depth).ok()).ok_or_else(wrong)
    }
}

impl From<ContentsDepth> for u8 {
    fn from(depth: ContentsDepth) -> Self {
        depth.0
    }
}

#[cfg(test)]
mod tests;
