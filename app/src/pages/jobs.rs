//! `/jobs`: every export, newest first.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use relieur_domain::JobId;

use crate::components::{Icon, JobList, PageTitle, ProblemNote};
use crate::i18n::{t, t_string, tu_string, use_i18n};
use crate::serverfns::jobs::list_jobs;

/// How many exports are on one page.
const PAGE: u64 = 20;

/// The list of exports; `?before=` goes on where the page before ended.
#[component]
pub fn JobsPage() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let before = Memo::new(move |_| query.with(|query| query.get("before")?.parse::<JobId>().ok()));
    let stretch = Resource::new(move || before.get(), |before| list_jobs(before, PAGE));

    view! {
        <PageTitle text=tu_string!(i18n, jobs.title).to_string()/>
        <div class="section-head">
            <h1>{t!(i18n, jobs.title)}</h1>
            <a class="button button-small" href="/">{t!(i18n, jobs.start)}</a>
        </div>
        <Suspense>
            {move || Suspend::new(async move {
                let before = before.get_untracked();
                match stretch.await {
                    Ok(page) => {
                        let next = page.next;
                        let is_empty = page.jobs.is_empty();
                        view! {
                            <Show when=move || is_empty>
                                <p class="empty">
                                    {move || match before {
                                        Some(_) => t_string!(i18n, jobs.end).to_string(),
                                        None => t_string!(i18n, jobs.empty).to_string(),
                                    }}
                                </p>
                            </Show>
                            <JobList page before limit=PAGE/>
                            <nav class="pager" aria-label=move || t_string!(i18n, jobs.title).to_string()>
                                {before.map(|_| view! {
                                    <a class="quiet-link" href="/jobs"><Icon name="arrow-left"/>{t!(i18n, jobs.newest)}</a>
                                })}
                                {next.map(|next| view! {
                                    <a class="quiet-link pager-next" rel="next" href=format!("/jobs?before={next}")>
                                        {t!(i18n, jobs.older)}<Icon name="arrow-right"/>
                                    </a>
                                })}
                            </nav>
                        }
                        .into_any()
                    }
                    Err(error) => view! { <ProblemNote error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}
