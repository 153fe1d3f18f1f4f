//! Asks politely: few requests at a time, all of them together quiet when the host
//! asks for it, and none larger than agreed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Response, StatusCode};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use url::Url;

use crate::config::WikiReaderConfig;
use crate::http::{Auth, HttpClient, HttpFailure, Outgoing, authority, failure_of};
use crate::retry::Retries;

/// How many requests a reader has under way at one time, all fetches together.
pub(crate) const MOST_AT_ONCE: usize = 4;

/// An answer that is neither a server's fault nor a limit.
#[derive(Debug)]
pub(super) struct Answer {
    /// The address that gave it, after redirects.
    pub url: Url,
    pub status: StatusCode,
    /// Whether it is said to be a web page.
    pub is_html: bool,
    /// Empty when the status is no success.
    pub body: Vec<u8>,
}

/// Sends the requests of one fetch.
pub(super) struct Courier<'a> {
    client: HttpClient,
    config: &'a WikiReaderConfig,
    seats: Arc<Semaphore>,
    quiet_until: Mutex<Option<Instant>>,
}

impl<'a> Courier<'a> {
    /// Sends with `client`, sharing `seats` with other fetches.
    pub(super) fn new(client: HttpClient, config: &'a WikiReaderConfig, seats: Arc<Semaphore>) -> Self {
        Self { client, config, seats, quiet_until: Mutex::new(None) }
    }

    /// Gets `url`, again and again as long as it fails for passing reasons; an
    /// interrupted answer is fetched anew as a whole.
    pub(super) async fn get(&self, url: &Url, auth: Auth, most_bytes: u64) -> Result<Answer, HttpFailure> {
        let mut retries = Retries::new(self.config);
        loop {
            let failure = match self.get_once(url, auth, most_bytes).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let Some(delay) = retries.after(&failure) else { return Err(failure) };
            tracing::debug!(%failure, delay_milliseconds = delay.as_millis(), "a wiki's web page is asked for again");
            if matches!(failure, HttpFailure::RateLimited { .. }) {
                self.be_quiet(delay);
            } else {
                sleep(delay).await;
            }
        }
    }

    /// Nothing is sent for as long as `delay`.
    fn be_quiet(&self, delay: Duration) {
        let mut quiet = self.quiet_until.lock().unwrap_or_else(PoisonError::into_inner);
        *quiet = (*quiet).max(Some(Instant::now() + delay));
    }

    async fn wait_while_quiet(&self) {
        loop {
            let until = *self.quiet_until.lock().unwrap_or_else(PoisonError::into_inner);
            match until.filter(|until| *until > Instant::now()) {
                Some(until) => sleep_until(until).await,
                None => return,
            }
        }
    }

    async fn get_once(&self, url: &Url, auth: Auth, most_bytes: u64) -> Result<Answer, HttpFailure> {
        // A closed semaphore would be a seat for everybody; ours is never closed.
        let _seat = self.seats.acquire().await.ok();
        self.wait_while_quiet().await;
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let request = Outgoing { method: Method::GET, url: url.clone(), headers, body: Vec::new(), auth };
        let reply = self.client.send(request).await?;
        let status = reply.response.status();
        if !status.is_success() {
            let failure = HttpFailure::of_answer(&reply.url, &reply.response);
            if status.is_server_error() || matches!(failure, HttpFailure::RateLimited { .. }) {
                return Err(failure);
            }
            return Ok(Answer { url: reply.url, status, is_html: false, body: Vec::new() });
        }
        let kind = reply.response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let is_html = kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/html"));
        let body = self.body(&authority(&reply.url), reply.response, most_bytes).await?;
        Ok(Answer { url: reply.url, status, is_html, body })
    }

    async fn body(&self, host: &str, mut response: Response, most_bytes: u64) -> Result<Vec<u8>, HttpFailure> {
        let too_large = || HttpFailure::TooLarge { host: host.to_owned(), limit: most_bytes };
        if response.content_length().is_some_and(|length| length > most_bytes) {
            return Err(too_large());
        }
        let patience = self.client.stall_timeout();
        let mut body = Vec::new();
        loop {
            match timeout(patience, response.chunk()).await {
                Ok(Ok(Some(piece))) => body.extend_from_slice(&piece),
                Ok(Ok(None)) => return Ok(body),
                Ok(Err(error)) => return Err(failure_of(host, &error)),
                Err(_) => return Err(HttpFailure::Stalled { host: host.to_owned(), after: patience }),
            }
            if body.len() as u64 > most_bytes {
                return Err(too_large());
            }
        }
    }
}
