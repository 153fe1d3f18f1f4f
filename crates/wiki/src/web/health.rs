//! Which failures are a page's and which are its host's.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::http::HttpFailure;

/// Whether a host answers at all; one that does not is not asked for every page.
#[derive(Debug, Default)]
pub(super) struct Health {
    refused: AtomicBool,
    failure: Mutex<Option<HttpFailure>>,
}

impl Health {
    /// Whether it was found to give no answers.
    pub(super) fn is_refused(&self) -> bool {
        self.refused.load(Ordering::Relaxed)
    }

    /// Notes that it gives none; because of `failure`, if it was one.
    pub(super) fn refuse(&self, failure: Option<HttpFailure>) {
        self.refused.store(true, Ordering::Relaxed);
        if failure.is_some() {
            *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
        }
    }

    /// The failure that showed it.
    pub(super) fn failure(&self) -> Option<HttpFailure> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Whether a failure ends the whole fetch: there is no way around a limit. What leads
/// into a private network is not followed, and the page may still be had elsewhere.
pub(super) fn is_final(failure: &HttpFailure) -> bool {
    matches!(failure, HttpFailure::RateLimited { .. } | HttpFailure::Cancelled)
}

/// Whether the host will most likely fail for the next page, too.
pub(super) fn blames_host(failure: &HttpFailure) -> bool {
    !matches!(failure, HttpFailure::TooLarge { .. } | HttpFailure::Redirect { .. })
}
