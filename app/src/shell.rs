//! The document around the app: head, style sheet, the script that hydrates.

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use relieur_domain::JobId;

use crate::App;
use crate::context::{AppContext, PageJob};
use crate::preferences::{current_theme, requested_locale};

/// How often a page without JavaScript asks for the state of a job.
const REFRESH_SECONDS: &str = "2";

/// The whole page. Also sets the response's `Content-Security-Policy`, because the
/// policy names the nonce made for this very page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    set_security_policy();
    let style = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    view! {
        <!DOCTYPE html>
        <html lang=requested_locale().to_string() data-theme=current_theme().data_theme()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" id="relieur-style" href=style/>
                {refresh_without_script()}
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// What a page needs: its own scripts with their nonce, its own wasm, nothing from
/// elsewhere and no inline style.
pub fn content_security_policy(nonce: Option<&str>) -> String {
    let script = nonce.map(|nonce| format!(" 'nonce-{nonce}'")).unwrap_or_default();
    format!(
        "default-src 'self'; script-src 'self'{script} 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )
}

fn set_security_policy() {
    use axum::http::{HeaderValue, header};

    let nonce = use_nonce().map(|nonce| nonce.to_string());
    let policy = HeaderValue::from_str(&content_security_policy(nonce.as_deref()));
    if let (Some(response), Ok(policy)) = (use_context::<leptos_axum::ResponseOptions>(), policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// Lets the page of a job that is unfinished, or could not be read, move on where scripts
/// are off.
///
/// It stands in the head, which is never hydrated: `<noscript>` has other children
/// in the browser's tree than in the server's.
fn refresh_without_script() -> impl IntoView {
    let job = shown_job().zip(use_context::<AppContext>()).map(|(id, context)| {
        PageJob::provide(id);
        context.job(id)
    });
    Suspend::new(async move {
        let may_change = match job?.await {
            Ok(Some(job)) => !job.status.is_final(),
            Ok(None) => false,
            // It could not be read this time.
            Err(_) => true,
        };
        may_change.then(|| {
            view! {
                <noscript>
                    <meta http-equiv="refresh" content=REFRESH_SECONDS/>
                </noscript>
            }
        })
    })
}

/// The job whose page this is.
fn shown_job() -> Option<JobId> {
    let parts = use_context::<axum::http::request::Parts>()?;
    parts.uri.path().strip_prefix("/jobs/")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::content_security_policy;

    #[test]
    fn the_policy_allows_no_inline_script_but_the_pages_own() {
        let policy = content_security_policy(Some("abc"));
        assert!(policy.contains("script-src 'self' 'nonce-abc' 'wasm-unsafe-eval';"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert!(content_security_policy(None).contains("script-src 'self' 'wasm-unsafe-eval';"));
    }
}
