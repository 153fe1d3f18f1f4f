//! Wake-ups and fan-out. A signal is a hint: it may be lost, doubled or late, and
//! whoever gets one looks in the store.

use futures::stream::BoxStream;
use relieur_domain::JobId;

/// A hint to look in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// A task may be ready to be claimed.
    TaskReady,
    /// The job's history has grown.
    JobChanged(JobId),
    /// Signals were lost: look at everything.
    Resync,
}

/// Carries signals to everybody who listens.
pub trait Broker: Send + Sync {
    /// Sends a signal. Never fails and never waits: it is only a hint.
    fn publish(&self, signal: Signal);

    /// Every signal from now on. A listener that falls behind gets
    /// [`Signal::Resync`] for what it missed.
    fn subscribe(&self) -> BoxStream<'static, Signal>;
}
