//! Images of the wiki, made fit for every binding.
//!
//! An image comes as bytes somebody uploaded, under a name that may lie. What leaves
//! here has been read to its end, is in a format that PDF and EPUB take, and is of a
//! size a reader can show. Nothing here looks at files or the network.

pub mod fonts;
mod png;
mod raster;
mod sniff;
mod svg;

use std::fs::File;
use std::io::{self, Read as _};
use std::sync::Arc;

use crate::memory::Memory;
use crate::model::ImageFormat;
use sniff::Kind;

/// Bytes an image file may have.
const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;

/// Bytes by which a file is known.
const HEAD_BYTES: u64 = 64 * 1024;

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

/// How closely an image is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Decoded to its last pixel: the typesetting engine sets a page that shows a damaged
    /// one without any of its form.
    Pixels,
    /// By its own checksums, where it has them: readers pass over a damaged one.
    Sums,
}

/// What the memory calls images.
const KIND: &str = "image";

/// The same as [`prepare`], unless the `memory` knows the result.
pub fn prepare_once(memory: &Memory, path: &str, bytes: Vec<u8>, look: Look) -> Result<PreparedImage, ImageProblem> {
    if look == Look::Sums
        && let Some((width, height)) = png::sound(&bytes)
    {
        return Ok(PreparedImage { format: ImageFormat::Png, width, height, bytes: bytes.into() });
    }
    let mut made = None;
    let known = memory.recall(KIND, &[&bytes], || {
        let prepared = prepare(path, bytes.clone());
        let written = prepared.as_ref().ok().map(|prepared| prepared.written(&bytes));
        made = Some(prepared);
        written
    });
    match (made, known) {
        (Some(made), _) => made,
        (None, Some(known)) => PreparedImage::read(&known, &bytes).map_or_else(|| prepare(path, bytes), Ok),
        (None, None) => prepare(path, bytes),
    }
}

impl PreparedImage {
    /// The result for the memory; without the bytes where they are the original's.
    fn written(&self, original: &[u8]) -> Vec<u8> {
        let own: &[u8] = if *self.bytes == *original { &[] } else { &self.bytes };
        let format = match self.format {
            ImageFormat::Png => 0,
            ImageFormat::Jpeg => 1,
            ImageFormat::Gif => 2,
            ImageFormat::Svg => 3,
        };
        let mut written = vec![format];
        written.extend_from_slice(&self.width.to_le_bytes());
        written.extend_from_slice(&self.height.to_le_bytes());
        written.extend_from_slice(own);
        written
    }

    fn read(written: &[u8], original: &[u8]) -> Option<Self> {
        let (head, own) = written.split_at_checked(9)?;
        let number = |at: usize| Some(u32::from_le_bytes(head.get(at..at + 4)?.try_into().ok()?));
        let format = match head[0] {
            0 => ImageFormat::Png,
            1 => ImageFormat::Jpeg,
            2 => ImageFormat::Gif,
            3 => ImageFormat::Svg,
            _ => return None,
        };
        let bytes = if own.is_empty() { original } else { own };
        Some(Self { format, width: number(1)?, height: number(5)?, bytes: bytes.into() })
    }
}

/// An image nobody is going to look at: only what it is has been looked at, by its first
/// bytes. Its size is not known, and it has no content.
///
/// # Errors
///
/// When the file cannot be read.
pub fn recognised(file: File) -> io::Result<Result<PreparedImage, ImageProblem>> {
    let length = file.metadata()?.len();
    if length > MAX_FILE_BYTES as u64 {
        let megabytes = length.div_ceil(1024 * 1024) as usize;
        return Ok(Err(ImageProblem::TooManyBytes { megabytes }));
    }
    let mut head = Vec::new();
    file.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(sniff::kind(&head).map(|kind| {
        let format = match kind {
            Kind::Svg => ImageFormat::Svg,
            Kind::Raster(format) => raster::shown_as(format),
        };
        PreparedImage { format, width: 1, height: 1, bytes: Arc::from([]) }
    }))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::sample::PIXEL;

    #[test]
    fn an_image_is_the_same_the_second_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='3' height='2'><path d='M0 0h3v2z'/></svg>";
        for bytes in [PIXEL, svg] {
            let of_old = Memory::of(Some(folder.path()), "wiki");
            let first = prepare_once(&of_old, "x", bytes.to_vec(), Look::Pixels).expect("an image");
            of_old.keep().expect("written");
            let again = prepare_once(&Memory::of(Some(folder.path()), "wiki"), "x", bytes.to_vec(), Look::Pixels);
            assert_eq!(again, Ok(first));
        }
        assert_eq!(prepare_once(&Memory::default(), "x", Vec::new(), Look::Sums), Err(ImageProblem::Empty));
    }
}
