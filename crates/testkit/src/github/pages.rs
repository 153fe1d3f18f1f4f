//! What a browser sees: the repository's page, the wiki's pages and its files.

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use relieur_domain::wiki::pages::{PageIndex, Role, role_of};

use super::Repository;

/// Answers `/OWNER/REPO/<rest>`.
pub(super) fn page(repository: &Repository, rest: &[&str]) -> Response {
    match rest {
        [] => html(&repository.slug, "A repository."),
        ["wiki"] => wiki_page(repository, "Home"),
        ["wiki", file @ ..] => {
            let path = file.join("/");
            if repository.files.contains_key(&path) && role_of(&path) == Role::Attachment {
                return raw(repository, &path);
            }
            wiki_page(repository, &path)
        }
        _ => (StatusCode::NOT_FOUND, "Not Found").into_response(),
    }
}

fn wiki_page(repository: &Repository, name: &str) -> Response {
    let index = PageIndex::new(repository.files.keys().map(String::as_str));
    let found = index.by_name(name).map(|number| &index.pages()[number]);
    let Some(page) = found else {
        // GitHub offers to write the page and answers 200; a wiki without pages is
        // sent to the repository instead.
        return if repository.files.is_empty() {
            (StatusCode::FOUND, [(header::LOCATION, format!("/{}", repository.slug))]).into_response()
        } else {
            html(name, "This page does not exist yet.")
        };
    };
    let text = repository.files.get(&page.path).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    html(&page.title, &text)
}

/// Answers with the bytes of a file of the wiki.
pub(super) fn raw(repository: &Repository, path: &str) -> Response {
    let Some(bytes) = repository.files.get(path) else {
        return (StatusCode::NOT_FOUND, "404: Not Found").into_response();
    };
    let kind = match path.rsplit('.').next().map(str::to_ascii_lowercase).as_deref() {
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("gif") => "image/gif",
        Some("jpg" | "jpeg") => "image/jpeg",
        _ => "text/plain; charset=utf-8",
    };
    ([(header::CONTENT_TYPE, kind)], Body::from(bytes.clone())).into_response()
}

fn html(title: &str, text: &str) -> Response {
    let (title, text) = (escaped(title), escaped(text));
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body><h1 class=\"gh-header-title\">{title}</h1><div id=\"wiki-body\"><pre>{text}</pre></div></body></html>"
    ))
    .into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
