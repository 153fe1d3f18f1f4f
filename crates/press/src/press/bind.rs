//! Binding in this process.

use std::borrow::Cow;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use rayon::prelude::*;
use relieur_application::ports::{BindRequest, Binding, BoundFile, PressEvent, ProgressSink};
use relieur_book::memory::Memory;
use relieur_book::model::Book;
use relieur_book::read::{self, Illustrate, ReadError, Reading};
use relieur_book::threads::{STACK_BYTES, ThreadPoolBuildError, on_all_cores};
use relieur_domain::report::Warning;
use relieur_domain::wiki::WikiSnapshot;
use relieur_domain::{ExportFormat, ExportOptions, Failure, FailureCode};

use super::failures::{binding_failed, panicked};
use super::verify::verify;
use crate::{HearPages, Manuscript, TellPages, archive, diagrams, epub, page_list, pdf};

/// Binds every format asked for. `illustrate` brings images from other servers into
/// the snapshot's [`BROUGHT_FOLDER`](relieur_book::read::BROUGHT_FOLDER). Counts, warnings and times come back with the files.
///
/// The wiki is read once; then the PDF is bound beside the other books, taking about as
/// long as the rest together.
pub fn bind(
    request: &BindRequest,
    illustrate: Illustrate<'_>,
    progress: &ProgressSink<PressEvent>,
) -> Result<Binding, Failure> {
    bind_remembering(request, Memory::none(), illustrate, progress, |binding| binding)
}

/// The same, with what is remembered of the wiki. `deliver` is called while all that was
/// worked out is still there.
pub(super) fn bind_remembering(
    request: &BindRequest,
    memory: &Memory,
    illustrate: Illustrate<'_>,
    progress: &ProgressSink<PressEvent>,
    deliver: impl FnOnce(Binding) -> Binding,
) -> Result<Binding, Failure> {
    let mut snapshot = snapshot(&request.snapshot)?;
    let began = Instant::now();
    let reading = read_wiki(request, &snapshot, memory, illustrate, progress)?;
    let read_milliseconds = elapsed(began);
    // The archive holds every file of the snapshot, and no page that is left out.
    let left_out: HashSet<String> =
        read::left_out(&snapshot, &request.options.pages).into_iter().map(str::to_owned).collect();
    snapshot.files.retain(|file| !left_out.contains(&file.path));

    let began = Instant::now();
    // Diagrams are drawn, listings coloured, formulas read and the cover drawn side by
    // side: the last of each keeps one core only.
    let (options, read) = (&request.options, &reading.book);
    if options.formats.contains(ExportFormat::Pdf) {
        pdf::read_fonts(&read.language, options);
    }
    let both = options.formats.contains(ExportFormat::Pdf) && options.formats.contains(ExportFormat::Epub);
    // By itself an EPUB draws it beside its chapters. One that cannot be drawn is tried again
    // there, which says why.
    let cover = || both.then(|| epub::cover(read, options, memory).ok().flatten()).flatten();
    let listings = || rayon::join(cover, || Manuscript::colours(read, options, memory));
    let formulas = || Manuscript::formulas(read, options, memory);
    let work_out = || rayon::join(|| illustrated(options, read, memory), || rayon::join(formulas, listings));
    let ((book, undrawn), (formulas, (cover, colours))) = catch_unwind(AssertUnwindSafe(|| on_all_cores(work_out)))
        .map_err(|payload| panicked("wiki", payload.as_ref()))?
        .map_err(no_threads)?;
    let manuscript = Manuscript { book: &book, options, memory, colours, formulas, cover };
    let (tell, hear) = both.then(page_list).unzip();
    let job = Job {
        request,
        snapshot: &snapshot,
        reading: &reading,
        manuscript: &manuscript,
        progress,
        tell: Mutex::new(tell),
        hear: Mutex::new(hear),
    };
    let (mut files, mut warnings) = job.bind_all()?;
    // The books are made; without a memory the next ones only take longer.
    if let Err(error) = memory.keep() {
        tracing::debug!(%error, "nothing could be remembered");
    }
    warnings.extend(undrawn);
    warnings.extend(manuscript.warnings());
    let bind_milliseconds = elapsed(began);

    files.sort_by_key(|file| file.format);
    warnings.extend_from_slice(&reading.warnings);
    warnings
        .sort_by(|one, other| (&one.page, &one.kind, &one.message).cmp(&(&other.page, &other.kind, &other.message)));
    warnings.dedup();
    Ok(deliver(Binding {
        files,
        pages: reading.pages,
        links: reading.links.clone(),
        images: reading.images.clone(),
        warnings,
        read_milliseconds,
        bind_milliseconds,
    }))
}

