//! Why an export failed, and what to do about it.

use leptos::prelude::*;
use relieur_domain::JobView;

use super::Icon;
use crate::i18n::{t, use_i18n};
use crate::serverfns::jobs::Filled;
use crate::words::{failure_hint, failure_message};

/// The failure in words, and the way to try again.
#[component]
pub fn FailureNotice(job: RwSignal<JobView>) -> impl IntoView {
    let i18n = use_i18n();
    let (failure, again) = job.with_untracked(|job| (job.error.clone(), Filled::for_job(job, false).address()));

    view! {
        <section class="failure" role="alert">
            {failure.map(|failure| {
                let detail = failure.detail.clone();
                let hinted = failure.clone();
                view! {
                    <p class="failure-message">
                        <Icon name="alert"/>
                        <span>{move || failure_message(i18n, &failure)}</span>
                    </p>
                    <p class="failure-hint">{move || failure_hint(i18n, &hinted)}</p>
                    {detail.map(|detail| view! {
                        <details class="fold">
                            <summary>{t!(i18n, job.detail)}</summary>
                            <p class="failure-detail" lang="en">{detail}</p>
                        </details>
                    })}
                }
            })}
            <p><a class="button" href=again>{t!(i18n, job.again)}</a></p>
        </section>
    }
}
