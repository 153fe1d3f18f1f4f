//! Redirects and cookies in answers to forms.

use axum::http::{HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// How long a choice is remembered: a year, in seconds.
const COOKIE_SECONDS: u32 = 365 * 24 * 60 * 60;

/// The longest address that is redirected to, in bytes.
const PATH_LIMIT: usize = 8_000;

/// Sends the browser to `path`, or home if that is no path of ours.
///
/// `leptos_axum::redirect` panics on bytes a header cannot hold and would go to any
/// address; both are kept from it here.
pub fn redirect(path: &str) {
    leptos_axum::redirect(own_path(path).unwrap_or("/"));
}

/// `target` if it is a path on this server: neither another host (`//host`, which
/// browsers also read in `/\host`) nor anything a header cannot hold.
pub fn own_path(target: &str) -> Option<&str> {
    let mut bytes = target.bytes();
    let own = bytes.next() == Some(b'/')
        && bytes.next() != Some(b'/')
        && target.len() <= PATH_LIMIT
        && target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    own.then_some(target)
}

/// Whether the browser itself sent the form, without our script.
pub fn is_plain_form() -> bool {
    use_context::<axum::http::request::Parts>().is_some_and(|parts| {
        parts
            .headers
            .get(header::ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"))
    })
}

/// Remembers a choice. `value` is one of our own words.
pub fn remember(name: &str, value: &str, secure: bool) {
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={COOKIE_SECONDS}; SameSite=Lax; HttpOnly{secure}");
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn a_form_leads_back_to_our_own_pages_only() {
        for own in ["/", "/jobs", "/jobs?before=1&x=%C3%A9", "/jobs/0193"] {
            assert_eq!(own_path(own), Some(own));
        }
        for foreign in [
            "",
            "jobs",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x=1",
            "/é",
            "/a b",
        ] {
            assert_eq!(own_path(foreign), None, "{foreign:?}");
        }
        assert_eq!(own_path(&format!("/{}", "a".repeat(9_000))), None);
    }
}
