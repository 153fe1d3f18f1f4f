//! What an export found and did. The command line's `--json` prints exactly this.

use serde::{Deserialize, Serialize};

use crate::export::ExportFormat;
use crate::jobs::Phase;

/// The report of one export.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExportReport {
    /// The wiki, as a canonical address or path.
    pub wiki: String,
    /// The commit that was exported; none for a plain folder.
    pub commit: Option<String>,
    /// The way the pages were found: `git`, `folder`, …
    pub strategy: String,
    /// The version of what bound the books; another one may bind the same pages to
    /// other bytes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub binder: String,
    /// Nothing had changed since an earlier export, whose files these are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reused: bool,
    /// How many wiki pages are in the books.
    pub pages: u64,
    /// The finished files.
    pub files: Vec<ReportFile>,
    /// What became of the links.
    pub links: LinkReport,
    /// What became of the images.
    pub images: ImageReport,
    /// Everything a reader of the book may want to know.
    pub warnings: Vec<Warning>,
    /// How long each phase took.
    pub phases: Vec<PhaseTime>,
}

/// One finished file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportFile {
    /// What it is, in lower case.
    #[serde(with = "lower_case_format")]
    pub format: ExportFormat,
    /// Where it was written; its plain name when it is kept in the library.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its content, lower-case hexadecimal.
    pub sha256: String,
}

/// Links by fate.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LinkReport {
    /// Settled to a place in the book.
    pub internal: u64,
    /// Kept as absolute addresses.
    pub external: u64,
    /// Leading nowhere in the wiki itself; kept as readable text.
    pub broken: Vec<BrokenLink>,
}

/// A link that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokenLink {
    /// The page it stands on, by its path in the wiki.
    pub page: String,
    /// The target as written.
    pub target: String,
}

/// Images by fate.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImageReport {
    /// Distinct images that are in the books.
    pub embedded: u64,
    /// Images replaced by their alternative text.
    pub missing: Vec<MissingImage>,
}

/// An image that could not be embedded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingImage {
    /// The page it stands on, by its path in the wiki.
    pub page: String,
    /// Its address as written.
    pub url: String,
    /// Why it is missing, as a phrase.
    pub reason: String,
}

/// Something worth knowing that did not stop the export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// The page it is about, by its path in the wiki; empty for the whole wiki.
    pub page: String,
    /// A word to group by, for example `duplicate_page` or `font`.
    pub kind: String,
    /// One sentence.
    pub message: String,
}

impl Warning {
    /// A warning about `page`.
    pub fn new(page: impl Into<String>, kind: impl Into<String>, message: impl Into<String>) -> Self {
        Self { page: page.into(), kind: kind.into(), message: message.into() }
    }
}

/// The time one phase took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseTime {
    /// Which.
    pub phase: Phase,
    /// Wall time.
    pub milliseconds: u64,
}

mod lower_case_format {
    use super::ExportFormat;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub fn serialize<S: Serializer>(format: &ExportFormat, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(format.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<ExportFormat, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
