//! Binding in this process.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::thread;
use std::time::Instant;

use relieur_application::ports::{BindRequest, Binding, BoundFile, PressEvent, ProgressSink};
use relieur_book::read::{self, Illustrate, ReadError, Reading};
use relieur_domain::report::Warning;
use relieur_domain::wiki::WikiSnapshot;
use relieur_domain::{ExportFormat, Failure, FailureCode};

use super::failures::{binding_failed, panicked};
use super::verify::verify;
use crate::{archive, epub, pdf};

/// Bytes of stack for the threads of the press: documents are trees, and the code
/// that walks them calls itself.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// Binds every format asked for. `illustrate` brings images from other servers into
/// the snapshot's [`BROUGHT_FOLDER`](relieur_book::read::BROUGHT_FOLDER). Counts, warnings and times come back with the files.
///
/// The wiki is read once; then the PDF is bound on one thread and the other books on
/// another, the PDF taking about as long as the rest together.
pub fn bind(
    request: &BindRequest,
    illustrate: Illustrate<'_>,
    progress: &ProgressSink<PressEvent>,
) -> Result<Binding, Failure> {
    let snapshot = snapshot(&request.snapshot)?;
    let began = Instant::now();
    let reading = on_large_stack(|| read_wiki(&request.snapshot, &snapshot, illustrate, progress))??;
    let read_milliseconds = elapsed(began);

    let began = Instant::now();
    let job = Job { request, snapshot: &snapshot, reading: &reading, progress };
    let (mut files, mut warnings) = job.bind_all()?;
    let bind_milliseconds = elapsed(began);

    files.sort_by_key(|file| file.format);
    warnings.extend_from_slice(&reading.warnings);
    warnings
        .sort_by(|one, other| (&one.page, &one.kind, &one.message).cmp(&(&other.page, &other.kind, &other.message)));
    warnings.dedup();
    Ok(Binding {
        files,
        pages: reading.pages,
        links: reading.links,
        images: reading.images,
        warnings,
        read_milliseconds,
        bind_milliseconds,
    })
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
    folder: &Path,
    snapshot: &WikiSnapshot,
    illustrate: Illustrate<'_>,
    progress: &ProgressSink<PressEvent>,
) -> Result<Reading, Failure> {
    let report = |done, total| progress(PressEvent::Reading { done, total });
    match catch_unwind(AssertUnwindSafe(|| read::read(folder, snapshot, illustrate, &report))) {
        Ok(Ok(reading)) => Ok(reading),
        Ok(Err(ReadError::NoPages)) => Err(Failure::new(FailureCode::EmptyWiki, snapshot.wiki.to_string())),
        Ok(Err(error)) => Err(binding_failed("wiki", &error)),
        Err(payload) => Err(panicked("wiki", payload.as_ref())),
    }
}

/// Runs `work` on a thread of its own with [`STACK_BYTES`] of stack.
fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, work)
            .map_err(|error| no_thread(&error))?;
        thread.join().map_err(|payload| panicked("wiki", payload.as_ref()))
    })
}

fn no_thread(error: &io::Error) -> Failure {
    Failure::new(FailureCode::LimitExceeded, "wiki").because(error)
}

struct Job<'a> {
    request: &'a BindRequest,
    snapshot: &'a WikiSnapshot,
    reading: &'a Reading,
    progress: &'a ProgressSink<PressEvent>,
}

type Bound = (BoundFile, Vec<Warning>);

impl Job<'_> {
    /// Binds all formats, side by side. The first failure, in the order of formats, is
    /// what comes back.
    fn bind_all(&self) -> Result<(Vec<BoundFile>, Vec<Warning>), Failure> {
        let (slow, quick): (Vec<_>, Vec<_>) =
            self.request.options.formats.iter().partition(|format| *format == ExportFormat::Pdf);
        let results = thread::scope(|scope| {
            let mut threads = Vec::new();
            for formats in [slow, quick] {
                let work = move || formats.into_iter().map(|format| self.bind_one(format)).collect::<Vec<_>>();
                let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
                threads.push(thread.map_err(|error| no_thread(&error))?);
            }
            let mut results = Vec::new();
            for thread in threads {
                results.extend(thread.join().map_err(|payload| panicked("wiki", payload.as_ref()))?);
            }
            Ok::<_, Failure>(results)
        })?;
        let mut files = Vec::new();
        let mut warnings = Vec::new();
        for result in results {
            let (file, said) = result?;
            files.push(file);
            warnings.extend(said);
        }
        Ok((files, warnings))
    }

    fn bind_one(&self, format: ExportFormat) -> Result<Bound, Failure> {
        let subject = format.to_string();
        let path = self.request.output.join(format!("{}.{}", self.request.stem, format.extension()));
        let began = Instant::now();
        let warnings = match catch_unwind(AssertUnwindSafe(|| self.write(format, &path))) {
            Ok(written) => written?,
            Err(payload) => return Err(panicked(&subject, payload.as_ref())),
        };
        verify(format, &path).map_err(|error| binding_failed(&subject, &error))?;
        tracing::debug!(%format, milliseconds = elapsed(began), "bound");
        Ok((BoundFile { format, path }, warnings))
    }

    fn write(&self, format: ExportFormat, path: &Path) -> Result<Vec<Warning>, Failure> {
        let report = |done, total| (self.progress)(PressEvent::Binding { format, done, total });
        let subject = format.to_string();
        match format {
            ExportFormat::Markdown => {
                archive::write(self.reading, &self.request.snapshot, self.snapshot, path, &report)
                    .map(|()| Vec::new())
                    .map_err(|error| binding_failed(&subject, &error))
            }
            ExportFormat::Pdf => {
                pdf::write(&self.reading.book, path, &report).map_err(|error| binding_failed(&subject, &error))
            }
            ExportFormat::Epub => {
                epub::write(&self.reading.book, path, &report).map_err(|error| binding_failed(&subject, &error))
            }
        }
    }
}
