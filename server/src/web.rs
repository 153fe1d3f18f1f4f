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
