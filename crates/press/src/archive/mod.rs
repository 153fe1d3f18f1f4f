//! The Markdown archive: the wiki's own files, with links that work among them.
//!
//! Pages keep every byte but the addresses of their links, so that nothing an author
//! wrote is lost and the archive opens in GitHub, Obsidian or a file browser. It also
//! holds every attachment, a table of contents and `wiki.json`. A page in another
//! markup has its conversion to Markdown beside it, and links lead to that.

mod addresses;
mod contents;
mod markdown;
mod names;
mod splice;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read as _, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use relieur_book::memory::Memory;
use relieur_book::model::Chapter;
use relieur_book::read::{Brought, PageSource, Reading};
use relieur_book::threads::on_all_cores;
use relieur_domain::Timestamp;
use relieur_domain::wiki::pages::{Markup, Role, role_of};
use relieur_domain::wiki::{SnapshotFile, WikiSnapshot};
use zip::result::ZipError;
use zip::{CompressionMethod, DateTime, ZipWriter};

use self::addresses::Addresses;
use self::names::Names;
use crate::zipped;

/// Why an archive could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The disk refused it.
    #[error("the archive could not be written")]
    Write(#[source] io::Error),
    /// The ZIP format refused it.
    #[error("{name} could not be put into the archive")]
    Entry {
        /// The file's name in the archive.
        name: String,
        /// The cause.
        #[source]
        source: ZipError,
    },
    /// No threads to work on.
    #[error("the threads that write the archive could not be started")]
    Threads(#[from] &'static rayon::ThreadPoolBuildError),
    /// A file of the snapshot is gone.
    #[error("the fetched file of {path} could not be read")]
    File {
        /// Its path in the wiki.
        path: String,
        /// The cause.
        #[source]
        source: io::Error,
    },
}

/// Bytes of an attachment that is compressed beside others.
const MOST_PACKED: u64 = 4 << 20;
/// Bytes that are compressed side by side, in memory.
const MOST_AT_ONCE: u64 = 64 << 20;

impl From<ZipError> for ArchiveError {
    fn from(source: ZipError) -> Self {
        Self::Entry { name: "the pages".into(), source }
    }
}

/// What an entry is made of.
enum Content<'a> {
    Page(&'a PageSource),
    Converted(&'a Chapter),
    Attachment(&'a SnapshotFile),
    Brought(&'a Brought),
    Text(String),
}

impl Content<'_> {
    /// Whether it is compressed beside others, in memory.
    fn is_packed(&self) -> bool {
        match self {
            Self::Page(_) | Self::Converted(_) | Self::Text(_) => true,
            Self::Attachment(file) => !is_compressed(&file.path) && file.bytes <= MOST_PACKED,
            Self::Brought(_) => false,
        }
    }

    /// About how many bytes it is.
    fn size(&self) -> u64 {
        match self {
            Self::Page(source) => source.bytes.len() as u64,
            Self::Text(text) => text.len() as u64,
            Self::Attachment(file) => file.bytes,
            // About as long as the page it is made of, which counts already; brought files
            // are written one by one.
            Self::Converted(_) | Self::Brought(_) => 0,
        }
    }
}

/// Writes the archive to `to`. The same reading gives the same bytes; what the `memory`
/// has compressed already is not compressed again. `progress` hears how many pages are
/// written and how many there are.
///
/// # Errors
///
/// When a file of the snapshot cannot be read or the archive cannot be written.
pub fn write(
    reading: &Reading,
    snapshot_dir: &Path,
    snapshot: &WikiSnapshot,
    memory: &Memory,
    to: &Path,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<(), ArchiveError> {
    let mut names = Names::new(snapshot.files.iter().map(|file| file.path.as_str()));
    reading.brought.iter().for_each(|image| names.add_brought(image));
    let mut foreign: Vec<&str> = reading.book.chapters.iter().map(|chapter| chapter.path.as_str()).collect();
    foreign.retain(|path| is_converted(path));
    foreign.sort_unstable();
    for path in foreign {
        names.add_converted(path);
    }
    let table_name = if names.has("README.md") { "CONTENTS.md" } else { "README.md" };
    let table_name = names.free(table_name);
    let description_name = names.free("wiki.json");
    let mut entries: BTreeMap<&str, Content<'_>> = BTreeMap::new();
    for source in &reading.sources {
        if let Some(name) = names.of(&source.path) {
            entries.insert(name, Content::Page(source));
        }
    }
    for chapter in &reading.book.chapters {
        if let Some(name) = names.converted(&chapter.path) {
            entries.insert(name, Content::Converted(chapter));
        }
    }
    for file in &snapshot.files {
        if let Some(name) = names.of(&file.path) {
            entries.entry(name).or_insert(Content::Attachment(file));
        }
    }
    for image in &reading.brought {
        if let Some(name) = names.of_brought(&image.url) {
            entries.insert(name, Content::Brought(image));
        }
    }
    entries.insert(&table_name, Content::Text(contents::table(&reading.book, &names, &table_name)));
    entries.insert(&description_name, Content::Text(contents::description(reading, snapshot, &names)));

    let addresses = Addresses::new(reading, snapshot, &names);
    let file = File::create(to).map_err(ArchiveError::Write)?;
    let mut zip = ZipWriter::new(BufWriter::new(file));
    let date = date_of(snapshot.committed_at);
    let done = Mutex::new(0);
    progress(0, reading.pages);
    let read_into = |bytes: &mut Vec<u8>, path: &str, stored: &Path| {
        let read = File::open(snapshot_dir.join(stored)).and_then(|mut file| file.read_to_end(bytes));
        read.map_err(|source| ArchiveError::File { path: path.to_owned(), source })
    };
    let read = |path: &str, stored: &Path| {
        let mut bytes = Vec::new();
        read_into(&mut bytes, path, stored).map(|_| bytes)
    };
    let (packed, files): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(_, content)| content.is_packed());
    let pack = |(name, content): &(&str, Content<'_>)| {
        let bytes = match content {
            Content::Text(text) => text.as_bytes().to_vec(),
            Content::Converted(chapter) => markdown::page(chapter, name, &addresses).into_bytes(),
            Content::Page(source) => splice::spliced(source, &names),
            Content::Attachment(file) => read(&file.path, Path::new(&file.stored))?,
            Content::Brought(image) => read(&image.url, &image.stored)?,
        };
        if matches!(content, Content::Page(source) if source.chapter.is_some()) {
            // Held while telling, so that the numbers are told in order.
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            *done += 1;
            progress(*done, reading.pages);
        }
        Ok::<_, ArchiveError>(((*name).to_owned(), bytes))
    };
    let deflate = |batch| zipped::deflated(batch, memory, pack);
    let store = |zip: &mut ZipWriter<BufWriter<File>>| {
        // One for all: the memory of a new one would be cleared for each file.
        let mut bytes = Vec::new();
        for (name, content) in &files {
            bytes.clear();
            match content {
                Content::Attachment(file) => read_into(&mut bytes, &file.path, Path::new(&file.stored))?,
                Content::Brought(image) => read_into(&mut bytes, &image.url, &image.stored)?,
                Content::Text(_) | Content::Converted(_) | Content::Page(_) => continue,
            };
            put(zip, name, &bytes, date)?;
        }
        Ok::<_, ArchiveError>(())
    };
    let mut batches = batches(&packed, MOST_AT_ONCE).into_iter();
    let first = batches.next().unwrap_or_default();
    // Files that are compressed already are copied while the first pages are compressed.
    let (pieces, stored) = on_all_cores(|| rayon::join(|| deflate(first), || store(&mut zip)))?;
    stored?;
    let mut pieces = pieces?;
    loop {
        for piece in &mut pieces {
            zipped::put(&mut zip, piece, date)?;
        }
        let Some(batch) = batches.next() else { break };
        pieces = on_all_cores(|| deflate(batch))??;
    }
    let mut file = zip.finish().map_err(|source| ArchiveError::Entry { name: "the index".into(), source })?;
    file.flush().map_err(ArchiveError::Write)
}

/// The entries in order, so many together that they are no larger than `most` bytes, at
/// least one.
fn batches<'e>(mut entries: &'e [(&'e str, Content<'e>)], most: u64) -> Vec<&'e [(&'e str, Content<'e>)]> {
    let mut batches = Vec::new();
    while !entries.is_empty() {
        let mut size = 0;
        let count = entries.iter().take_while(|(_, content)| {
            size += content.size();
            size <= most
        });
        let (batch, rest) = entries.split_at(count.count().max(1));
        batches.push(batch);
        entries = rest;
    }
    batches
}

/// Whether the page is in a markup other than Markdown; plain text needs no conversion.
fn is_converted(path: &str) -> bool {
    matches!(role_of(path), Role::Page(markup) if markup != Markup::Markdown)
}

fn put(zip: &mut ZipWriter<BufWriter<File>>, name: &str, bytes: &[u8], date: DateTime) -> Result<(), ArchiveError> {
    let method = if is_compressed(name) { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    let options = zipped::options(date).compression_method(method).large_file(u32::try_from(bytes.len()).is_err());
    let failed = |source| ArchiveError::Entry { name: name.to_owned(), source };
    zip.start_file(name, options).map_err(failed)?;
    zip.write_all(bytes).map_err(ArchiveError::Write)
}

/// Formats that deflate would not make smaller.
fn is_compressed(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(
        ending.as_str(),
        "png"
            | "jpg"
            | "jpeg"
            | "gif"
            | "webp"
            | "avif"
            | "zip"
            | "gz"
            | "tgz"
            | "bz2"
            | "xz"
            | "7z"
            | "zst"
            | "mp4"
            | "webm"
            | "mov"
            | "mp3"
            | "ogg"
            | "docx"
            | "xlsx"
            | "pptx"
            | "odt"
            | "epub"
            | "jar"
            | "woff2"
    )
}

/// The commit's date as ZIP can tell it: between 1980 and 2107, else its beginning.
fn date_of(committed_at: Option<Timestamp>) -> DateTime {
    use chrono::{Datelike, Timelike};
    committed_at
        .and_then(|at| {
            let part = |number: u32| u8::try_from(number).ok();
            let year = u16::try_from(at.year()).ok().filter(|year| (1980..=2107).contains(year))?;
            let date = (part(at.month())?, part(at.day())?);
            let time = (part(at.hour())?, part(at.minute())?, part(at.second().min(59))?);
            DateTime::from_date_and_time(year, date.0, date.1, time.0, time.1, time.2).ok()
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
