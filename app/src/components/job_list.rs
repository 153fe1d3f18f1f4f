//! A list of exports that keeps itself up to date while any of them is at work.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use relieur_domain::{JobId, JobsPage};

use super::job_row::JobRow;
use crate::live::{every, is_page_hidden};
use crate::serverfns::jobs::list_jobs;

/// How often the list is asked for anew.
const PERIOD: Duration = Duration::from_secs(2);

/// The jobs of `page`, which `list_jobs(before, limit)` had answered.
#[component]
pub fn JobList(page: JobsPage, before: Option<JobId>, limit: u64) -> impl IntoView {
    let jobs = RwSignal::new(page.jobs);
    let at_work = Memo::new(move |_| jobs.with(|jobs| jobs.iter().any(|job| !job.status.is_final())));

    Effect::new(move |_| {
        if !at_work.get() {
            return;
        }
        let asked = StoredValue::new(false);
        every(PERIOD, move || {
            if is_page_hidden() || asked.try_get_value() != Some(false) {
                return;
            }
            asked.set_value(true);
            spawn_local(async move {
                // The next turn makes up for one that failed.
                if let Ok(page) = list_jobs(before, limit).await {
                    jobs.try_set(page.jobs);
                }
                asked.try_update_value(|asked| *asked = false);
            });
        });
    });

    view! {
        <ul class="job-list">
            <For each=move || jobs.get() key=|job| job.id let(job)>
                <JobRow job=Memo::new({
                    let first = job.clone();
                    move |_| jobs.with(|jobs| jobs.iter().find(|now| now.id == job.id).unwrap_or(&first).clone())
                })/>
            </For>
        </ul>
    }
}
