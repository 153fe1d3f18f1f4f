//! A page's title in the browser's tab.

use leptos::prelude::*;
use leptos_meta::Title;

/// Sets the title to `text`.
///
/// A plain text, never a closure that reads signals: on the server `leptos_meta`
/// calls those when the page is rendered already, outside the request's reactive
/// owner. Signals are then looked up in the arena of whatever request the thread
/// served last: a panic, or somebody else's language. The language of a page is
/// settled when it is sent, so nothing is lost.
#[component]
pub fn PageTitle(text: String) -> impl IntoView {
    view! { <Title text/> }
}
