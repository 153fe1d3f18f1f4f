//! What a browser sees: the repository's page, the wiki's pages and its files, in the
//! markup of GitHub's own pages as far as anybody reads it.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use comrak::{Options, markdown_to_html};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use relieur_domain::wiki::pages::{Markup, Page, PageIndex, Role, page_key, role_of};

use super::Repository;
use super::troubles::{PageList, Troubles, refusal};

/// What GitHub leaves as it is in the address of a page.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Answers `/OWNER/REPO/<rest>`.
pub(super) fn page(repository: &Repository, rest: &[&str], troubles: &Troubles) -> Response {
    let in_wiki = rest.first() == Some(&"wiki");
    if let Some(refused) = refusal(troubles.web_status).filter(|_| in_wiki) {
        return refused;
    }
    match rest {
        [] => Html(format!("<!doctype html><title>{}</title><h1>A repository</h1>", escaped(&repository.slug)))
            .into_response(),
        ["wiki"] => wiki_page(repository, "", troubles),
        ["wiki", "_pages"] => list_page(repository, troubles),
        ["wiki", file @ ..] => {
            let path = file.join("/");
            if repository.files.contains_key(&path) && role_of(&path) == Role::Attachment {
                return raw(repository, &path);
            }
            wiki_page(repository, &path, troubles)
        }
        _ => (StatusCode::NOT_FOUND, "Not Found").into_response(),
    }
}

/// The wiki's pages as links name them.
fn index(repository: &Repository) -> PageIndex {
    PageIndex::new(repository.files.keys().map(String::as_str))
}

fn wiki_page(repository: &Repository, name: &str, troubles: &Troubles) -> Response {
    let wiki = format!("/{}/wiki", repository.slug);
    let index = index(repository);
    if index.pages().is_empty() {
        // No wiki: the repository is shown instead.
        return (StatusCode::FOUND, [(header::LOCATION, format!("/{}", repository.slug))]).into_response();
    }
    let wanted = if name.is_empty() { "Home" } else { name };
    // A hyphen that was typed in the editor (U+2010) is another character here.
    let found = index.pages().iter().find(|page| page_key(&page.name) == page_key(wanted) && !page.shadowed);
    let Some(page) = found else {
        return if name.is_empty() {
            list_page(repository, troubles)
        } else if troubles.denies_with_ok {
            let body = "<h1>Page not found</h1><p>This page does not exist yet.</p>";
            framed(repository, "Page not found", body, &wiki, troubles)
        } else {
            (StatusCode::FOUND, [(header::LOCATION, format!("{wiki}/"))]).into_response()
        };
    };
    let base = if name.is_empty() { "wiki/" } else { "" };
    let text = rendered(repository, page, base);
    let title = page.name.replace('-', " ");
    let body = format!(
        "<div id=\"wiki-body\" class=\"gollum-markdown-content\"><div class=\"markdown-body\">{text}</div></div>{}",
        footer(repository, base)
    );
    framed(repository, &title, &body, base, troubles)
}

/// `_pages`: the list with nothing in it but the pages.
fn list_page(repository: &Repository, troubles: &Troubles) -> Response {
    if troubles.list == PageList::Missing {
        return (StatusCode::NOT_FOUND, "Not Found").into_response();
    }
    let rows: String = listed(repository, troubles)
        .iter()
        .map(|page| {
            format!(
                "<li class=\"Box-row\"><div class=\"flex-auto min-width-0 col-12 col-md-8\">{}</div></li>",
                link(repository, page)
            )
        })
        .collect();
    framed(repository, "Pages", &format!("<ul>{rows}</ul>"), "", troubles)
}

/// A page in GitHub's frame: its title, the box of all pages, and the side bar.
fn framed(repository: &Repository, title: &str, body: &str, base: &str, troubles: &Troubles) -> Response {
    let title = escaped(title);
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} · {slug} Wiki · GitHub</title>\
         </head><body><div id=\"wiki-wrapper\"><h1 class=\"flex-auto min-width-0 gh-header-title\">{title}</h1>\
         <div id=\"wiki-content\">{body}<div class=\"wiki-rightbar\">{pages}{sidebar}</div></div></div></body></html>",
        slug = escaped(&repository.slug),
        pages = pages_box(repository, troubles),
        sidebar = sidebar(repository, base),
    );
    Html(html).into_response()
}