/// What the typesetting engine would get for this request: files by paths that begin with
/// a slash, `/main.typ` first. For looking at it, and for measuring the engine alone.
pub fn typst_source(request: &BindRequest, illustrate: Illustrate<'_>) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let snapshot = snapshot(&request.snapshot)?;
    let memory = Memory::none();
    let silent: ProgressSink<PressEvent> = Arc::new(|_| {});
    on_all_cores(|| {
        let reading = read_wiki(request, &snapshot, memory, illustrate, &silent)?;
        let (book, _) = illustrated(&request.options, &reading.book, memory);
        Ok(pdf::source(&Manuscript::new(&book, &request.options, memory)))
    })
    .map_err(no_threads)?
}

fn elapsed(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn snapshot(folder: &Path) -> Result<WikiSnapshot, Failure> {
    let path = folder.join(WikiSnapshot::FILE_NAME);
    let unreadable = |cause: String| Failure::new(FailureCode::Internal, "the wiki").because(cause);
    let bytes = std::fs::read(&path).map_err(|error| unreadable(format!("{}: {error}", path.display())))?;
    serde_json::from_slice(&bytes).map_err(|error| unreadable(format!("{}: {error}", path.display())))
}

fn read_wiki(
    request: &BindRequest,
    snapshot: &WikiSnapshot,
    memory: &Memory,
    illustrate: Illustrate<'_>,
    progress: &ProgressSink<PressEvent>,
) -> Result<Reading, Failure> {
    let report = |done, total| progress(PressEvent::Reading { done, total });
    match catch_unwind(AssertUnwindSafe(|| {
        read::read(&request.snapshot, snapshot, &request.options, memory, illustrate, &report)
    })) {
        Ok(Ok(reading)) => Ok(reading),
        Ok(Err(ReadError::NoPages)) => Err(Failure::new(FailureCode::EmptyWiki, snapshot.wiki.to_string())),
        Ok(Err(ReadError::AllLeftOut)) => Err(Failure::new(FailureCode::NoPageChosen, snapshot.wiki.to_string())),
        Ok(Err(ReadError::Threads(error))) => Err(no_threads(error)),
        Ok(Err(error)) => Err(binding_failed("wiki", &error)),
        Err(payload) => Err(panicked("wiki", payload.as_ref())),
    }
}

fn no_threads(error: &ThreadPoolBuildError) -> Failure {
    Failure::new(FailureCode::LimitExceeded, "wiki").because(error)
}

/// The book with its diagrams drawn, when a format shows them.
fn illustrated<'b>(options: &ExportOptions, book: &'b Book, memory: &Memory) -> (Cow<'b, Book>, Vec<Warning>) {
    if options.shows_pages() { diagrams::drawn(book, memory) } else { (Cow::Borrowed(book), Vec::new()) }
}

struct Job<'a> {
    request: &'a BindRequest,
    snapshot: &'a WikiSnapshot,
    reading: &'a Reading,
    manuscript: &'a Manuscript<'a>,
    progress: &'a ProgressSink<PressEvent>,
    /// The PDF's end of the list of pages: dropped by it in any case, for the EPUB waits.
    tell: Mutex<Option<TellPages>>,
    /// The EPUB's end.
    hear: Mutex<Option<HearPages>>,
}

