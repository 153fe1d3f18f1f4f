//! The whole web application in one router: API, pages, static files, headers.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use leptos::config::LeptosOptions;
use leptos_axum::{LeptosRoutes, generate_route_list};
use relieur_app::{App, AppContext, shell};
use relieur_application::Jobs;
use tokio_util::sync::CancellationToken;
use tower_http::csrf::CsrfLayer;
use tower_http::trace::TraceLayer;

use crate::api::{self, ApiState};
use crate::config::Config;
use crate::site;

/// Puts everything behind one address.
pub fn router(config: &Config, jobs: Jobs, shutdown: CancellationToken) -> Router {
    let api = api::router(ApiState { jobs: jobs.clone(), github: config.github.clone(), shutdown });
    pages(config, jobs)
        .merge(api)
        // A form on another site must not act in the name of whoever looks at it.
        .layer(CsrfLayer::new())
        .layer(middleware::map_response(security_headers))
        .layer(TraceLayer::new_for_http())
}

fn pages(config: &Config, jobs: Jobs) -> Router {
    let options = LeptosOptions::builder().output_name("relieur").site_root("target/site").site_pkg_dir("pkg").build();
    let public_url = config.public_url.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned());
    let context = AppContext { jobs, github: config.github.clone(), public_url };
    let provide = {
        let context = context.clone();
        move || leptos::prelude::provide_context(context.clone())
    };
    let routes = generate_route_list(App);
    let render_shell = {
        let options = options.clone();
        move || shell(options.clone())
    };
    let not_found = leptos_axum::render_app_to_stream_with_context(provide.clone(), render_shell.clone());
    Router::new()
        .leptos_routes_with_context(&options, routes, provide, render_shell)
        .fallback(move |State(_): State<LeptosOptions>, request: Request| {
            let not_found = not_found.clone();
            async move {
                match site::serve(&request) {
                    Some(file) => file,
                    None => not_found(request).await.into_response(),
                }
            }
        })
        .with_state(options)
}

/// On every answer that does not say otherwise.
async fn security_headers(mut response: Response) -> Response {
    const HEADERS: [(header::HeaderName, &str); 5] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Not `no-referrer`: a form sent without JavaScript finds its way back by it.
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (
            header::HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // Pages bring a policy of their own, with the nonce of their scripts.
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    response
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_trait::async_trait;
    use relieur_application::jobs::Submission;
    use relieur_application::ports::{JobQueries, StoreError, SystemClock};
    use relieur_broker::InProcessBroker;
    use relieur_domain::{ExportFile, ExportOptions, FileId, JobId, JobStatus, JobView, JobsPage, WikiRef};
    use relieur_storage::{SqlStore, SqlTokens, TokenKey};

    use super::*;

    /// A store that gives a job as unfinished once, fails twice, and gives it as ended from
    /// then on.
    struct Unsteady {
        store: SqlStore,
        reads: AtomicUsize,
    }

    #[async_trait]
    impl JobQueries for Unsteady {
        async fn job(&self, id: JobId) -> Result<Option<JobView>, StoreError> {
            let status = match self.reads.fetch_add(1, Ordering::SeqCst) {
                0 => JobStatus::Processing,
                1 | 2 => return Err(StoreError::Failed("busy".into())),
                _ => JobStatus::Failed,
            };
            Ok(self.store.job(id).await?.map(|job| JobView { status, ..job }))
        }

        async fn jobs(&self, before: Option<JobId>, limit: u64) -> Result<JobsPage, StoreError> {
            self.store.jobs(before, limit).await
        }

        async fn completed(&self, wiki: &str, limit: u64) -> Result<Vec<JobView>, StoreError> {
            self.store.completed(wiki, limit).await
        }

        async fn file(&self, id: FileId) -> Result<Option<ExportFile>, StoreError> {
            self.store.file(id).await
        }

        async fn check(&self) -> Result<(), StoreError> {
            JobQueries::check(&self.store).await
        }
    }

    #[tokio::test]
    async fn a_page_without_scripts_asks_again_until_it_shows_how_the_job_ended() {
        let data = tempfile::tempdir().expect("a folder");
        let folder = data.path().to_str().expect("text").to_owned();
        let config =
            Config::from_lookup(|name| (name == "RELIEUR_DATA_DIR").then(|| folder.clone())).expect("a config");
        let store = SqlStore::connect(&config.database_url).await.expect("a store");
        let key = TokenKey::of_file(&data.path().join("secret.key")).expect("a key");
        let jobs = Jobs::new(
            Arc::new(store.clone()),
            Arc::new(Unsteady { store: store.clone(), reads: AtomicUsize::new(0) }),
            Arc::new(SqlTokens::new(store, key)),
            relieur_objects::open_objects(&config.objects_url).expect("objects"),
            Arc::new(InProcessBroker::default()),
            Arc::new(SystemClock),
        );
        let wiki = WikiRef::parse("acme/handbook", &config.github).expect("a wiki");
        let id = jobs.submit(Submission::new(wiki, ExportOptions::default())).await.expect("a job");

        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let app = router(&config, jobs, CancellationToken::new());
        tokio::spawn(async move { axum::serve(listener, app).await });
        for status in [Some(JobStatus::Processing), None, Some(JobStatus::Failed)] {
            let page = reqwest::get(format!("http://{address}/jobs/{id}")).await.expect("an answer");
            let page = page.text().await.expect("a page");
            let shown = status.is_none_or(|status| page.contains(&format!("data-status=\"{}\"", status.as_str())));
            assert!(shown && page.contains("data-status") == status.is_some(), "{page}");
            let has_ended = status.is_some_and(JobStatus::is_final);
            assert_eq!(page.contains("http-equiv=\"refresh\""), !has_ended, "{page}");
        }
    }
}
