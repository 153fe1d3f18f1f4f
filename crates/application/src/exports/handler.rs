//! Runs a wiki job: exports, stores the files, writes the job's history.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use relieur_domain::jobs::wiki::{WikiJob, WikiJobCommand};
use relieur_domain::report::PhaseTime;
use relieur_domain::{
    ExportFile, ExportOptions, ExportReport, Failure, FailureCode, FileId, JobId, JobKind, Phase, Progress, Step,
};
use tokio::sync::watch;

use super::reuse::find_earlier;
use super::{Exporter, FinishedFile, milliseconds};
use crate::jobs::wiki::{JobError, WikiJobLog};
use crate::ports::{
    Claim, FetchRequest, JobQueries, JobTokens, LeaseToken, ObjectStore, ProgressSink, StoreError, TaskChange,
};
use crate::worker::{JobHandler, Stop};

/// The least time between two progress events of one job.
const PROGRESS_EVERY: Duration = Duration::from_millis(400);

/// Runs wiki jobs.
pub struct WikiExportHandler {
    exporter: Exporter,
    log: WikiJobLog,
    ports: HandlerPorts,
    workdir: PathBuf,
}

/// What the handler needs besides the job's history.
#[derive(Clone)]
pub struct HandlerPorts {
    /// Where finished files go.
    pub objects: Arc<dyn ObjectStore>,
    /// Where earlier exports are found.
    pub queries: Arc<dyn JobQueries>,
    /// Where the jobs' own tokens are.
    pub tokens: Arc<dyn JobTokens>,
}

impl WikiExportHandler {
    /// `workdir` is a folder for unfinished work; it exists and is this process's.
    pub fn new(exporter: Exporter, log: WikiJobLog, ports: HandlerPorts, workdir: PathBuf) -> Self {
        Self { exporter, log, ports, workdir }
    }
}

#[async_trait]
impl JobHandler for WikiExportHandler {
    fn kind(&self) -> JobKind {
        JobKind::WikiExport
    }

    async fn run(&self, claim: Claim, stop: Stop) -> Result<(), JobError> {
        let id = claim.lease.stream.id;
        let job = self.log.load(id).await?;
        let mut run = Run { handler: self, id, token: claim.lease.token, job };
        match run.job.job.as_ref() {
            // The task outlived its job's end: a crash between the two.
            Some(job) if job.status.is_final() => return run.finish_task().await,
            None => return run.finish_task().await,
            Some(job) if claim.attempt > claim.max_attempts => {
                let failure = Failure::new(FailureCode::WorkerLost, job.wiki.to_string());
                return run.advance(WikiJobCommand::Fail(failure), TaskChange::Finish).await;
            }
            Some(_) => {}
        }
        run.advance(WikiJobCommand::Start { attempt: claim.attempt }, TaskChange::Keep).await?;

        let outcome = tokio::select! {
            outcome = run.work() => outcome?,
            () = stop.shutdown.cancelled() => {
                tracing::info!(job = %id, "job handed back");
                let release = TaskChange::Release { delay: Duration::ZERO, counts: false };
                return run.advance(WikiJobCommand::HandBack, release).await;
            }
            // Another worker has the job now; every write would be refused.
            () = stop.fenced.cancelled() => return Ok(()),
        };
        match outcome {
            Ok(report) => {
                run.advance(WikiJobCommand::Complete(report), TaskChange::Finish).await?;
                tracing::info!(job = %id, "job completed");
            }
            Err(failure) => {
                tracing::warn!(job = %id, code = ?failure.code, detail = failure.detail.as_deref(), "job failed: {}", failure.message);
                run.advance(WikiJobCommand::Fail(failure), TaskChange::Finish).await?;
            }
        }
        Ok(())
    }
}

/// One attempt at one job.
struct Run<'a> {
    handler: &'a WikiExportHandler,
    id: JobId,
    token: LeaseToken,
    job: WikiJob,
}

