//! Counts what gix receives. gix counts in many places at once; only the objects of
//! the pack are shown.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gix::progress::{Id, MessageLevel, Step, StepShared, UNKNOWN, Unit};
use gix::{Count, NestedProgress, Progress};

/// gix's name for the count of received and indexed objects
/// (`gix_pack::index::write::ProgressId::IndexObjects`).
const INDEXED_OBJECTS: Id = *b"IWIO";

/// Objects received so far; read from any thread.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReceiveCounts {
    done: Arc<AtomicUsize>,
    total: Arc<AtomicUsize>,
}

impl ReceiveCounts {
    /// So far, and in all: 0 while unknown.
    pub(crate) fn read(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed) as u64, self.total.load(Ordering::Relaxed) as u64)
    }

    /// Sets both; for what is not received by gix.
    pub(crate) fn set(&self, done: usize, total: usize) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// What gix reports to.
    pub(super) fn progress(&self) -> Receiving {
        Receiving { counts: self.clone(), id: UNKNOWN, own: StepShared::default() }
    }
}

/// One of gix's counters.
pub(super) struct Receiving {
    counts: ReceiveCounts,
    id: Id,
    own: StepShared,
}

impl Count for Receiving {
    fn set(&self, step: Step) {
        self.own.store(step, Ordering::Relaxed);
    }

    fn step(&self) -> Step {
        self.own.load(Ordering::Relaxed)
    }

    fn inc_by(&self, step: Step) {
        self.own.fetch_add(step, Ordering::Relaxed);
    }

    fn counter(&self) -> StepShared {
        Arc::clone(&self.own)
    }
}

impl Progress for Receiving {
    fn init(&mut self, max: Option<Step>, _unit: Option<Unit>) {
        if self.id == INDEXED_OBJECTS {
            self.counts.total.store(max.unwrap_or_default(), Ordering::Relaxed);
        }
    }

    fn set_name(&mut self, _name: String) {}

    fn name(&self) -> Option<String> {
        None
    }

    fn id(&self) -> Id {
        self.id
    }

    fn message(&self, _level: MessageLevel, message: String) {
        tracing::trace!(message, "git");
    }
}

impl NestedProgress for Receiving {
    type SubProgress = Self;

    fn add_child(&mut self, name: impl Into<String>) -> Self {
        self.add_child_with_id(name, UNKNOWN)
    }

    fn add_child_with_id(&mut self, _name: impl Into<String>, id: Id) -> Self {
        let own = if id == INDEXED_OBJECTS { Arc::clone(&self.counts.done) } else { StepShared::default() };
        Self { counts: self.counts.clone(), id, own }
    }
}