fn pages_box(repository: &Repository, troubles: &Troubles) -> String {
    if troubles.list == PageList::Missing {
        return String::new();
    }
    let count = index(repository).pages().len();
    let rows: String = listed(repository, troubles)
        .iter()
        .map(|page| {
            format!("<li class=\"Box-row\"><details><summary>{}</summary></details></li>", link(repository, page))
        })
        .collect();
    format!(
        "<nav id=\"wiki-pages-box\"><h3>Pages <span class=\"Counter\">{count}</span></h3>\
         <ul data-filterable-for=\"wiki-pages-filter\">{rows}</ul></nav>"
    )
}

fn listed(repository: &Repository, troubles: &Troubles) -> Vec<Page> {
    let most = match troubles.list {
        PageList::Whole => usize::MAX,
        PageList::Short(most) => most,
        PageList::Missing => 0,
    };
    index(repository).pages().iter().take(most).cloned().collect()
}

fn link(repository: &Repository, page: &Page) -> String {
    let name = if page.name == "Home" {
        String::new()
    } else {
        format!("/{}", utf8_percent_encode(&page.name.replace(' ', "-"), PLAIN))
    };
    format!("<a href=\"/{}/wiki{name}\">{}</a>", repository.slug, escaped(&page.name.replace('-', " ")))
}

fn sidebar(repository: &Repository, base: &str) -> String {
    frame(repository, "_Sidebar", base)
        .map(|text| format!("<div class=\"Box-body wiki-custom-sidebar markdown-body\">{text}</div>"))
        .unwrap_or_default()
}

fn footer(repository: &Repository, base: &str) -> String {
    frame(repository, "_Footer", base)
        .map(|text| {
            format!(
                "<div id=\"wiki-footer\" class=\"wiki-footer\"><div class=\"Box-body markdown-body\">{text}</div></div>"
            )
        })
        .unwrap_or_default()
}

fn frame(repository: &Repository, name: &str, base: &str) -> Option<String> {
    let (path, bytes) =
        repository.files.iter().find(|(path, _)| Markup::split(path).is_some_and(|(stem, _)| stem == name))?;
    Some(html_of(repository, path, &String::from_utf8_lossy(bytes), base))
}

fn rendered(repository: &Repository, page: &Page, base: &str) -> String {
    let text = repository.files.get(&page.path).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    html_of(repository, &page.path, &text, base)
}

/// Markdown as GitHub renders it, in short: links as seen from the page's address, in
/// front of which `base` stands. Other markups are shown as they are.
fn html_of(repository: &Repository, path: &str, text: &str, base: &str) -> String {
    if Markup::split(path).is_none_or(|(_, markup)| markup != Markup::Markdown) {
        return format!("<pre>{}</pre>", escaped(text));
    }
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.render.r#unsafe = true;
    let rewriter = {
        let base = base.to_owned();
        move |url: &str| {
            let is_relative = !url.contains(':') && !url.starts_with(['/', '#']);
            if is_relative { format!("{base}{}", url.strip_prefix("wiki/").unwrap_or(url)) } else { url.to_owned() }
        }
    };
    options.extension.link_url_rewriter = Some(Arc::new(rewriter));
    markdown_to_html(&with_links(repository, text), &options)
}

/// `[[Text|Page]]` as HTML; GitHub does so before it renders a page.
fn with_links(repository: &Repository, text: &str) -> String {
    let mut pieces = text.split("[[");
    let mut html = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let Some((inside, rest)) = piece.split_once("]]").filter(|(inside, _)| !inside.contains(['\n', '`'])) else {
            html.extend(["[[", piece]);
            continue;
        };
        let (label, target) = inside.split_once('|').unwrap_or((inside, inside));
        if label.strip_suffix(".png").is_some() {
            let path = label.trim_start_matches('/');
            html.extend(["<img src=\"/", &repository.slug, "/wiki/", path, "\">", rest]);
            continue;
        }
        let (page, anchor) = target.split_once('#').unwrap_or((target, ""));
        let name = page.rsplit('/').next().unwrap_or_default().replace(' ', "-");
        let address = utf8_percent_encode(&name, PLAIN);
        let link = format!("<a class=\"internal present\" href=\"/{}/wiki/{address}#{anchor}\">", repository.slug);
        html.extend([link.as_str(), &escaped(label), "</a>", rest]);
    }
    html
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

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
