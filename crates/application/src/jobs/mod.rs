//! Jobs: submitting them, following them, asking about them.

pub mod wiki;

use std::sync::Arc;

use futures::StreamExt;
use futures::stream::BoxStream;
use relieur_domain::export::ExportFile;
use relieur_domain::jobs::Recorded;
use relieur_domain::jobs::wiki::{WikiJobCommand, WikiJobEvent};
use relieur_domain::{AccessToken, ExportOptions, FileId, JobId, JobView, JobsPage, WikiRef};

use crate::ports::{Broker, Clock, JobQueries, JobTokens, ObjectStore, Signal, StoreError, StoredObject, TaskChange};
use wiki::{JobError, WikiJobLog};

/// How often a job is tried before it is given up.
pub const MAX_ATTEMPTS: u32 = 3;

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Which wiki.
    pub wiki: WikiRef,
    /// How.
    pub options: ExportOptions,
    /// Even when nothing has changed since the last export.
    pub force: bool,
    /// A token for the wiki's host; the operator's where there is none.
    pub token: Option<AccessToken>,
}

impl Submission {
    /// An export with nothing special.
    pub fn new(wiki: WikiRef, options: ExportOptions) -> Self {
        Self { wiki, options, force: false, token: None }
    }
}

/// How many events are read from the store at a time.
const BATCH: u64 = 200;

/// Everything an interface can ask about jobs. Cheap to clone.
#[derive(Clone)]
pub struct Jobs {
    log: WikiJobLog,
    queries: Arc<dyn JobQueries>,
    tokens: Arc<dyn JobTokens>,
    objects: Arc<dyn ObjectStore>,
    broker: Arc<dyn Broker>,
}

impl Jobs {
    /// Puts the parts together.
    pub fn new(
        events: Arc<dyn crate::ports::EventStore>,
        queries: Arc<dyn JobQueries>,
        tokens: Arc<dyn JobTokens>,
        objects: Arc<dyn ObjectStore>,
        broker: Arc<dyn Broker>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let log = WikiJobLog::new(events, broker.clone(), clock);
        Self { log, queries, tokens, objects, broker }
    }

    /// The histories behind the jobs.
    pub fn log(&self) -> &WikiJobLog {
        &self.log
    }

    /// `SubmitWikiJob`: asks for an export. It is queued when this returns.
    pub async fn submit(&self, submission: Submission) -> Result<JobId, JobError> {
        let Submission { wiki, options, force, token } = submission;
        let id = JobId(uuid::Uuid::now_v7());
        // Before the job, which a worker may take up at once. Without its job nobody
        // finds it.
        if let Some(token) = &token {
            self.tokens.keep(id, token).await?;
        }
        let command = WikiJobCommand::Submit { wiki, options, force };
        self.log.handle(id, command, None, TaskChange::Enqueue { max_attempts: MAX_ATTEMPTS }).await?;
        self.broker.publish(Signal::TaskReady);
        tracing::info!(job = %id, "job submitted");
        Ok(id)
    }

    /// One job with its files and report.
    pub async fn job(&self, id: JobId) -> Result<Option<JobView>, StoreError> {
        self.queries.job(id).await
    }

    /// At most `limit` jobs, newest first, older than `before`.
    pub async fn jobs(&self, before: Option<JobId>, limit: u64) -> Result<JobsPage, StoreError> {
        self.queries.jobs(before, limit).await
    }

    /// One finished file.
    pub async fn file(&self, id: FileId) -> Result<Option<ExportFile>, StoreError> {
        self.queries.file(id).await
    }

    /// Opens a finished file for reading.
    pub async fn open(&self, file: &ExportFile) -> Result<StoredObject, crate::ports::ObjectError> {
        self.objects.open(&file.storage_path).await
    }

    /// Whether everything jobs need answers: the database, then the objects.
    pub async fn check(&self) -> Result<(), String> {
        self.queries.check().await.map_err(|error| error.to_string())?;
        self.objects.check().await.map_err(|error| error.to_string())
    }

    /// The job's events after `sequence`: first what is stored, then live, in order
    /// and without gaps. Ends after the event that ends the job.
    pub fn follow(&self, id: JobId, sequence: u64) -> BoxStream<'static, Result<Recorded<WikiJobEvent>, StoreError>> {
        // Listen before looking, so that nothing falls between the two.
        let signals = self.broker.subscribe().filter(move |signal| {
            futures::future::ready(matches!(signal, Signal::Resync) || *signal == Signal::JobChanged(id))
        });
        let state = Follow {
            log: self.log.clone(),
            id,
            after: sequence,
            signals: signals.boxed(),
            ready: Vec::new().into_iter(),
            ended: false,
        };
        futures::stream::unfold(state, |mut state| async move { state.next().await.map(|item| (item, state)) }).boxed()
    }
}

struct Follow {
    log: WikiJobLog,
    id: JobId,
    after: u64,
    signals: BoxStream<'static, Signal>,
    ready: std::vec::IntoIter<Recorded<WikiJobEvent>>,
    ended: bool,
}

impl Follow {
    async fn next(&mut self) -> Option<Result<Recorded<WikiJobEvent>, StoreError>> {
        loop {
            if let Some(recorded) = self.ready.next() {
                self.after = recorded.sequence;
                self.ended =
                    matches!(recorded.event, WikiJobEvent::JobCompleted { .. } | WikiJobEvent::JobFailed { .. });
                return Some(Ok(recorded));
            }
            if self.ended {
                return None;
            }
            match self.log.read(self.id, self.after, BATCH).await {
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
                Ok(events) if !events.is_empty() => self.ready = events.into_iter(),
                Ok(_) => {
                    // Signals are hints; a look every few seconds finds what was lost.
                    let wait = std::time::Duration::from_secs(5);
                    if let Ok(None) = tokio::time::timeout(wait, self.signals.next()).await {
                        return None;
                    }
                }
            }
        }
    }
}
