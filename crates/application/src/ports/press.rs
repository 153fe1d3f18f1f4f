//! The press: a snapshot becomes books.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use relieur_domain::report::{ImageReport, LinkReport, Warning};
use relieur_domain::{ExportFormat, ExportOptions, Failure, WikiRef};
use serde::{Deserialize, Serialize};

use super::{FetchedImage, ProgressSink};

/// What the press is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BindRequest {
    /// The folder with the snapshot's description and files.
    pub snapshot: PathBuf,
    /// How to bind.
    pub options: ExportOptions,
    /// The folder to write the books into; it exists.
    pub output: PathBuf,
    /// The books' file name without extension.
    pub stem: String,
}

/// What the press says while it works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum PressEvent {
    /// Pages parsed.
    Reading {
        /// So far.
        done: u64,
        /// In all.
        total: u64,
    },
    /// Images on other servers fetched.
    Illustrating {
        /// So far.
        done: u64,
        /// In all.
        total: u64,
    },
    /// Pages of one book written. Books are bound side by side.
    Binding {
        /// Which book.
        format: ExportFormat,
        /// So far.
        done: u64,
        /// In all.
        total: u64,
    },
}

/// A book on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundFile {
    /// What it is.
    pub format: ExportFormat,
    /// Where it is.
    pub path: PathBuf,
}

/// What the press made and found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Binding {
    /// For each format asked for a file; several where a large book is in volumes.
    pub files: Vec<BoundFile>,
    /// How many wiki pages are in them.
    pub pages: u64,
    /// What became of the links.
    pub links: LinkReport,
    /// What became of the images.
    pub images: ImageReport,
    /// What a reader may want to know.
    pub warnings: Vec<Warning>,
    /// Time spent parsing pages and settling links, in milliseconds.
    pub read_milliseconds: u64,
    /// Time spent writing the books, in milliseconds.
    pub bind_milliseconds: u64,
}

/// Gets the images that lie on other servers. The press itself has no way to the
/// network: it says which it needs, and somebody who has one brings them.
#[async_trait]
pub trait Illustrator: Send + Sync {
    /// Fetches `urls` into the folder `into`, which exists; see
    /// [`WikiSource::fetch_images`](super::WikiSource::fetch_images).
    async fn fetch(&self, urls: &[String], into: &Path, progress: ProgressSink<(u64, u64)>) -> Vec<FetchedImage>;
}

/// Binds books.
#[async_trait]
pub trait Press: Send + Sync {
    /// The version of the binder: the same one makes the same books of the same pages.
    fn version(&self) -> &'static str;

    /// Gets ready to bind the books of `wiki` as `options` say. Whoever is about to fetch
    /// the wiki starts the press first, so that it is ready by then. Dropped, it is gone.
    ///
    /// # Errors
    ///
    /// When it does not start.
    fn start(&self, wiki: &WikiRef, options: &ExportOptions) -> Result<Box<dyn ReadyPress>, Failure>;
}

/// A press that waits for its work.
#[async_trait]
pub trait ReadyPress: Send {
    /// Binds every format asked for. When the future is dropped, the work stops at
    /// once and what it wrote may be half.
    async fn bind(
        self: Box<Self>,
        request: &BindRequest,
        illustrator: &dyn Illustrator,
        progress: ProgressSink<PressEvent>,
    ) -> Result<Binding, Failure>;
}
