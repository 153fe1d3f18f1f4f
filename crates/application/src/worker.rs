//! The worker: claims tasks, keeps their leases, runs the handler of their kind.
//!
//! The store is the truth, signals are hints: a task is found by a look every few
//! seconds at the latest, and at once when a signal comes.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::StreamExt;
use relieur_domain::JobKind;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::jobs::wiki::JobError;
use crate::ports::{Broker, Claim, Signal, StoreError, TaskQueue};

/// What a handler listens to while it works.
#[derive(Debug, Clone)]
pub struct Stop {
    /// The process is ending: hand the job back.
    pub shutdown: CancellationToken,
    /// The lease is lost: stop, write nothing.
    pub fenced: CancellationToken,
}

/// Runs jobs of one kind.
#[async_trait]
pub trait JobHandler: Send + Sync {
    /// Which kind.
    fn kind(&self) -> JobKind;

    /// Runs one attempt to its end and writes the outcome into the job's history.
    async fn run(&self, claim: Claim, stop: Stop) -> Result<(), JobError>;
}

/// How a worker behaves.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// A name for people.
    pub name: String,
    /// How many jobs at a time.
    pub slots: usize,
    /// How long a lease holds without a heartbeat. A heartbeat comes three times as
    /// often.
    pub lease: Duration,
    /// How often to look for tasks without being told.
    pub poll: Duration,
}

impl WorkerConfig {
    /// Sound defaults: a crashed worker's job is taken up within half a minute.
    pub fn new(name: impl Into<String>, slots: usize) -> Self {
        Self { name: name.into(), slots, lease: Duration::from_secs(20), poll: Duration::from_secs(2) }
    }
}

/// Claims and runs tasks until told to stop.
pub struct Worker {
    queue: Arc<dyn TaskQueue>,
    broker: Arc<dyn Broker>,
    handlers: Vec<Arc<dyn JobHandler>>,
    config: WorkerConfig,
}

impl Worker {
    /// Over these ports, for the kinds the handlers know.
    pub fn new(
        queue: Arc<dyn TaskQueue>,
        broker: Arc<dyn Broker>,
        handlers: Vec<Arc<dyn JobHandler>>,
        config: WorkerConfig,
    ) -> Self {
        Self { queue, broker, handlers, config }
    }

    /// Works until `shutdown`; then running jobs are handed back before it returns.
    pub async fn run(self, shutdown: CancellationToken) {
        let slots = Arc::new(Semaphore::new(self.config.slots));
        let kinds: Vec<JobKind> = self.handlers.iter().map(|handler| handler.kind()).collect();
        let mut running = JoinSet::new();
        // Listen before looking, so that no task falls between the two.
        let mut signals = self.broker.subscribe();

        while !shutdown.is_cancelled() {
            let permit = tokio::select! {
                permit = slots.clone().acquire_owned() => permit,
                () = shutdown.cancelled() => break,
            };
            let Ok(permit) = permit else { break };
            while running.try_join_next().is_some() {}

            match self.queue.claim(&kinds, &self.config.name, self.config.lease).await {
                Ok(Some(claim)) => {
                    let Some(handler) = self.handlers.iter().find(|h| h.kind() == claim.lease.stream.kind) else {
                        continue;
                    };
                    let attempt =
                        attempt(self.queue.clone(), handler.clone(), claim, self.config.lease, shutdown.clone());
                    running.spawn(async move {
                        attempt.await;
                        drop(permit);
                    });
                }
                Ok(None) => {
                    drop(permit);
                    self.wait(&mut signals, &shutdown).await;
                }
                Err(error) => {
                    drop(permit);
                    tracing::error!(error = &error as &dyn std::error::Error, "looking for tasks failed");
                    self.wait(&mut signals, &shutdown).await;
                }
            }
        }
        while running.join_next().await.is_some() {}
    }

    async fn wait(&self, signals: &mut futures::stream::BoxStream<'static, Signal>, shutdown: &CancellationToken) {
        let told = async {
            while let Some(signal) = signals.next().await {
                if matches!(signal, Signal::TaskReady | Signal::Resync) {
                    return;
                }
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = told => {}
            () = tokio::time::sleep(self.config.poll) => {}
            () = shutdown.cancelled() => {}
        }
    }
}

/// One attempt: the handler beside a heartbeat of its own.
async fn attempt(
    queue: Arc<dyn TaskQueue>,
    handler: Arc<dyn JobHandler>,
    claim: Claim,
    lease_for: Duration,
    shutdown: CancellationToken,
) {
    let job = claim.lease.stream.id;
    tracing::info!(%job, attempt = claim.attempt, "job claimed");
    let fenced = CancellationToken::new();
    let lost = fenced.clone();
    let heartbeat = tokio::spawn(async move {
        loop {
            tokio::time::sleep(lease_for / 3).await;
            match queue.heartbeat(&claim.lease, lease_for).await {
                Ok(()) => {}
                Err(StoreError::Fenced) => {
                    tracing::warn!(%job, "lease lost");
                    lost.cancel();
                    return;
                }
                // The lease may still hold; the next beat tells.
                Err(error) => tracing::warn!(%job, error = &error as &dyn std::error::Error, "heartbeat failed"),
            }
        }
    });
    match handler.run(claim, Stop { shutdown, fenced }).await {
        Ok(()) => {}
        Err(JobError::Store(StoreError::Fenced)) => tracing::warn!(%job, "stopped: another worker has the job"),
        Err(error) => tracing::error!(%job, error = &error as &dyn std::error::Error, "job interrupted"),
    }
    heartbeat.abort();
}
