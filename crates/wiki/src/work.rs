//! Work that blocks, on a thread of its own: followed while it lasts, stopped when
//! nobody waits for it any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use relieur_application::ports::{FetchProgress, ProgressSink};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::git::ReceiveCounts;

/// How often progress is told: often enough to look alive.
const PROGRESS_EVERY: Duration = Duration::from_millis(250);

/// Stops the work on its thread when the future that waits for it is dropped.
#[derive(Default)]
pub(crate) struct StopOnDrop {
    /// For what looks at a flag.
    pub flag: Arc<AtomicBool>,
    /// For what waits.
    pub token: CancellationToken,
}

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.flag.store(true, Ordering::Relaxed);
        self.token.cancel();
    }
}

/// Runs `work` on a blocking thread and tells what `counts` say while it lasts, and
/// once more at its end.
pub(crate) async fn follow<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
    counts: &ReceiveCounts,
    progress: &ProgressSink<FetchProgress>,
) -> Result<T, tokio::task::JoinError> {
    let mut told = (0, 0);
    let mut tell = || {
        let now = counts.read();
        if now != told {
            told = now;
            progress(FetchProgress::Receiving { done: now.0, total: now.1 });
        }
    };
    let mut work = tokio::task::spawn_blocking(work);
    let mut ticks = interval(PROGRESS_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            outcome = &mut work => {
                tell();
                return outcome;
            }
            _ = ticks.tick() => tell(),
        }
    }
}
