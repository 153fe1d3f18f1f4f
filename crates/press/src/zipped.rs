//! Files compressed on all cores, for the zip files of the archive and the EPUB.

use std::borrow::Cow;
use std::io::{Cursor, Seek, Write};

use rayon::prelude::*;
use relieur_book::memory::Memory;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// So many files are compressed in one piece of work.
const AT_ONCE: usize = 8;

/// How hard to look for repetitions: in pages of text, looking longer takes half as long
/// again and makes them a fiftieth smaller.
const LEVEL: i64 = 4;

/// What files may do.
const PERMISSIONS: u32 = 0o644;

/// What the memory calls pieces.
const KIND: &str = "piece";

/// A few files, compressed.
pub(crate) struct Piece<'m>(ZipArchive<Cursor<Cow<'m, [u8]>>>);

impl<'m> Piece<'m> {
    /// What [`compressed`] gave.
    pub(crate) fn of(compressed: Cow<'m, [u8]>) -> Result<Self, ZipError> {
        Ok(Self(ZipArchive::new(Cursor::new(compressed))?))
    }
}

/// What files in a zip of ours have in common.
pub(crate) fn options(date: DateTime) -> SimpleFileOptions {
    SimpleFileOptions::default().last_modified_time(date).unix_permissions(PERMISSIONS)
}

/// Compresses what `content` gives of each of `files`, a name and bytes, in pieces to be
/// [put] in this order: the same whatever the number of threads. What the `memory`
/// knows is not compressed again. Runs on the threads it is called on.
pub(crate) fn deflated<'m, T: Sync, E: From<ZipError> + Send>(
    files: &[T],
    memory: &'m Memory,
    content: impl Fn(&T) -> Result<(String, Vec<u8>), E> + Sync,
) -> Result<Vec<Piece<'m>>, E> {
    let pieces = files.par_chunks(AT_ONCE).map(|files| {
        let files: Vec<_> = files.iter().map(&content).collect::<Result<_, E>>()?;
        let said: Vec<&[u8]> = files.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes]).collect();
        let mut problem = None;
        let known = memory.recall(KIND, &said, || compressed(&files).map_err(|error| problem = Some(error)).ok());
        match (known, problem) {
            (Some(known), _) => Ok(Piece::of(known)?),
            (None, problem) => Err(problem.unwrap_or(ZipError::FileNotFound).into()),
        }
    });
    pieces.collect()
}

/// A zip of the files.
pub(crate) fn compressed(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, ZipError> {
    // The date is one of the zip they come into: a new one changes nothing here.
    let options =
        options(DateTime::default()).compression_method(CompressionMethod::Deflated).compression_level(Some(LEVEL));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options.large_file(u32::try_from(bytes.len()).is_err()))?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Puts the files of a piece into a zip, with its date.
pub(crate) fn put(
    zip: &mut ZipWriter<impl Write + Seek>,
    Piece(piece): &mut Piece<'_>,
    date: DateTime,
) -> Result<(), ZipError> {
    for number in 0..piece.len() {
        zip.raw_copy_file_touch(piece.by_index_raw(number)?, date, Some(PERMISSIONS))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    /// A zip of 20 pages, dated, compressed with the memory in `folder`, and that memory.
    fn zip_of(folder: &std::path::Path, date: DateTime) -> (ZipArchive<Cursor<Vec<u8>>>, Vec<u8>) {
        let memory = Memory::of(Some(folder), "wiki");
        let pages: Vec<usize> = (0..20).collect();
        let content =
            |page: &usize| Ok::<_, ZipError>((format!("{page}.md"), format!("Page {page}.\n").repeat(9).into_bytes()));
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for mut piece in deflated(&pages, &memory, content).expect("pieces") {
            put(&mut zip, &mut piece, date).expect("put");
        }
        memory.keep().expect("kept");
        let file = std::fs::read_dir(folder).expect("a folder").next().expect("a file").expect("a file");
        (zip.finish_into_readable().expect("a zip"), std::fs::read(file.path()).expect("bytes"))
    }

    #[test]
    fn what_is_compressed_once_takes_any_date() {
        let folder = tempfile::tempdir().expect("a folder");
        let date = |year| DateTime::from_date_and_time(year, 5, 6, 7, 8, 10).expect("a date");
        let (_, remembered) = zip_of(folder.path(), date(2024));
        let (mut zip, still) = zip_of(folder.path(), date(2025));
        assert!(remembered == still, "nothing is new");
        assert_eq!(zip.len(), 20);
        for page in 0..20 {
            let mut file = zip.by_index(page).expect("a file");
            assert_eq!(file.name().expect("a name"), format!("{page}.md"));
            assert_eq!(file.last_modified(), Some(date(2025)));
            assert_eq!(file.unix_mode().map(|mode| mode & 0o777), Some(PERMISSIONS));
            let mut text = String::new();
            file.read_to_string(&mut text).expect("its text");
            assert_eq!(text, format!("Page {page}.\n").repeat(9));
        }
    }
}
