//! A job's status in a word and a colour.

use leptos::prelude::*;
use relieur_domain::JobStatus;

use crate::i18n::use_i18n;
use crate::words::status_name;

/// The status, kept up to date.
#[component]
pub fn StatusBadge(#[prop(into)] status: Signal<JobStatus>) -> impl IntoView {
    let i18n = use_i18n();
    // Whole names, so that the style sheet's generator finds them.
    let class = move || match status.get() {
        JobStatus::Pending => "status status-pending",
        JobStatus::Processing => "status status-processing",
        JobStatus::Completed => "status status-completed",
        JobStatus::Failed => "status status-failed",
        JobStatus::Cancelled => "status status-cancelled",
    };
    view! { <span class=class data-status=move || status.get().as_str()>{move || status_name(i18n, status.get())}</span> }
}
