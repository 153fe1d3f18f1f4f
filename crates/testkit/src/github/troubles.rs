//! What goes wrong on purpose with a wiki, way by way: git, the web pages, the raw
//! files.

use std::time::Duration;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::{GitHub, Shared};

/// What goes wrong with the wiki of one repository; by default nothing.
#[derive(Debug, Clone, Default)]
pub struct Troubles {
    /// Git is answered with this status.
    pub git_status: Option<u16>,
    /// Raw files are answered with this status.
    pub raw_status: Option<u16>,
    /// Web pages of the wiki are answered with this status.
    pub web_status: Option<u16>,
    /// How much of it the list of pages shows.
    pub list: PageList,
    /// Missing pages are told of with status 200 and a page of their own; otherwise
    /// they are redirected to the first page.
    pub denies_with_ok: bool,
    /// Everything is answered by a request to slow down, git after its own status.
    pub limit: Option<Limit>,
    /// Web pages and raw files are redirected to this base address.
    pub redirected_to: Option<String>,
    /// Raw files alone are redirected to this base address.
    pub raw_redirected_to: Option<String>,
    /// How long each answer to a web page or a raw file takes.
    pub delay: Duration,
}

/// The list of a wiki's pages, beside each page and at `_pages`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PageList {
    /// All pages and their count.
    #[default]
    Whole,
    /// The first so many pages, and the count of all.
    Short(usize),
    /// None.
    Missing,
}

/// A host's wish to be left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// 429 or 403.
    pub status: u16,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<u64>,
    /// `x-ratelimit-reset`, in seconds since 1970.
    pub reset: Option<u64>,
    /// For how many requests.
    pub times: u32,
}

impl GitHub {
    /// Makes `troubles` happen with the wiki of `slug`, from now on.
    pub fn trouble(&self, slug: &str, troubles: Troubles) {
        self.shared.lock().troubles.insert(slug.to_lowercase(), troubles);
    }

    /// The most web pages and raw files that were asked for at one time.
    pub fn most_at_once(&self) -> usize {
        self.shared.lock().most_at_once
    }
}

/// The troubles of `slug` as they are now.
pub(super) fn of(shared: &Shared, slug: &str) -> Troubles {
    shared.lock().troubles.get(&slug.to_lowercase()).cloned().unwrap_or_default()
}

/// An answer with `status`, where there is one.
pub(super) fn refusal(status: Option<u16>) -> Option<Response> {
    let status = StatusCode::from_u16(status?).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Some((status, "Refused on purpose").into_response())
}

/// What stands in the way of a web page or a raw file; waits as long as it is to take.
pub(super) async fn on_the_web(shared: &Shared, slug: &str, target: &str) -> Option<Response> {
    let _here = Here::enter(shared);
    let troubles = of(shared, slug);
    tokio::time::sleep(troubles.delay).await;
    if let Some(limited) = limit_now(shared, slug) {
        return Some(limited);
    }
    let raw_base = troubles.raw_redirected_to.filter(|_| target.starts_with("/raw/"));
    let base = troubles.redirected_to.or(raw_base)?;
    Some((StatusCode::FOUND, [(header::LOCATION, format!("{base}{target}"))]).into_response())
}

/// The request to slow down, when this request gets one; counts it down.
pub(super) fn limit_now(shared: &Shared, slug: &str) -> Option<Response> {
    let mut state = shared.lock();
    let limit = state.troubles.get_mut(&slug.to_lowercase())?.limit.as_mut()?;
    limit.times = limit.times.checked_sub(1)?;
    Some(limited(limit))
}

fn limited(limit: &Limit) -> Response {
    let mut response =
        (StatusCode::from_u16(limit.status).unwrap_or(StatusCode::TOO_MANY_REQUESTS), "Whoa there!").into_response();
    let mut add = |name: &'static str, value: u64| response.headers_mut().insert(name, value.into());
    if let Some(seconds) = limit.retry_after {
        add("retry-after", seconds);
    }
    if let Some(reset) = limit.reset {
        add("x-ratelimit-remaining", 0);
        add("x-ratelimit-reset", reset);
    }
    response
}

/// A request that is being answered.
struct Here<'s>(&'s Shared);

impl<'s> Here<'s> {
    fn enter(shared: &'s Shared) -> Self {
        let mut state = shared.lock();
        state.at_once += 1;
        state.most_at_once = state.most_at_once.max(state.at_once);
        drop(state);
        Self(shared)
    }
}

impl Drop for Here<'_> {
    fn drop(&mut self) {
        self.0.lock().at_once -= 1;
    }
}
