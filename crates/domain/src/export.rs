//! What can be made of a wiki: formats and the finished files.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Timestamp;
use crate::jobs::JobId;

/// A format a wiki can be bound in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ExportFormat {
    /// The sources with their links settled, as a zip archive.
    #[serde(alias = "markdown")]
    Markdown,
    /// One PDF book.
    #[serde(alias = "pdf")]
    Pdf,
    /// One EPUB 3 book.
    #[serde(alias = "epub")]
    Epub,
}

impl ExportFormat {
    /// Every format, in the order in which files are listed.
    pub const ALL: [Self; 3] = [Self::Markdown, Self::Pdf, Self::Epub];

    /// The file name extension, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "zip",
            Self::Pdf => "pdf",
            Self::Epub => "epub",
        }
    }

    /// The media type downloads are served with.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Markdown => "application/zip",
            Self::Pdf => "application/pdf",
            Self::Epub => "application/epub+zip",
        }
    }

    /// The word users type and URLs carry: `markdown`, `pdf`, `epub`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Pdf => "pdf",
            Self::Epub => "epub",
        }
    }
}

impl fmt::Display for ExportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Markdown => "Markdown",
            Self::Pdf => "PDF",
            Self::Epub => "EPUB",
        })
    }
}

/// The text names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Not one of the three words.
    #[error("{0:?} is not a format; choose among markdown, pdf and epub")]
    Unknown(String),
    /// An empty choice.
    #[error("no format was chosen; choose at least one of markdown, pdf and epub")]
    None,
}

impl FromStr for ExportFormat {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().to_ascii_lowercase().as_str() {
            "markdown" | "md" | "zip" => Ok(Self::Markdown),
            "pdf" => Ok(Self::Pdf),
            "epub" => Ok(Self::Epub),
            _ => Err(FormatError::Unknown(text.trim().to_owned())),
        }
    }
}

/// The formats asked for: at least one, each once, in a fixed order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<ExportFormat>", into = "Vec<ExportFormat>")]
pub struct Formats(Vec<ExportFormat>);

impl Formats {
    /// All three.
    pub fn all() -> Self {
        Self(ExportFormat::ALL.to_vec())
    }

    /// The chosen ones; refuses an empty choice.
    pub fn new(chosen: impl IntoIterator<Item = ExportFormat>) -> Result<Self, FormatError> {
        let mut formats: Vec<_> = chosen.into_iter().collect();
        formats.sort_unstable();
        formats.dedup();
        if formats.is_empty() {
            return Err(FormatError::None);
        }
        Ok(Self(formats))
    }

    /// Reads the words users type, for example `["pdf", "epub"]`.
    pub fn parse<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, FormatError> {
        let formats = words.into_iter().map(str::parse).collect::<Result<Vec<_>, _>>()?;
        Self::new(formats)
    }

    /// In order.
    pub fn iter(&self) -> impl Iterator<Item = ExportFormat> + '_ {
        self.0.iter().copied()
    }

    /// Whether `format` was asked for.
    pub fn contains(&self, format: ExportFormat) -> bool {
        self.0.contains(&format)
    }

    /// How many: one to three.
    #[expect(clippy::len_without_is_empty, reason = "never empty by construction")]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl TryFrom<Vec<ExportFormat>> for Formats {
    type Error = FormatError;

    fn try_from(formats: Vec<ExportFormat>) -> Result<Self, Self::Error> {
        Self::new(formats)
    }
}

impl From<Formats> for Vec<ExportFormat> {
    fn from(formats: Formats) -> Self {
        formats.0
    }
}

/// Names one finished file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileId(pub Uuid);

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for FileId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}

/// One finished file in the object store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportFile {
    /// Its name for good.
    pub id: FileId,
    /// The job that made it.
    pub job_id: JobId,
    /// What it is.
    pub format: ExportFormat,
    /// The name a download gets.
    pub name: String,
    /// Its key in the object store.
    pub storage_path: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its content, lower-case hexadecimal.
    pub sha256: String,
    /// When it was stored.
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read_sorted_and_never_empty() {
        let formats = Formats::parse(["epub", "PDF", "pdf"]).expect("two formats");
        assert_eq!(formats.iter().collect::<Vec<_>>(), [ExportFormat::Pdf, ExportFormat::Epub]);
        assert_eq!(Formats::parse([]), Err(FormatError::None));
        assert_eq!(Formats::parse(["docx"]), Err(FormatError::Unknown("docx".into())));
        assert!(serde_json::from_str::<Formats>("[]").is_err());
    }
}
