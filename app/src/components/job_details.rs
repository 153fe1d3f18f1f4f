//! One export: from its first moment to its downloads, without a reload.

use leptos::prelude::*;
use relieur_domain::JobStatus;

use super::Icon;
use super::downloads::Downloads;
use super::failure_notice::FailureNotice;
use super::page_title::PageTitle;
use super::progress_panel::ProgressPanel;
use super::report_section::ReportSection;
use super::reused_note::ReusedNote;
use super::status_badge::StatusBadge;
use crate::i18n::{t, tu_string, use_i18n};
use crate::live::follow_job;
use crate::serverfns::jobs::JobSnapshot;
use crate::words::{phase_name, short_wiki, status_name, wiki_link};

/// Everything about one export.
#[component]
pub fn JobDetails(snapshot: JobSnapshot) -> impl IntoView {
    let i18n = use_i18n();
    let JobSnapshot { job, now } = snapshot;
    let wiki = job.wiki.clone();
    let name = short_wiki(&wiki);
    let job = RwSignal::new(job);
    let status = Memo::new(move |_| job.with(|job| job.status));
    let phase = Memo::new(move |_| job.with(|job| job.progress.phase));
    let connection = follow_job(job);

    // Read out at each change of status or phase, not at each page that was read.
    let announcement = move || match status.get() {
        JobStatus::Processing => phase_name(i18n, phase.get()),
        status => status_name(i18n, status),
    };
    let title = tu_string!(i18n, job.title, wiki = name.clone()).to_string();
    let address = match wiki_link(&wiki) {
        Some(href) => view! {
            <a class="job-address" href=href rel="noreferrer external">{wiki}<Icon name="external"/></a>
        }
        .into_any(),
        None => view! { <span class="job-address">{wiki}</span> }.into_any(),
    };

    view! {
        <PageTitle text=title/>
        <article class="job">
            <header class="job-head">
                <p class="eyebrow">{t!(i18n, job.eyebrow)}</p>
                <div class="job-title">
                    <h1>{name}</h1>
                    <StatusBadge status/>
                </div>
                {address}
            </header>
            <p class="sr-only" role="status" aria-live="polite">{announcement}</p>

            {move || match status.get() {
                JobStatus::Pending | JobStatus::Processing => {
                    view! { <ProgressPanel job now connection/> }.into_any()
                }
                JobStatus::Completed => {
                    view! {
                        <ReusedNote job/>
                        <Downloads job/>
                        <ReportSection job/>
                    }
                    .into_any()
                }
                JobStatus::Failed => view! { <FailureNotice job/> }.into_any(),
                JobStatus::Cancelled => ().into_any(),
            }}

            <p class="job-foot">
                <a class="quiet-link" href="/jobs"><Icon name="arrow-left"/>{t!(i18n, job.back)}</a>
            </p>
        </article>
    }
}
