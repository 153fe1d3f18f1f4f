//! Files compressed on all cores, for the zip files of the archive and the EPUB.

use std::io::{Cursor, Write as _};

use rayon::prelude::*;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// So many files are compressed in one piece of work.
const AT_ONCE: usize = 8;

/// How hard to look for repetitions: in pages of text, looking longer takes half as long
/// again and makes them a fiftieth smaller.
const LEVEL: i64 = 4;

/// Compresses what `content` gives of each of `files`, a name and bytes, in pieces to be
/// [merged](ZipWriter::merge_archive) in this order: the same whatever the number of
/// threads. Runs on the threads it is called on.
pub(crate) fn deflated<T: Sync, E: From<ZipError> + Send>(
    files: &[T],
    options: SimpleFileOptions,
    content: impl Fn(&T) -> Result<(String, Vec<u8>), E> + Sync,
) -> Result<Vec<ZipArchive<Cursor<Vec<u8>>>>, E> {
    let options = options.compression_method(CompressionMethod::Deflated).compression_level(Some(LEVEL));
    let pieces = files.par_chunks(AT_ONCE).map(|files| {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for file in files {
            let (name, bytes) = content(file)?;
            zip.start_file(name, options.large_file(u32::try_from(bytes.len()).is_err()))?;
            zip.write_all(&bytes).map_err(ZipError::from)?;
        }
        Ok(zip.finish_into_readable()?)
    });
    pieces.collect()
}
