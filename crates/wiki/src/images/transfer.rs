//! One image over the wire: redirects one by one, so that each host is asked in
//! turn, then the content, as long as it may be an image and is not too much.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, Response, StatusCode};
use tokio::time::{Instant, timeout};
use url::Url;

use super::queue::Queue;
use super::refusal::Refusal;
use super::sniff::{self, ImageKind};
use crate::http::{
    Auth, HttpClient, HttpFailure, MOST_REDIRECTS, Outgoing, authority, failure_of, is_redirect, next_hop,
};

/// A longer wait than a host may ask of us.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// An image as it came.
#[derive(Debug)]
pub(crate) struct Picture {
    pub bytes: Vec<u8>,
    pub kind: ImageKind,
}

/// What the transfers of one job share.
pub(crate) struct Transfers<'a> {
    pub client: &'a HttpClient,
    pub queue: Queue,
    /// Bytes of one image.
    pub most_bytes: u64,
    /// Bytes of all images.
    pub most_together: u64,
    /// How long one image may take, without the time it waits for its turn.
    pub patience: Duration,
    /// Bytes received so far.
    pub received: AtomicU64,
}

enum Answer {
    Picture(Picture),
    Elsewhere(Url),
}

impl Transfers<'_> {
    /// Fetches what should be an image at `url`.
    pub(crate) async fn fetch(&self, url: Url, auth: Auth) -> Result<Picture, Refusal> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("image/*,*/*;q=0.5"));
        let mut request = Outgoing { method: Method::GET, url, headers, body: Vec::new(), auth };
        let mut left = self.patience;
        for _ in 0..=MOST_REDIRECTS {
            let host = authority(&request.url);
            let turn = self.queue.turn(&host).await?;
            let begun = Instant::now();
            // Boxed, so that the thousands that wait for their turn stay small.
            let outcome = timeout(left, Box::pin(self.hop(&request))).await;
            left = left.saturating_sub(begun.elapsed());
            let outcome = outcome.unwrap_or(Err(Refusal::TooSlow { host, after: self.patience }));
            turn.note(&outcome);
            match outcome? {
                Answer::Picture(picture) => return Ok(picture),
                Answer::Elsewhere(next) => request.url = next,
            }
        }
        Err(Refusal::TooManyRedirects)
    }

    async fn hop(&self, request: &Outgoing) -> Result<Answer, Refusal> {
        let response = self.client.send_once(request).await.map_err(Refusal::of)?;
        let host = authority(&request.url);
        if is_redirect(&response) {
            return next_hop(&request.url, &response).map(Answer::Elsewhere).ok_or(Refusal::Redirect { host });
        }
        if response.status() != StatusCode::OK {
            let retry_after = wait_asked(response.headers());
            return Err(Refusal::Status { status: response.status().as_u16(), retry_after });
        }
        self.receive(response, &host).await.map(Answer::Picture)
    }

    async fn receive(&self, mut response: Response, host: &str) -> Result<Picture, Refusal> {
        let too_large = Refusal::TooLarge { limit: self.most_bytes };
        // What is announced may be a lie; what comes is counted all the same.
        if response.content_length().is_some_and(|length| length > self.most_bytes) {
            return Err(too_large);
        }
        let not_an_image = Refusal::NotAnImage { kind: kind_said(response.headers()) };
        let mut bytes = Vec::new();
        let mut looked = false;
        while let Some(piece) = response.chunk().await.map_err(|error| Refusal::of(failure_of(host, &error)))? {
            let length = piece.len() as u64;
            if self.received.fetch_add(length, Ordering::Relaxed) + length > self.most_together {
                return Err(Refusal::AllTooLarge { limit: self.most_together });
            }
            if bytes.len() as u64 + length > self.most_bytes {
                return Err(too_large);
            }
            bytes.extend_from_slice(&piece);
            if !looked && bytes.len() >= sniff::ENOUGH {
                looked = true;
                if sniff::is_hopeless(&bytes) {
                    return Err(not_an_image);
                }
            }
        }
        if bytes.is_empty() {
            return Err(Refusal::Empty);
        }
        sniff::kind_of(&bytes).map(|kind| Picture { bytes, kind }).ok_or(not_an_image)
    }

    /// Sends a question that is no image and gives the answer's text, of at most
    /// `most` bytes.
    pub(crate) async fn ask(&self, request: &Outgoing, most: usize) -> Result<String, Refusal> {
        let host = authority(&request.url);
        let turn = self.queue.turn(&host).await?;
        let answer = async {
            let mut response = self.client.send_once(request).await.map_err(Refusal::of)?;
            if response.status() != StatusCode::OK {
                let retry_after = wait_asked(response.headers());
                return Err(Refusal::Status { status: response.status().as_u16(), retry_after });
            }
            let mut bytes = Vec::new();
            while let Some(piece) = response.chunk().await.map_err(|error| Refusal::of(failure_of(&host, &error)))? {
                bytes.extend_from_slice(&piece);
                if bytes.len() > most {
                    return Err(Refusal::of(HttpFailure::TooLarge { host: host.clone(), limit: most as u64 }));
                }
            }
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        };
        let slow = Refusal::TooSlow { host: host.clone(), after: self.patience };
        let outcome = timeout(self.patience, Box::pin(answer)).await.unwrap_or(Err(slow));
        turn.note(&outcome);
        outcome
    }
}

/// The seconds of `Retry-After`, when that is a wait we take upon us.
fn wait_asked(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds)).filter(|wait| *wait <= LONGEST_WAIT)
}

/// The media type that the host claims, when it can be shown in a sentence.
fn kind_said(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let kind = value.split(';').next().unwrap_or_default().trim();
    let plain = kind.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '+' | '-' | '.' | '_'));
    (plain && kind.contains('/') && kind.len() <= 60).then(|| kind.to_ascii_lowercase())
}
