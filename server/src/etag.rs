//! Entity tags: whether a client has the content already (RFC 9110, section 13.1.2).

use axum::http::{HeaderMap, header};

/// Whether `If-None-Match` names `etag`, so that 304 is the answer.
pub fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let named = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    named.is_some_and(|tags| {
        tags.split(',').any(|tag| matches!(tag.trim(), "*") || tag.trim().trim_start_matches("W/") == etag)
    })
}

#[cfg(test)]
mod tests {
    use super::is_known;
    use axum::http::{HeaderMap, header};

    #[test]
    fn a_client_names_what_it_has_in_any_of_the_ways_allowed() {
        let known = |value: &str| {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, value.parse().expect("a value"))]);
            is_known(&headers, "\"abc\"")
        };
        assert!(known("\"abc\"") && known("W/\"abc\"") && known("\"x\", \"abc\"") && known("*"));
        assert!(!known("\"abcd\"") && !known("abc"));
        assert!(!is_known(&HeaderMap::new(), "\"abc\""));
    }
}
