//! Work on many pages at once, with the same result as one after the other.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Deep nesting is capped, but each level costs stack; this is far more than the caps need.
const STACK_BYTES: usize = 16 << 20;

/// How often `done` is told.
const OFTEN: Duration = Duration::from_millis(50);

/// Applies `work` to every item on the machine's cores and gives the results in the
/// items' order; none where `work` panicked. `done` hears now and then, and at the end,
/// how many are finished, on this thread.
pub(crate) fn map<T, R: Send>(
    items: impl ExactSizeIterator<Item = T> + Send,
    work: impl Fn(usize, T) -> R + Sync,
    done: &dyn Fn(u64),
) -> Vec<Option<R>> {
    let count = items.len();
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(count);
    let items = Mutex::new(items.enumerate());
    let finished = AtomicU64::new(0);
    // Each thread keeps its results until it is done: handing them over one by one would
    // wake this thread for each.
    let run = || {
        let mut results = Vec::new();
        loop {
            let next = items.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((number, item)) = next else { return results };
            results.push((number, catch_unwind(AssertUnwindSafe(|| work(number, item))).ok()));
            finished.fetch_add(1, Ordering::Relaxed);
        }
    };
    let ended = &AtomicUsize::new(0);
    let run = &run;
    let caller = &thread::current();
    let parts: Vec<_> = thread::scope(|scope| {
        let start = |_| {
            let builder = thread::Builder::new().name("read".into()).stack_size(STACK_BYTES);
            let thread = builder.spawn_scoped(scope, move || {
                let results = run();
                ended.fetch_add(1, Ordering::Release);
                caller.unpark();
                results
            });
            thread.ok()
        };
        let started: Vec<_> = (0..threads).filter_map(start).collect();
        // A thread is not finished yet when it wakes this one; one that panicked never does.
        let is_over = || {
            ended.load(Ordering::Acquire) == started.len() || started.iter().all(thread::ScopedJoinHandle::is_finished)
        };
        while !is_over() {
            thread::park_timeout(OFTEN);
            done(finished.load(Ordering::Relaxed));
        }
        // What is left when the machine gives no thread.
        let rest = run();
        started.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).chain(rest).collect()
    });
    let mut results: Vec<Option<R>> = (0..count).map(|_| None).collect();
    for (number, result) in parts {
        results[number] = result;
    }
    done(count as u64);
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_their_order_and_a_panic_costs_itself_only() {
        let items: Vec<u32> = (0..100).collect();
        let counted = AtomicUsize::new(0);
        let results = map(
            items.iter(),
            |_, item| {
                assert!(*item != 7, "seven");
                item * 2
            },
            &|done| counted.store(done as usize, Ordering::Relaxed),
        );
        assert_eq!(results[6], Some(12));
        assert_eq!(results[7], None);
        assert_eq!(results[99], Some(198));
        assert_eq!(counted.load(Ordering::Relaxed), 100);
    }
}
