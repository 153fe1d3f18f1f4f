//! Doing something again and again, until the component is gone.

use std::time::Duration;

use leptos::prelude::{on_cleanup, set_interval_with_handle};

/// Calls `action` every `period` while the current owner lives. For effects only.
pub fn every(period: Duration, action: impl Fn() + 'static) {
    if let Ok(handle) = set_interval_with_handle(action, period) {
        on_cleanup(move || handle.clear());
    }
}
