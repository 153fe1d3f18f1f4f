//! Whether anybody can see the page.

use leptos::prelude::document;
use web_sys::VisibilityState;

/// Whether the tab is in the background.
pub fn is_page_hidden() -> bool {
    document().visibility_state() == VisibilityState::Hidden
}
