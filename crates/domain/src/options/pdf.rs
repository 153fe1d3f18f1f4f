//! What only the PDF has.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::words::words;
use super::{OptionError, OptionField};

/// How the PDF is made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PdfOptions {
    /// The size of its pages.
    pub paper: Paper,
    /// The size of its running text; everything else grows with it.
    pub type_size: TypeSize,
    /// Whether a link within the book is followed by the number of the page it leads to,
    /// for those who print it.
    pub link_pages: bool,
    /// What it promises.
    pub standard: PdfStandard,
}

/// The size of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum Paper {
    /// 210 mm × 297 mm.
    #[default]
    A4,
    /// 148 mm × 210 mm.
    A5,
    /// 8.5 in × 11 in.
    Letter,
}

words!(Paper, OptionField::Paper, [A4 = "a4", A5 = "a5", Letter = "letter"]);

/// What a PDF promises. Where it cannot be kept, the next one is; the report says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum PdfStandard {
    /// For archives and for screen readers: PDF/A-2a and PDF/UA-1.
    #[default]
    Archive,
    /// For screen readers: PDF/UA-1.
    Accessible,
    /// PDF 1.7 with tags, and no promise.
    Tagged,
    /// PDF 1.7 without tags; the smallest file.
    Plain,
}

words!(
    PdfStandard,
    OptionField::Standard,
    [Archive = "archive", Accessible = "accessible", Tagged = "tagged", Plain = "plain"]
);

/// The size of running text, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct TypeSize(u8);

impl TypeSize {
    /// The smallest.
    pub const SMALLEST: u8 = 8;
    /// The largest.
    pub const LARGEST: u8 = 16;

    /// In points.
    pub fn points(self) -> u8 {
        self.0
    }
}

impl Default for TypeSize {
    fn default() -> Self {
        Self(11)
    }
}

impl TryFrom<u8> for TypeSize {
    type Error = OptionError;

    fn try_from(points: u8) -> Result<Self, Self::Error> {
        if !(Self::SMALLEST..=Self::LARGEST).contains(&points) {
            return Err(OptionError::new(OptionField::TypeSize, &points.to_string()));
        }
        Ok(Self(points))
    }
}

impl FromStr for TypeSize {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || OptionError::new(OptionField::TypeSize, text);
        let number = text.trim().trim_end_matches("pt").trim_end();
        number.parse::<u8>().ok().and_then(|points| Self::try_from(points).ok()).ok_or_else(wrong)
    }
}

impl From<TypeSize> for u8 {
    fn from(size: TypeSize) -> Self {
        size.0
    }
}