impl Run<'_> {
    async fn advance(&mut self, command: WikiJobCommand, task: TaskChange) -> Result<(), JobError> {
        self.handler.log.advance(self.id, &mut self.job, command, Some(self.token), task).await
    }

    async fn finish_task(&mut self) -> Result<(), JobError> {
        self.handler.log.change_task(self.id, &self.job, Some(self.token), TaskChange::Finish).await
    }

    /// Exports and stores. The outer error is the store's: nothing can be written
    /// any more; the inner one is the export's.
    async fn work(&mut self) -> Result<Result<ExportReport, Failure>, JobError> {
        let Some(submitted) = self.job.job.clone() else {
            return Err(relieur_domain::jobs::wiki::WikiJobError::Missing.into());
        };
        let request = match self.handler.ports.tokens.token(self.id).await {
            Ok(token) => FetchRequest { wiki: submitted.wiki.clone(), token, history: submitted.options.history },
            // The server's key is not the one it was sealed with.
            Err(StoreError::Corrupt { source, .. }) => {
                let failure = Failure::new(FailureCode::TokenRefused, submitted.wiki.to_string());
                return Ok(Err(failure.because(source)));
            }
            Err(error) => return Err(error.into()),
        };
        if !submitted.force
            && let Some(report) = self.take_again(&request, &submitted.options).await?
        {
            return Ok(Ok(report));
        }
        self.export(&request, &submitted.options).await
    }

    /// Takes the files of an earlier export when nothing has changed since.
    async fn take_again(
        &mut self,
        request: &FetchRequest,
        options: &ExportOptions,
    ) -> Result<Option<ExportReport>, JobError> {
        let began = Instant::now();
        let HandlerPorts { queries, objects, .. } = self.handler.ports.clone();
        let Some(earlier) = find_earlier(&self.handler.exporter, &queries, request, options).await? else {
            return Ok(None);
        };
        let mut files = Vec::new();
        for file in earlier.files {
            let storage_path = self.key_of(&file.name);
            if let Err(error) = objects.copy(&file.storage_path, &storage_path).await {
                tracing::warn!(%error, "an earlier export is not whole any more; making it anew");
                return Ok(None);
            }
            let (id, created_at) = (FileId(uuid::Uuid::now_v7()), self.handler.log.clock().now());
            files.push(ExportFile { id, job_id: self.id, storage_path, created_at, ..file });
        }
        for file in files {
            self.advance(WikiJobCommand::StoreFile(file), TaskChange::Keep).await?;
        }
        let phases = vec![PhaseTime { phase: Phase::Store, milliseconds: milliseconds(began) }];
        Ok(Some(ExportReport { reused: true, phases, ..earlier.report }))
    }

    /// Where a file of this attempt goes. A key of its own: a worker that lost its
    /// lease cannot replace what its successor stored.
    fn key_of(&self, name: &str) -> String {
        format!("jobs/{}/{}/{name}", self.id, self.token.0.simple())
    }

    async fn export(
        &mut self,
        request: &FetchRequest,
        options: &ExportOptions,
    ) -> Result<Result<ExportReport, Failure>, JobError> {
        let workdir = match tempfile::Builder::new().prefix("job-").tempdir_in(&self.handler.workdir) {
            Ok(workdir) => workdir,
            Err(error) => return Ok(Err(Failure::new(FailureCode::StoreFailed, "Unfinished work").because(error))),
        };
        let (tell, mut told) = watch::channel(Progress { percent: 0, step: Step::Connecting });
        let sink: ProgressSink<Progress> = Arc::new(move |progress| {
            tell.send_replace(progress);
        });
        let exporter = self.handler.exporter.clone();
        let folder = workdir.path().to_owned();
        let exporting = exporter.export(request, options, &folder, sink);
        tokio::pin!(exporting);

        let mut last = Progress { percent: 0, step: Step::Connecting };
        let exported = loop {
            tokio::select! {
                exported = &mut exporting => break exported,
                progress = next_progress(&mut told, last) => {
                    last = progress;
                    self.advance(WikiJobCommand::ReportProgress(progress), TaskChange::Keep).await?;
                }
            }
        };
        let mut export = match exported {
            Ok(export) => export,
            Err(failure) => return Ok(Err(failure)),
        };

        let began = Instant::now();
        for file in &export.files {
            let step = Progress { percent: 96, step: Step::Storing { format: file.format } };
            self.advance(WikiJobCommand::ReportProgress(step), TaskChange::Keep).await?;
            match self.store(file).await {
                Ok(file) => self.advance(WikiJobCommand::StoreFile(file), TaskChange::Keep).await?,
                Err(failure) => return Ok(Err(failure)),
            }
        }
        export.report.phases.push(PhaseTime { phase: Phase::Store, milliseconds: milliseconds(began) });
        // Removed here and not when dropped, because a big folder takes a while.
        let _ = tokio::task::spawn_blocking(move || workdir.close()).await;
        Ok(Ok(export.report))
    }

    async fn store(&self, file: &FinishedFile) -> Result<ExportFile, Failure> {
        let storage_path = self.key_of(&file.name);
        self.handler
            .ports
            .objects
            .put_file(&storage_path, &file.path)
            .await
            .map_err(|error| Failure::new(FailureCode::StoreFailed, file.name.clone()).because(error))?;
        Ok(ExportFile {
            id: FileId(uuid::Uuid::now_v7()),
            job_id: self.id,
            format: file.format,
            name: file.name.clone(),
            storage_path,
            bytes: file.bytes,
            sha256: file.sha256.clone(),
            created_at: self.handler.log.clock().now(),
        })
    }
}

/// The next progress worth an event: another step, or a higher percentage.
async fn next_progress(told: &mut watch::Receiver<Progress>, last: Progress) -> Progress {
    loop {
        tokio::time::sleep(PROGRESS_EVERY).await;
        if told.changed().await.is_err() {
            // The export is over; its result comes from the other branch.
            std::future::pending::<()>().await;
        }
        let progress = *told.borrow_and_update();
        let other_step = std::mem::discriminant(&progress.step) != std::mem::discriminant(&last.step);
        if other_step || progress.percent > last.percent {
            return progress;
        }
    }
}
