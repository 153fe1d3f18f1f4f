//! What a host says when too much was asked of it: `Retry-After` (RFC 9110, 10.2.3)
//! and GitHub's own headers ("Rate limits for the REST API").

use std::time::{Duration, SystemTime};

use relieur_domain::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// A host wants to be left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limited {
    /// When it may be asked again, if it said so.
    pub until: Option<Timestamp>,
}

/// Reads an answer that came at `now`; none when it says nothing of a limit. Only
/// with a header to that effect does a 403 mean a limit.
pub(crate) fn limit_of(status: StatusCode, headers: &HeaderMap, now: Timestamp) -> Option<Limited> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let exhausted = text("x-ratelimit-remaining") == Some("0");
    let wait = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::trim);
    let limited = match status {
        StatusCode::TOO_MANY_REQUESTS => true,
        StatusCode::FORBIDDEN => exhausted || wait.is_some(),
        _ => false,
    };
    if !limited {
        return None;
    }
    let asked = wait.and_then(|wait| moment_of(wait, now));
    let reset = || text("x-ratelimit-reset")?.parse().ok().and_then(|seconds| Timestamp::from_timestamp(seconds, 0));
    Some(Limited { until: asked.or_else(|| reset().filter(|_| exhausted)) })
}

/// Seconds from now, or a date.
fn moment_of(wait: &str, now: Timestamp) -> Option<Timestamp> {
    if let Ok(seconds) = wait.parse::<u32>() {
        return Some(now + Duration::from_secs(seconds.into()));
    }
    chrono::DateTime::parse_from_rfc2822(wait).ok().map(|date| date.to_utc())
}

/// This moment, by the machine's clock.
pub(crate) fn now() -> Timestamp {
    SystemTime::now().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};

    fn moment(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn said(status: u16, headers: &[(&'static str, &'static str)]) -> Option<Limited> {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        limit_of(StatusCode::from_u16(status).expect("a status"), &headers, moment("2026-05-03T14:00:00Z"))
    }

    fn until(text: &str) -> Limited {
        Limited { until: Some(moment(text)) }
    }

    #[test]
    fn the_end_of_a_limit_is_read_in_every_form() {
        assert_eq!(said(429, &[("retry-after", "90")]), Some(until("2026-05-03T14:01:30Z")));
        let date = [("retry-after", "Sun, 03 May 2026 14:05:00 GMT")];
        assert_eq!(said(403, &date), Some(until("2026-05-03T14:05:00Z")));
        // 1777820400 is 15:00.
        let reset = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1777820400")];
        assert_eq!(said(403, &reset), Some(until("2026-05-03T15:00:00Z")));
        assert_eq!(said(429, &[]), Some(Limited { until: None }));
        assert_eq!(said(429, &[("retry-after", "soon")]), Some(Limited { until: None }));
    }

    #[test]
    fn a_refusal_is_no_limit() {
        assert_eq!(said(403, &[]), None);
        assert_eq!(said(403, &[("x-ratelimit-remaining", "59"), ("x-ratelimit-reset", "1777820400")]), None);
        assert_eq!(said(503, &[("retry-after", "5")]), None);
    }
}
