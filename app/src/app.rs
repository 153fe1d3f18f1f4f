//! The app: what every page has around it, and which page is where.

use leptos::prelude::*;
use leptos_meta::{Meta, Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::components::{PageFooter, PageHeader};
use crate::i18n::{t_string, tu_string};
use crate::pages::{HomePage, JobPage, JobsPage, NotFoundPage};
use crate::preferences::provide_translations;

/// The whole interface, inside `<body>`.
///
/// Every route renders in one piece (`SsrMode::Async`): without JavaScript a
/// streamed page would stay at its fallback, and the status is known before the
/// first byte leaves.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let i18n = provide_translations();

    view! {
        <Title formatter=|title: String| if title.is_empty() { "Relieur".to_owned() } else { format!("{title} · Relieur") }/>
        <Meta name="description" content=tu_string!(i18n, site.description).to_string()/>
        <Router>
            <a class="skip-link" href="#content">{move || t_string!(i18n, site.skip)}</a>
            <PageHeader/>
            <main id="content" class="page" tabindex="-1">
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                    <Route path=path!("/jobs") view=JobsPage ssr=SsrMode::Async/>
                    <Route path=path!("/jobs/:id") view=JobPage ssr=SsrMode::Async/>
                </Routes>
            </main>
            <PageFooter/>
        </Router>
    }
}
