//! Images of the wiki, made fit for every binding.
//!
//! An image comes as bytes somebody uploaded, under a name that may lie. What leaves
//! here has been read to its end, is in a format that PDF and EPUB take, and is of a
//! size a reader can show. Nothing here looks at files or the network.

pub mod fonts;
mod raster;
mod sniff;
mod svg;

use std::sync::Arc;

use crate::model::ImageFormat;
use sniff::Kind;

/// Bytes an image file may have.
const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;

/// Pixels an image may have, width times height. A header that promises more is
/// refused before anything is decoded: such a file of 2 MB fills gigabytes.
const MAX_PIXELS: u64 = 50_000_000;

/// Pixels an image may have on a side; more is scaled down. Enough for a full page
/// at 300 dots per inch.
const MAX_SIDE: u32 = 3_000;

/// An image that is sound and in a format every binding takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedImage {
    /// What `bytes` are.
    pub format: ImageFormat,
    /// Pixels across (for SVG: CSS pixels, rounded up); at least 1.
    pub width: u32,
    /// Pixels down; at least 1.
    pub height: u32,
    /// The content.
    pub bytes: Arc<[u8]>,
}

/// Why an image cannot be in a book; displays as a phrase that completes
/// "the image is missing: …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageProblem {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A web page was saved under an image's name.
    #[error("the file is a web page, not an image")]
    WebPage,
    /// Only the pointer of Git LFS is in the wiki.
    #[error("the file is only a Git LFS pointer; the image itself is not in the wiki")]
    LfsPointer,
    /// Nothing we know.
    #[error("the file is not an image")]
    NotAnImage,
    /// An image of a format that cannot be read here.
    #[error("{0} images are not supported")]
    UnsupportedFormat(&'static str),
    /// Too many bytes.
    #[error("the file is too large ({megabytes} MB; at most {limit} MB)", limit = MAX_FILE_BYTES / 1024 / 1024)]
    TooManyBytes {
        /// How large it is, rounded up.
        megabytes: usize,
    },
    /// Too many pixels.
    #[error("the image is too large ({width} × {height} pixels; at most {limit} million)", limit = MAX_PIXELS / 1_000_000)]
    TooManyPixels {
        /// Across.
        width: u32,
        /// Down.
        height: u32,
    },
    /// It ends before it is complete.
    #[error("the file is cut short")]
    CutShort,
    /// It cannot be decoded.
    #[error("the file is damaged ({0})")]
    Damaged(String),
    /// A drawing that is not well-formed XML.
    #[error("the drawing is not well-formed XML")]
    NotXml,
    /// A drawing without width and height.
    #[error("the drawing has no size")]
    NoSize,
    /// A drawing made of more than can be drawn in reasonable time.
    #[error("the drawing is too complex")]
    TooComplex,
    /// A drawing of which nothing can be shown.
    #[error("the drawing shows nothing outside a web browser")]
    NothingToShow,
}

/// Makes the image file `path` of the wiki fit for every binding.
///
/// What the file is, its content tells; `path` is for the log only. PNG, JPEG and GIF
/// stay as they are when they are sound, small enough and upright.
pub fn prepare(path: &str, bytes: Vec<u8>) -> Result<PreparedImage, ImageProblem> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ImageProblem::TooManyBytes { megabytes: bytes.len().div_ceil(1024 * 1024) });
    }
    let size = bytes.len();
    let prepared = match sniff::kind(&bytes) {
        Ok(Kind::Raster(format)) => raster::prepare(format, bytes),
        Ok(Kind::Svg) => svg::prepare(&bytes),
        Err(problem) => Err(problem),
    };
    if let Err(problem) = &prepared {
        tracing::debug!(path, bytes = size, %problem, "image refused");
    }
    prepared
}
