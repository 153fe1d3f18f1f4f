//! The zip file around the book, as the EPUB Open Container Format wants it:
//! `mimetype` first and not compressed, and nothing in it that depends on when or
//! where it was written.

use std::io::{Seek, Write};

use relieur_domain::Timestamp;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::EpubError;
use crate::zipped::{self, Piece};

/// Where the book is in the container.
const FOLDER: &str = "EPUB";

/// Where the package document is; everything else lies beside or below it.
const PACKAGE: &str = "EPUB/package.opf";

const CONTAINER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"#;

/// Writes files into the container.
pub(super) struct Container<W: Write + Seek> {
    zip: ZipWriter<W>,
    date: DateTime,
}

impl<W: Write + Seek> Container<W> {
    /// Begins the container. Every file in it carries `date`.
    pub(super) fn new(to: W, date: Timestamp) -> Result<Self, EpubError> {
        let mut container = Self { zip: ZipWriter::new(to), date: zip_date(date) };
        container.file("mimetype", CompressionMethod::Stored, b"application/epub+zip")?;
        container.file("META-INF/container.xml", CompressionMethod::Deflated, CONTAINER.as_bytes())?;
        Ok(container)
    }

    /// Writes the package document.
    pub(super) fn package(&mut self, text: &str) -> Result<(), EpubError> {
        self.file(PACKAGE, CompressionMethod::Deflated, text.as_bytes())
    }

    /// Writes a text file; `path` as seen from the package.
    pub(super) fn text(&mut self, path: &str, text: &str) -> Result<(), EpubError> {
        self.file(&in_container(path), CompressionMethod::Deflated, text.as_bytes())
    }

    /// Writes what is compressed already.
    pub(super) fn piece(&mut self, piece: &mut Piece<'_>) -> Result<(), EpubError> {
        Ok(zipped::put(&mut self.zip, piece, self.date)?)
    }

    /// Writes an image of a format that is compressed already.
    pub(super) fn image(&mut self, path: &str, bytes: &[u8]) -> Result<(), EpubError> {
        self.file(&in_container(path), CompressionMethod::Stored, bytes)
    }

    /// Completes the container and gives back what it was written to.
    pub(super) fn finish(self) -> Result<W, EpubError> {
        Ok(self.zip.finish()?)
    }

    fn file(&mut self, name: &str, method: CompressionMethod, bytes: &[u8]) -> Result<(), EpubError> {
        self.zip.start_file(name, zipped::options(self.date).compression_method(method))?;
        self.zip.write_all(bytes)?;
        Ok(())
    }
}

/// The name in the container of a file of the package.
pub(super) fn in_container(path: &str) -> String {
    format!("{FOLDER}/{path}")
}

/// A zip file knows the years 1980 to 2107.
fn zip_date(date: Timestamp) -> DateTime {
    use chrono::{Datelike, Timelike};
    u16::try_from(date.year())
        .ok()
        .and_then(|year| {
            let (month, day) = (date.month() as u8, date.day() as u8);
            let (hour, minute, second) = (date.hour() as u8, date.minute() as u8, date.second() as u8);
            DateTime::from_date_and_time(year, month, day, hour, minute, second).ok()
        })
        .unwrap_or_default()
}