fn taken<T>(end: &Mutex<Option<T>>) -> Option<T> {
    end.lock().unwrap_or_else(PoisonError::into_inner).take()
}

type Bound = (Vec<BoundFile>, Vec<Warning>);

impl Job<'_> {
    /// Binds all formats, side by side. The first failure, in the order of formats, is
    /// what comes back.
    fn bind_all(&self) -> Result<(Vec<BoundFile>, Vec<Warning>), Failure> {
        let (slow, quick): (Vec<_>, Vec<_>) =
            self.request.options.formats.iter().partition(|format| *format == ExportFormat::Pdf);
        let results = if slow.is_empty() || quick.is_empty() {
            let all = [slow, quick].concat();
            let bind = || all.into_par_iter().map(|format| self.bind_one(format)).collect();
            on_all_cores(bind).map_err(no_threads)?
        } else {
            self.bind_beside(&[slow, quick])?
        };
        let mut files = Vec::new();
        let mut warnings = Vec::new();
        for result in results {
            let (made, said) = result?;
            files.extend(made);
            warnings.extend(said);
        }
        Ok((files, warnings))
    }

    /// Binds each group on a thread of its own, where it may wait for another.
    fn bind_beside(&self, groups: &[Vec<ExportFormat>]) -> Result<Vec<Result<Bound, Failure>>, Failure> {
        thread::scope(|scope| {
            let mut threads = Vec::new();
            for formats in groups {
                let work = || formats.iter().map(|format| self.bind_one(*format)).collect::<Vec<_>>();
                let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
                let none = |error| Failure::new(FailureCode::LimitExceeded, "wiki").because(error);
                threads.push(thread.map_err(none)?);
            }
            let mut results = Vec::new();
            for thread in threads {
                results.extend(thread.join().map_err(|payload| panicked("wiki", payload.as_ref()))?);
            }
            Ok(results)
        })
    }

    fn bind_one(&self, format: ExportFormat) -> Result<Bound, Failure> {
        let subject = format.to_string();
        let path = self.request.output.join(format!("{}.{}", self.request.stem, format.extension()));
        let began = Instant::now();
        let (paths, warnings) = match catch_unwind(AssertUnwindSafe(|| self.write(format, path))) {
            Ok(written) => written?,
            Err(payload) => return Err(panicked(&subject, payload.as_ref())),
        };
        for path in &paths {
            verify(format, path).map_err(|error| binding_failed(&subject, &error))?;
        }
        tracing::debug!(%format, milliseconds = elapsed(began), "bound");
        Ok((paths.into_iter().map(|path| BoundFile { format, path }).collect(), warnings))
    }

    /// Writes a book to `path`, or its volumes beside it.
    fn write(&self, format: ExportFormat, path: PathBuf) -> Result<(Vec<PathBuf>, Vec<Warning>), Failure> {
        let report = |done, total| (self.progress)(PressEvent::Binding { format, done, total });
        let subject = format.to_string();
        match format {
            ExportFormat::Markdown => {
                archive::write(
                    self.reading,
                    &self.request.snapshot,
                    self.snapshot,
                    self.manuscript.memory,
                    &path,
                    &report,
                )
                .map_err(|error| binding_failed(&subject, &error))?;
                Ok((vec![path], Vec::new()))
            }
            ExportFormat::Pdf => pdf::write(self.manuscript, &path, &report, taken(&self.tell))
                .map(|written| (written.files, written.warnings))
                .map_err(|error| binding_failed(&subject, &error)),
            ExportFormat::Epub => {
                let warnings = epub::write(self.manuscript, &path, &report, taken(&self.hear))
                    .map_err(|error| binding_failed(&subject, &error))?;
                Ok((vec![path], warnings))
            }
        }
    }
}
