//! Work on many pages at once, with the same result as one after the other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::threads::{ThreadPoolBuildError, on_all_cores};

/// How often `done` is told.
const OFTEN: Duration = Duration::from_millis(50);

/// Applies `work` to every item on the machine's cores, the first ones first, and gives the
/// results in the items' order; none where `work` panicked. `done` hears now and then, and
/// at the end, how many are finished.
///
/// # Errors
///
/// When there are no threads to work on.
pub(crate) fn map<T: Send, R: Send>(
    items: impl ExactSizeIterator<Item = T> + Send,
    work: impl Fn(usize, T) -> R + Sync,
    done: &(dyn Fn(u64) + Sync),
) -> Result<Vec<Option<R>>, &'static ThreadPoolBuildError> {
    let count = items.len();
    let finished = Mutex::new((0, Instant::now()));
    let work = |(number, item)| {
        let result = catch_unwind(AssertUnwindSafe(|| work(number, item))).ok();
        // Held while telling, so that the numbers are told in order.
        let mut finished = finished.lock().unwrap_or_else(PoisonError::into_inner);
        finished.0 += 1;
        if finished.1.elapsed() >= OFTEN {
            finished.1 = Instant::now();
            done(finished.0);
        }
        (number, result)
    };
    let found: Vec<_> = on_all_cores(|| items.enumerate().par_bridge().map(work).collect())?;
    let mut results: Vec<Option<R>> = (0..count).map(|_| None).collect();
    for (number, result) in found {
        results[number] = result;
    }
    done(count as u64);
    Ok(results)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn results_keep_their_order_and_a_panic_costs_itself_only() {
        let items: Vec<u32> = (0..100).collect();
        let counted = AtomicU64::new(0);
        let results = map(
            items.iter(),
            |_, item| {
                assert!(*item != 7, "seven");
                item * 2
            },
            &|done| counted.store(done, Ordering::Relaxed),
        )
        .expect("threads");
        assert_eq!(results[6], Some(12));
        assert_eq!(results[7], None);
        assert_eq!(results[99], Some(198));
        assert_eq!(counted.load(Ordering::Relaxed), 100);
    }
}
