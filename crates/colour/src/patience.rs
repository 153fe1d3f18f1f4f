//! How long one waits for grammars.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A bound to the time that all threads together spend on something.
#[derive(Debug)]
pub(super) struct Patience {
    spent_nanoseconds: AtomicU64,
    most: Duration,
}

/// Work that counts until this is dropped.
pub(super) struct Working<'p> {
    patience: &'p Patience,
    since: Instant,
}

impl Patience {
    /// For `most`.
    pub(super) fn new(most: Duration) -> Self {
        Self { spent_nanoseconds: AtomicU64::new(0), most }
    }

    /// Whether the time is spent.
    pub(super) fn is_over(&self) -> bool {
        Duration::from_nanos(self.spent_nanoseconds.load(Ordering::Relaxed)) >= self.most
    }

    /// Begins a piece of work; none once the time is spent.
    pub(super) fn begin(&self) -> Option<Working<'_>> {
        (!self.is_over()).then(|| Working { patience: self, since: Instant::now() })
    }
}

impl Drop for Working<'_> {
    fn drop(&mut self) {
        let nanoseconds = u64::try_from(self.since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.patience.spent_nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_when_the_time_is_spent() {
        let patience = Patience::new(Duration::from_millis(2));
        let working = patience.begin().expect("time is left");
        std::thread::sleep(Duration::from_millis(3));
        assert!(!patience.is_over());
        drop(working);
        assert!(patience.is_over() && patience.begin().is_none());
    }
}
