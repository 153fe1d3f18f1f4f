//! Exporting one wiki: fetch, bind, account for it. Knows nothing of jobs; the
//! command line calls it directly, [`handler`] calls it for a job.

mod handler;
mod illustrator;
mod meter;
mod reuse;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use futures::future::try_join_all;
use relieur_domain::report::{PhaseTime, ReportFile};
use relieur_domain::{ExportFormat, ExportOptions, ExportReport, Failure, FailureCode, Phase, Progress, Step, WikiRef};
use sha2::{Digest, Sha256};

use crate::ports::{BindRequest, FetchRequest, Press, ProgressSink, WikiSource};
pub use handler::{HandlerPorts, WikiExportHandler};
use illustrator::WikiIllustrator;
use meter::Meter;

/// Makes books of wikis. Cheap to clone.
#[derive(Clone)]
pub struct Exporter {
    wikis: Arc<dyn WikiSource>,
    press: Arc<dyn Press>,
}

/// A finished book on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishedFile {
    /// What it is.
    pub format: ExportFormat,
    /// Where it is, below the folder given to [`Exporter::export`].
    pub path: PathBuf,
    /// The name it should have for people.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its content, lower-case hexadecimal.
    pub sha256: String,
}

/// What an export made. The report's files carry plain names as their paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// One for each format asked for, in order.
    pub files: Vec<FinishedFile>,
    /// What was found and done; the time for storing is for the caller to add.
    pub report: ExportReport,
}

impl Exporter {
    /// Over these ports.
    pub fn new(wikis: Arc<dyn WikiSource>, press: Arc<dyn Press>) -> Self {
        Self { wikis, press }
    }

    /// The commit an export of the wiki would be of now; none where only an export can
    /// tell.
    pub async fn head(&self, request: &FetchRequest) -> Option<String> {
        self.wikis.head(request).await
    }

    /// The version of the binder.
    pub fn binder(&self) -> &'static str {
        self.press.version()
    }

    /// Fetches the wiki and binds it, in `workdir`, an empty folder that is the
    /// caller's to remove. When the future is dropped, everything stops.
    pub async fn export(
        &self,
        request: &FetchRequest,
        options: &ExportOptions,
        workdir: &Path,
        progress: ProgressSink<Progress>,
    ) -> Result<Export, Failure> {
        let wiki = &request.wiki;
        let meter = Arc::new(Meter::new(&options.formats, progress));
        let snapshot_dir = workdir.join("snapshot");
        let output = workdir.join("books");
        for folder in [&snapshot_dir, &output] {
            tokio::fs::create_dir_all(folder).await.map_err(|error| internal(wiki, &error))?;
        }

        let press = self.press.start(wiki, options)?;
        let began = Instant::now();
        meter.at(Step::Connecting);
        let fetching = meter.clone();
        let snapshot =
            self.wikis.fetch(request, &snapshot_dir, Arc::new(move |progress| fetching.fetched(progress))).await?;
        let fetch_milliseconds = milliseconds(began);
        tracing::info!(%wiki, files = snapshot.files.len(), fetch_milliseconds, "wiki fetched");

        let order = BindRequest { snapshot: snapshot_dir, options: options.clone(), output, stem: wiki.file_stem() };
        let illustrator = WikiIllustrator { wikis: self.wikis.as_ref(), request };
        let binding = {
            let binding = meter.clone();
            press.bind(&order, &illustrator, Arc::new(move |event| binding.pressed(event))).await?
        };
        tracing::info!(%wiki, pages = binding.pages, bind_milliseconds = binding.bind_milliseconds, "books bound");

        let mut accounts = Vec::new();
        for format in options.formats.iter() {
            let bound: Vec<_> = binding.files.iter().filter(|file| file.format == format).collect();
            if bound.is_empty() {
                return Err(
                    Failure::new(FailureCode::BindingFailed, format.to_string()).because("the press left it out")
                );
            }
            accounts.extend(bound.into_iter().map(|file| account_for(format, file.path.clone())));
        }
        // Side by side: large books take a while to sum up, and many files to remove.
        let cleared = tokio::task::spawn_blocking(move || std::fs::remove_dir_all(order.snapshot));
        let files = try_join_all(accounts).await;
        // What is left of it goes with the caller's folder.
        let _ = cleared.await;
        let files = files.map_err(|error| internal(wiki, &error))?;

        let report = ExportReport {
            wiki: wiki.to_string(),
            commit: snapshot.commit,
            strategy: snapshot.strategy.as_str().to_owned(),
            binder: self.press.version().to_owned(),
            reused: false,
            pages: binding.pages,
            files: files
                .iter()
                .map(|file| ReportFile {
                    format: file.format,
                    path: file.name.clone(),
                    bytes: file.bytes,
                    sha256: file.sha256.clone(),
                })
                .collect(),
            links: binding.links,
            images: binding.images,
            // The fetch's own are among them: the press read them in the snapshot.
            warnings: binding.warnings,
            phases: vec![
                PhaseTime { phase: Phase::Fetch, milliseconds: fetch_milliseconds },
                PhaseTime { phase: Phase::Read, milliseconds: binding.read_milliseconds },
                PhaseTime { phase: Phase::Bind, milliseconds: binding.bind_milliseconds },
            ],
        };
        Ok(Export { files, report })
    }
}

/// Wall time since `began`.
pub fn milliseconds(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn internal(wiki: &WikiRef, error: &std::io::Error) -> Failure {
    Failure::new(FailureCode::Internal, wiki.to_string()).because(error)
}

async fn account_for(format: ExportFormat, path: PathBuf) -> std::io::Result<FinishedFile> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let summed = path.clone();
    let (bytes, sha256) =
        tokio::task::spawn_blocking(move || checksum(&summed)).await.map_err(std::io::Error::other)??;
    Ok(FinishedFile { format, path, name, bytes, sha256 })
}

/// A file's size and its SHA-256 in lower-case hexadecimal.
pub fn checksum(path: &Path) -> std::io::Result<(u64, String)> {
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut bytes = 0;
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            break;
        }
        hasher.update(&piece[..read]);
        bytes += read as u64;
    }
    let sha256 = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((bytes, sha256))
}
