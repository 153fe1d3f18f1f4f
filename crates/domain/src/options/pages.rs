//! Which pages of a wiki are bound, and in which order.

use serde::{Deserialize, Serialize};

use super::words::words;
use super::{Glob, OptionError, OptionField};

/// Which pages, and in which order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PageSelection {
    /// Only these; all where there is no pattern.
    pub include: Patterns,
    /// Not these, even when they are among those.
    pub exclude: Patterns,
    /// The order.
    pub order: PageOrder,
}

impl PageSelection {
    /// Whether no page is left out.
    pub fn is_all(&self) -> bool {
        self.include.0.is_empty() && self.exclude.0.is_empty()
    }

    /// Whether the page whose file is at `path` is bound.
    pub fn takes(&self, path: &str) -> bool {
        (self.include.0.is_empty() || self.include.any_match(path)) && !self.exclude.any_match(path)
    }
}

/// A list of patterns, at most [`Patterns::MOST`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<Glob>", into = "Vec<Glob>")]
pub struct Patterns(Vec<Glob>);

impl Patterns {
    /// As many as there may be.
    pub const MOST: usize = 100;

    /// Reads one pattern a line; empty lines do not count.
    pub fn of_lines(text: &str) -> Result<Self, OptionError> {
        let written = text.lines().map(str::trim).filter(|line| !line.is_empty());
        // Not all lines: somebody may paste a book.
        let patterns = written.take(Self::MOST + 1).map(str::parse).collect::<Result<Vec<Glob>, _>>()?;
        Self::try_from(patterns)
    }

    /// One a line, as [`Patterns::of_lines`] reads them.
    pub fn lines(&self) -> String {
        self.0.iter().map(Glob::as_str).collect::<Vec<_>>().join("\n")
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = &Glob> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn any_match(&self, path: &str) -> bool {
        self.0.iter().any(|pattern| pattern.is_match(path))
    }
}

impl TryFrom<Vec<Glob>> for Patterns {
    type Error = OptionError;

    fn try_from(patterns: Vec<Glob>) -> Result<Self, Self::Error> {
        if patterns.len() > Self::MOST {
            return Err(OptionError::new(OptionField::PatternCount, &format!("more than {} patterns", Self::MOST)));
        }
        Ok(Self(patterns))
    }
}

impl From<Patterns> for Vec<Glob> {
    fn from(patterns: Patterns) -> Self {
        patterns.0
    }
}

/// The order of the pages. The home page always comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum PageOrder {
    /// As in the wiki's side bar, then the pages it leaves out.
    #[default]
    SideBar,
    /// By their titles.
    Alphabetical,
    /// By the paths of their files, folders as groups.
    Path,
}

words!(PageOrder, OptionField::Order, [SideBar = "side_bar", Alphabetical = "alphabetical", Path = "path"]);
