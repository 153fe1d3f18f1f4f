//! Everything that is no page, answered with 404.

use leptos::prelude::*;

use crate::components::PageTitle;
use crate::i18n::{t, tu_string, use_i18n};

/// Says so, and leads home.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let i18n = use_i18n();
    #[cfg(feature = "ssr")]
    crate::error::set_status(axum::http::StatusCode::NOT_FOUND);

    view! {
        <PageTitle text=tu_string!(i18n, not_found.title).to_string()/>
        <section class="notice-page">
            <p class="notice-code" aria-hidden="true">"404"</p>
            <h1>{t!(i18n, not_found.title)}</h1>
            <p class="lead">{t!(i18n, not_found.text)}</p>
            <a class="button" href="/">{t!(i18n, not_found.home)}</a>
        </section>
    }
}
