//! A last look at a finished file before it counts.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use relieur_domain::ExportFormat;

/// Bytes at the end of a PDF in which its end mark must be.
const PDF_TAIL: u64 = 1_024;

/// Why a file does not count.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unsound {
    /// Not there or not readable.
    #[error("the finished file cannot be read")]
    Unreadable(#[from] io::Error),
    /// Nothing in it.
    #[error("the finished file is empty")]
    Empty,
    /// Something else than it should be.
    #[error("the finished file does not begin or end as its format wants it")]
    WrongFormat,
    /// Its container does not open.
    #[error("the finished file cannot be opened again")]
    Container(#[from] zip::result::ZipError),
}

/// Looks at the file again, as a reader would.
pub(super) fn verify(format: ExportFormat, path: &Path) -> Result<(), Unsound> {
    let mut file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        return Err(Unsound::Empty);
    }
    match format {
        ExportFormat::Pdf => verify_pdf(&mut file),
        ExportFormat::Markdown => {
            let archive = zip::ZipArchive::new(file)?;
            if archive.is_empty() { Err(Unsound::Empty) } else { Ok(()) }
        }
        ExportFormat::Epub => {
            let mut archive = zip::ZipArchive::new(file)?;
            let mut first = archive.by_index(0)?;
            let mut media_type = String::new();
            first.read_to_string(&mut media_type)?;
            let is_media_type = first.name().is_ok_and(|name| name == "mimetype");
            if is_media_type && media_type == ExportFormat::Epub.media_type() {
                Ok(())
            } else {
                Err(Unsound::WrongFormat)
            }
        }
    }
}

fn verify_pdf(file: &mut File) -> Result<(), Unsound> {
    let mut beginning = [0; 5];
    file.read_exact(&mut beginning)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(PDF_TAIL)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let ends = tail.windows(5).any(|bytes| bytes == b"%%EOF");
    if &beginning == b"%PDF-" && ends { Ok(()) } else { Err(Unsound::WrongFormat) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_written_file_does_not_count() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("book");
        assert!(matches!(verify(ExportFormat::Pdf, &path), Err(Unsound::Unreadable(_))));
        std::fs::write(&path, b"").expect("a file");
        assert!(matches!(verify(ExportFormat::Pdf, &path), Err(Unsound::Empty)));
        std::fs::write(&path, b"%PDF-1.7\nhalf of it").expect("a file");
        assert!(matches!(verify(ExportFormat::Pdf, &path), Err(Unsound::WrongFormat)));
        assert!(matches!(verify(ExportFormat::Epub, &path), Err(Unsound::Container(_))));
        std::fs::write(&path, b"%PDF-1.7\nall of it\n%%EOF\n").expect("a file");
        assert!(verify(ExportFormat::Pdf, &path).is_ok());
    }
}
