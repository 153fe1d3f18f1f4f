//! `/`: the form, and what was exported last.

use leptos::prelude::*;

use crate::components::{JobList, PageTitle, ProblemNote, WikiForm};
use crate::i18n::{t, tu_string, use_i18n};
use crate::serverfns::jobs::list_jobs;

/// How many exports are shown below the form.
const RECENT: u64 = 5;

/// The start page.
#[component]
pub fn HomePage() -> impl IntoView {
    let i18n = use_i18n();
    let recent = Resource::new(|| (), |()| list_jobs(None, RECENT));

    view! {
        <PageTitle text=tu_string!(i18n, home.title).to_string()/>
        <section class="hero-text">
            <h1>{t!(i18n, home.heading)}</h1>
            <p class="lead">{t!(i18n, home.lead)}</p>
        </section>
        <WikiForm/>
        <section class="section" aria-labelledby="recent">
            <div class="section-head">
                <h2 id="recent">{t!(i18n, home.recent)}</h2>
                <a class="quiet-link" href="/jobs">{t!(i18n, home.all)}</a>
            </div>
            <Suspense>
                {move || Suspend::new(async move {
                    match recent.await {
                        Ok(page) if page.jobs.is_empty() => {
                            view! { <p class="empty">{t!(i18n, home.empty)}</p> }.into_any()
                        }
                        Ok(page) => view! { <JobList page before=None limit=RECENT/> }.into_any(),
                        Err(error) => view! { <ProblemNote error/> }.into_any(),
                    }
                })}
            </Suspense>
        </section>
    }
}
