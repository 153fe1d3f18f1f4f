//! `/jobs/{id}`: one export, live.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use relieur_domain::JobId;

use crate::components::{JobDetails, PageTitle, ProblemNote};
use crate::error::AppError;
use crate::i18n::{t, tu_string, use_i18n};
use crate::serverfns::jobs::find_job;

/// The page of one export.
#[component]
pub fn JobPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<JobId>().ok()));
    let snapshot = Resource::new(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => find_job(id).await,
                None => Err(AppError::NotFound),
            }
        },
    );

    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match snapshot.await {
                    Ok(snapshot) => view! { <JobDetails snapshot/> }.into_any(),
                    Err(AppError::NotFound) => view! { <NoSuchJob/> }.into_any(),
                    Err(error) => view! { <ProblemNote error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn NoSuchJob() -> impl IntoView {
    let i18n = use_i18n();
    #[cfg(feature = "ssr")]
    crate::error::set_status(axum::http::StatusCode::NOT_FOUND);

    view! {
        <PageTitle text=tu_string!(i18n, job.missing_title).to_string()/>
        <section class="notice-page">
            <p class="notice-code" aria-hidden="true">"404"</p>
            <h1>{t!(i18n, job.missing_title)}</h1>
            <p class="lead">{t!(i18n, job.missing)}</p>
            <a class="button" href="/jobs">{t!(i18n, job.back)}</a>
        </section>
    }
}
