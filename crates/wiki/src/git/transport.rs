//! gix's HTTP over our guarded client: gix speaks git, we decide where requests go,
//! how long they may take, how much may come and when to stop.
//!
//! gix calls from a blocking thread; requests run on the runtime behind `runtime`.

use std::any::Any;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gix_transport::client::blocking_io::http::{GetResponse, Http, PostBodyDataKind, PostResponse};
use reqwest::Method;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::exchange::{Body, Exchange, Headers, PostBody};
use crate::http::{Auth, HttpClient, HttpFailure, Outgoing, Reply, authority};

/// One conversation with a git server. Keeps the failure that ended it, because
/// what comes out of gix has lost its kind.
#[derive(Debug)]
pub(super) struct Session {
    pub client: HttpClient,
    pub runtime: Handle,
    pub cancelled: CancellationToken,
    pub most_bytes: u64,
    failure: Mutex<Option<HttpFailure>>,
}

impl Session {
    pub(super) fn new(client: HttpClient, runtime: Handle, cancelled: CancellationToken, most_bytes: u64) -> Self {
        Self { client, runtime, cancelled, most_bytes, failure: Mutex::new(None) }
    }

    /// What ended the conversation, if it was a failure.
    pub(super) fn failure(&self) -> Option<HttpFailure> {
        lock(&self.failure).clone()
    }

    pub(super) fn failed(&self, failure: HttpFailure) -> io::Error {
        let error = io::Error::other(failure.clone());
        lock(&self.failure).get_or_insert(failure);
        error
    }

    /// Sends and waits for the head of a successful answer of git's `kind`.
    pub(super) fn exchange(&self, request: Outgoing, kind: &str) -> io::Result<Reply> {
        let answer = self.runtime.block_on(async {
            tokio::select! {
                () = self.cancelled.cancelled() => Err(HttpFailure::Cancelled),
                answer = self.client.send(request) => answer,
            }
        });
        let reply = answer.map_err(|failure| self.failed(failure))?;
        let host = authority(&reply.url);
        if !reply.response.status().is_success() {
            return Err(self.failed(HttpFailure::of_answer(&reply.url, &reply.response)));
        }
        let found = reply.response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if found.is_none_or(|found| found.trim() != format!("application/x-git-upload-pack-{kind}")) {
            return Err(self.failed(HttpFailure::NotGit { host }));
        }
        Ok(reply)
    }
}

/// The implementation of gix's port.
pub(super) struct GuardedHttp {
    session: Arc<Session>,
    redirected: Option<String>,
}

impl GuardedHttp {
    pub(super) fn new(session: Arc<Session>) -> Self {
        Self { session, redirected: None }
    }
}

impl Http for GuardedHttp {
    type Headers = Headers;
    type ResponseBody = Body;
    type PostBody = PostBody;

    fn get(
        &mut self,
        url: &str,
        base_url: &str,
        headers: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> gix::Result<GetResponse<Headers, Body>> {
        let request = outgoing(Method::GET, url, headers)?;
        let asked = request.url.clone();
        let reply = self.session.exchange(request, "advertisement").map_err(gix::Error::from_error)?;
        if reply.url != asked {
            // The rest of the conversation goes where the first answer came from.
            let tail = url.strip_prefix(base_url).unwrap_or_default();
            let base = reply.url.as_str().strip_suffix(tail).filter(|base| !base.is_empty() && !tail.is_empty());
            let Some(base) = base else {
                let failure = HttpFailure::Redirect { host: authority(&reply.url) };
                return Err(gix::Error::from_error(self.session.failed(failure)));
            };
            self.redirected = Some(base.to_owned());
        }
        let (headers, body) = Exchange::answered(&self.session, reply);
        Ok(GetResponse { headers, body })
    }

    fn post(
        &mut self,
        url: &str,
        _base_url: &str,
        headers: impl IntoIterator<Item = impl AsRef<str>>,
        _kind: PostBodyDataKind,
    ) -> gix::Result<PostResponse<Headers, Body, PostBody>> {
        let request = outgoing(Method::POST, url, headers)?;
        let (post_body, headers, body) = Exchange::begin(&self.session, request);
        Ok(PostResponse { post_body, headers, body })
    }

    fn configure(&mut self, _config: &dyn Any) -> gix::Result {
        Ok(())
    }

    fn redirected_base_url(&self) -> Option<String> {
        self.redirected.clone()
    }
}

fn outgoing(method: Method, url: &str, lines: impl IntoIterator<Item = impl AsRef<str>>) -> gix::Result<Outgoing> {
    let url = Url::parse(url).map_err(gix::Error::from_error)?;
    let mut headers = HeaderMap::new();
    for line in lines {
        let Some((name, value)) = line.as_ref().split_once(':') else { continue };
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.trim()), HeaderValue::try_from(value.trim())) {
            headers.append(name, value);
        }
    }
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    Ok(Outgoing { method, url, headers, body: Vec::new(), auth: Auth::Git })
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
