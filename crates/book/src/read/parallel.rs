//! Work on many pages at once, with the same result as one after the other.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// Deep nesting is capped, but each level costs stack; this is far more than the caps need.
const STACK_BYTES: usize = 16 << 20;

/// Applies `work` to every item on the machine's cores and gives the results in the
/// items' order; none where `work` panicked. `done` hears how many are finished, on
/// this thread.
pub(crate) fn map<T, R: Send>(
    items: impl ExactSizeIterator<Item = T> + Send,
    work: impl Fn(usize, T) -> R + Sync,
    done: &dyn Fn(u64),
) -> Vec<Option<R>> {
    let mut results: Vec<Option<R>> = (0..items.len()).map(|_| None).collect();
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    let items = Mutex::new(items.enumerate());
    let run = |send: mpsc::Sender<(usize, Option<R>)>| {
        loop {
            let next = items.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((number, item)) = next else { return };
            let result = catch_unwind(AssertUnwindSafe(|| work(number, item))).ok();
            if send.send((number, result)).is_err() {
                return;
            }
        }
    };
    let run = &run;
    thread::scope(|scope| {
        let (send, receive) = mpsc::channel();
        let mut started = 0;
        for _ in 0..threads {
            let send = send.clone();
            let builder = thread::Builder::new().name("read".into()).stack_size(STACK_BYTES);
            if builder.spawn_scoped(scope, move || run(send)).is_ok() {
                started += 1;
            }
        }
        if started == 0 {
            // The machine gives no thread: this one does it all, then reports.
            run(send);
        } else {
            drop(send);
        }
        for (count, (number, result)) in receive.iter().enumerate() {
            results[number] = result;
            done(count as u64 + 1);
        }
    });
    results
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

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
