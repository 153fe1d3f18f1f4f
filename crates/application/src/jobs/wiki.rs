//! The histories of wiki jobs: commands in, events out, stored and announced.

use std::sync::Arc;

use relieur_domain::JobId;
use relieur_domain::jobs::wiki::{Accepted, SCHEMA_VERSION, WikiJob, WikiJobCommand, WikiJobError, WikiJobEvent};
use relieur_domain::jobs::{JobKind, Recorded};

use crate::ports::{
    Append, Broker, Clock, EventStore, LeaseToken, NewEvent, Signal, StoreError, StoredEvent, Stream, TaskChange,
};

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// It makes no sense for the job as it is.
    #[error(transparent)]
    Refused(#[from] WikiJobError),
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often a command is decided anew when somebody else was faster.
const RETRIES: usize = 5;

/// The histories of wiki jobs. Cheap to clone.
#[derive(Clone)]
pub struct WikiJobLog {
    events: Arc<dyn EventStore>,
    broker: Arc<dyn Broker>,
    clock: Arc<dyn Clock>,
}

impl WikiJobLog {
    /// Over these ports.
    pub fn new(events: Arc<dyn EventStore>, broker: Arc<dyn Broker>, clock: Arc<dyn Clock>) -> Self {
        Self { events, broker, clock }
    }

    /// The clock events are dated by.
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// Events after `sequence`, at most `limit`, in order.
    pub async fn read(&self, id: JobId, after: u64, limit: u64) -> Result<Vec<Recorded<WikiJobEvent>>, StoreError> {
        self.events.read(stream(id), after, limit).await?.iter().map(decode).collect()
    }

    /// The job's state now.
    pub async fn load(&self, id: JobId) -> Result<WikiJob, StoreError> {
        let history = self.read(id, 0, u64::from(u32::MAX)).await?;
        Ok(WikiJob::from_history(&history))
    }

    /// Decides, stores and announces. `fence` is the lease of a worker that writes;
    /// `task` is what becomes of the job's task.
    pub async fn handle(
        &self,
        id: JobId,
        command: WikiJobCommand,
        fence: Option<LeaseToken>,
        task: TaskChange,
    ) -> Result<Accepted, JobError> {
        let mut tries = 0;
        loop {
            let job = self.load(id).await?;
            let events = job.decide(command.clone())?;
            match self.append(id, job.version, &events, fence, task).await {
                Err(JobError::Store(StoreError::Conflict)) if tries < RETRIES => tries += 1,
                other => return other,
            }
        }
    }

    /// The same, for a caller that holds the job's state; takes the state forward.
    pub async fn advance(
        &self,
        id: JobId,
        job: &mut WikiJob,
        command: WikiJobCommand,
        fence: Option<LeaseToken>,
        task: TaskChange,
    ) -> Result<(), JobError> {
        let events = job.decide(command)?;
        self.append(id, job.version, &events, fence, task).await?;
        for event in &events {
            job.evolve(event);
        }
        Ok(())
    }

    /// Changes only the job's task.
    pub async fn change_task(
        &self,
        id: JobId,
        job: &WikiJob,
        fence: Option<LeaseToken>,
        task: TaskChange,
    ) -> Result<(), JobError> {
        self.append(id, job.version, &[], fence, task).await?;
        Ok(())
    }

    async fn append(
        &self,
        id: JobId,
        expected: u64,
        events: &[WikiJobEvent],
        fence: Option<LeaseToken>,
        task: TaskChange,
    ) -> Result<Accepted, JobError> {
        let events = events.iter().map(encode).collect::<Result<Vec<_>, _>>()?;
        let at = self.clock.now();
        let append = Append { stream: stream(id), expected, events, at, fence, task };
        let version = self.events.append(append).await?;
        self.broker.publish(Signal::JobChanged(id));
        Ok(Accepted { id, version })
    }
}

/// The stream of a wiki job.
pub fn stream(id: JobId) -> Stream {
    Stream { kind: JobKind::WikiExport, id }
}

/// The event in its stored form.
pub fn encode(event: &WikiJobEvent) -> Result<NewEvent, StoreError> {
    let payload = serde_json::to_value(event)
        .map_err(|source| StoreError::Corrupt { what: event.name().to_owned(), source: source.into() })?;
    Ok(NewEvent { name: event.name(), schema_version: SCHEMA_VERSION, payload })
}

/// The event from its stored form, whatever version wrote it.
pub fn decode(stored: &StoredEvent) -> Result<Recorded<WikiJobEvent>, StoreError> {
    let unreadable = |source: Box<dyn std::error::Error + Send + Sync>| StoreError::Corrupt {
        what: format!("event {} (version {})", stored.name, stored.schema_version),
        source,
    };
    if stored.schema_version > SCHEMA_VERSION {
        return Err(unreadable("it was written by a newer version of Relieur".into()));
    }
    let event = serde_json::from_value(stored.payload.clone()).map_err(|source| unreadable(source.into()))?;
    Ok(Recorded { sequence: stored.sequence, at: stored.at, event })
}
