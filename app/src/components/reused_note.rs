//! Says that nothing had changed, and how to have it made all the same.

use leptos::prelude::*;
use relieur_domain::JobView;

use crate::i18n::{t, use_i18n};
use crate::serverfns::jobs::Filled;

/// A note above files that an earlier export had made.
#[component]
pub fn ReusedNote(job: RwSignal<JobView>) -> impl IntoView {
    let i18n = use_i18n();
    let anew = job.with_untracked(|job| {
        let reused = job.report.as_ref().is_some_and(|report| report.reused);
        reused.then(|| Filled::for_job(job, true).address())
    });
    anew.map(|anew| {
        view! {
            <p class="note note-good">
                <span>
                    {t!(i18n, job.reused)} " "
                    <a class="quiet-link" href=anew>{t!(i18n, job.anew)}</a>
                </span>
            </p>
        }
    })
}
