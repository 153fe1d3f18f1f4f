//! Who may ask when: few requests at a time, fewer of them to one host, and none to a
//! host that did not answer before or asked to be left alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use super::refusal::Refusal;

/// Requests at a time.
const AT_ONCE: usize = 8;
/// Requests at a time to one host.
const PER_HOST: usize = 4;
/// After so many requests in a row without an answer a host is not asked again:
/// wikis show hundreds of images of sites that are long gone.
const MOST_MISSES: u32 = 3;

/// The queue of one job.
pub(crate) struct Queue {
    all: Semaphore,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

struct Host {
    places: Arc<Semaphore>,
    misses: Mutex<Misses>,
}

/// Requests in a row that the host is to blame for.
#[derive(Default)]
struct Misses {
    number: u32,
    last: Option<Refusal>,
}

/// The right to ask one host, until it is dropped.
pub(crate) struct Turn<'q> {
    host: Arc<Host>,
    _place: OwnedSemaphorePermit,
    _among_all: SemaphorePermit<'q>,
}

impl Queue {
    /// An empty queue.
    pub(crate) fn new() -> Self {
        Self { all: Semaphore::new(AT_ONCE), hosts: Mutex::default() }
    }

    /// Waits for a turn at `host`. Who has one must not wait for another: the first
    /// wait is for the host, so that a slow one does not hold up the others.
    pub(crate) async fn turn(&self, host: &str) -> Result<Turn<'_>, Refusal> {
        let state = self.host(host);
        let unreachable = || Refusal::Unreachable { host: host.to_owned() };
        let place = Arc::clone(&state.places).acquire_owned().await.map_err(|_| unreachable())?;
        let among_all = self.all.acquire().await.map_err(|_| unreachable())?;
        let misses = lock(&state.misses);
        if misses.number >= MOST_MISSES {
            return Err(misses.last.clone().unwrap_or_else(unreachable));
        }
        drop(misses);
        Ok(Turn { host: state, _place: place, _among_all: among_all })
    }

    fn host(&self, host: &str) -> Arc<Host> {
        let mut hosts = lock(&self.hosts);
        let known = hosts
            .entry(host.to_ascii_lowercase())
            .or_insert_with(|| Arc::new(Host { places: Arc::new(Semaphore::new(PER_HOST)), misses: Mutex::default() }));
        Arc::clone(known)
    }
}

impl Turn<'_> {
    /// Notes what became of the request.
    pub(crate) fn note<T>(&self, outcome: &Result<T, Refusal>) {
        let mut misses = lock(&self.host.misses);
        match outcome {
            Err(refusal) if refusal.blames_host() => {
                misses.number += 1;
                misses.last = Some(refusal.clone());
            }
            _ => *misses = Misses::default(),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::time::timeout;

    async fn at_once<'q>(queue: &'q Queue, host: &str) -> Option<Turn<'q>> {
        timeout(Duration::from_millis(20), queue.turn(host)).await.ok().and_then(Result::ok)
    }

    #[tokio::test]
    async fn one_host_does_not_take_every_turn() {
        let queue = Queue::new();
        let mut turns = Vec::new();
        for _ in 0..PER_HOST {
            turns.push(at_once(&queue, "a.example").await.expect("a turn"));
        }
        assert!(at_once(&queue, "A.example").await.is_none());
        for _ in PER_HOST..AT_ONCE {
            turns.push(at_once(&queue, "b.example").await.expect("a turn"));
        }
        assert!(at_once(&queue, "c.example").await.is_none());
        turns.clear();
        assert!(at_once(&queue, "c.example").await.is_some());
    }

    #[tokio::test]
    async fn a_host_that_gives_nothing_is_left_alone() {
        let queue = Queue::new();
        let busy = Refusal::Status { status: 429, retry_after: None };
        for _ in 0..MOST_MISSES {
            queue.turn("busy.example").await.expect("a turn").note(&Err::<(), _>(busy.clone()));
            let here = queue.turn("here.example").await.expect("a turn");
            here.note(&Err::<(), _>(Refusal::Status { status: 404, retry_after: None }));
        }
        assert_eq!(queue.turn("busy.example").await.err(), Some(busy));
        assert!(queue.turn("here.example").await.is_ok());
    }
}
