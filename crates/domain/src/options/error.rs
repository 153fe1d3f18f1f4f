//! What is wrong with an option, and what to write instead.

use serde::{Deserialize, Serialize};

/// Characters of a wrong value that are said back.
const SAID_BACK: usize = 60;

/// A value an option cannot have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is not {}; {}", .field.noun(), .field.hint())]
pub struct OptionError {
    /// Which option.
    pub field: OptionField,
    /// The value, shortened where it is long.
    pub given: String,
}

impl OptionError {
    /// `given` cannot be the value of `field`.
    pub fn new(field: OptionField, given: &str) -> Self {
        let mut said: String = given.chars().take(SAID_BACK).collect();
        if said.len() < given.len() {
            said.push('…');
        }
        Self { field, given: said }
    }
}

/// An option whose value can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionField {
    /// The books' title.
    Title,
    /// Their author.
    Author,
    /// Their language.
    Language,
    /// Which pages are taken in or left out.
    Pages,
    /// How many patterns say so.
    PatternCount,
    /// The order of the pages.
    Order,
    /// What becomes of images.
    Images,
    /// How deep the contents go.
    ContentsDepth,
    /// The look.
    Theme,
    /// The size of a PDF's pages.
    Paper,
    /// The size of a PDF's letters.
    TypeSize,
    /// What a PDF promises.
    Standard,
}

impl OptionField {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Title,
        Self::Author,
        Self::Language,
        Self::Pages,
        Self::PatternCount,
        Self::Order,
        Self::Images,
        Self::ContentsDepth,
        Self::Theme,
        Self::Paper,
        Self::TypeSize,
        Self::Standard,
    ];

    /// What a right value would be, for `… is not …`.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Title => "a title",
            Self::Author => "an author's name",
            Self::Language => "a language tag",
            Self::Pages => "a pattern for pages",
            Self::PatternCount => "a list of patterns of an allowed length",
            Self::Order => "an order of pages",
            Self::Images => "a way to treat images",
            Self::ContentsDepth => "a depth of contents",
            Self::Theme => "a theme",
            Self::Paper => "a paper size",
            Self::TypeSize => "a type size",
            Self::Standard => "a PDF standard",
        }
    }

    /// What to write instead, as the second half of a sentence.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Title | Self::Author => "write 1 to 200 characters on one line",
            Self::Language => "write a tag such as en, fr, pt-BR or zh-Hant",
            Self::Pages => "write for example Install*, guide/ or guide/**/draft-*, with at most 200 characters",
            Self::PatternCount => "write at most 100",
            Self::Order => "choose side_bar, alphabetical or path",
            Self::Images => "choose embed or link",
            Self::ContentsDepth => "write a number from 0 (no contents) to 6",
            Self::Theme => "choose serif or sans",
            Self::Paper => "choose a4, a5 or letter",
            Self::TypeSize => "write a whole number of points from 8 to 16",
            Self::Standard => "choose archive, accessible, tagged or plain",
        }
    }
}
