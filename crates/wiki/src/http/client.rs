//! The client: where a request may go, what it carries, and how a failure is told.

use std::error::Error as StdError;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use relieur_domain::Timestamp;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Client, ClientBuilder, Method, Response, StatusCode};
use tokio::time::timeout;
use url::{Host, Url};

use super::guard::{PrivateAddress, PublicResolver, is_public};
use super::limits::{Limited, limit_of, now};
use crate::access::Credentials;
use crate::config::WikiReaderConfig;

/// GitHub forwards renamed repositories once; three hops are generous.
pub(crate) const MOST_REDIRECTS: usize = 3;

/// Why there is no useful answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HttpFailure {
    #[error("{host} is at a private address")]
    AddressRefused { host: String },
    #[error("{host} could not be reached: {cause}")]
    Unreachable { host: String, cause: String },
    #[error("{host} sent nothing for {} seconds", after.as_secs_f32())]
    Stalled { host: String, after: Duration },
    #[error("the transfer from {host} broke off: {cause}")]
    Broken { host: String, cause: String },
    #[error("{host} sent more than {limit} bytes")]
    TooLarge { host: String, limit: u64 },
    #[error("{host} answered with HTTP status {status}")]
    Status { host: String, status: u16 },
    #[error("{host} asks to slow down")]
    RateLimited {
        host: String,
        /// When it may be asked again, if it said so.
        until: Option<Timestamp>,
    },
    #[error("{host} does not speak git's smart HTTP protocol at this address")]
    NotGit { host: String },
    #[error("{host} redirects to where we do not follow")]
    Redirect { host: String },
    #[error("it was cancelled")]
    Cancelled,
}

impl HttpFailure {
    /// What an answer that is no success stands for.
    pub(crate) fn of_answer(url: &Url, response: &Response) -> Self {
        let (host, status) = (authority(url), response.status());
        match limit_of(status, response.headers(), now()) {
            Some(Limited { until }) => Self::RateLimited { host, until },
            None => Self::Status { host, status: status.as_u16() },
        }
    }

    /// Whether the same request may succeed a moment later.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Broken { .. } => true,
            Self::Status { status, .. } => matches!(status, 500 | 502..=504),
            _ => false,
        }
    }
}

/// How the token is shown, where it may be shown at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Auth {
    /// As git does: as a password.
    Git,
    /// As the REST API wants it.
    Api,
    /// As for the API, also to the host of raw files.
    Raw,
    /// Not at all.
    None,
}

/// A request to be sent.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub auth: Auth,
}

/// An answer, and the address that gave it in the end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub url: Url,
    pub response: Response,
}

/// Made when it is first needed: each reads the machine's certificates, which takes
/// longer than a small folder, and folders are read where TLS cannot be set up. Where
/// that fails it is tried again the next time.
#[derive(Debug, Default)]
struct Made(Mutex<Option<Client>>);

impl Made {
    fn or(&self, make: impl FnOnce() -> reqwest::Result<Client>) -> reqwest::Result<Client> {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = &*made {
            return Ok(client.clone());
        }
        Ok(made.insert(make()?).clone())
    }
}

/// Sends requests; see the module's notes.
#[derive(Debug, Clone)]
pub(crate) struct HttpClient {
    /// For hosts the operator named.
    trusting: Arc<Made>,
    /// For all others: looks names up with [`PublicResolver`].
    guarded: Arc<Made>,
    github: Url,
    private_hosts: Vec<String>,
    credentials: Option<Credentials>,
    connect_timeout: Duration,
    stall_timeout: Duration,
}

impl HttpClient {
    /// A client that works as `config` says.
    pub(crate) fn new(config: &WikiReaderConfig) -> Self {
        Self {
            trusting: Arc::default(),
            guarded: Arc::default(),
            github: Url::parse(config.github.as_str()).expect("a GitHub host is made of a URL"),
            private_hosts: config.private_hosts.clone(),
            credentials: Credentials::of_operator(config),
            connect_timeout: config.connect_timeout,
            stall_timeout: config.stall_timeout,
        }
    }

    /// Gets ready for hosts the operator did not name, while there is something else to do.
    pub(crate) fn prepare(&self) {
        let client = self.clone();
        tokio::task::spawn_blocking(move || {
            let _ = client.guarded();
        });
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .user_agent(concat!("relieur/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(self.connect_timeout)
            .redirect(reqwest::redirect::Policy::none())
            // A proxy of the environment would look names up behind our back.
            .no_proxy()
            .no_gzip()
    }

    fn trusting(&self) -> reqwest::Result<Client> {
        self.trusting.or(|| self.builder().build())
    }

    fn guarded(&self) -> reqwest::Result<Client> {
        self.guarded.or(|| self.builder().dns_resolver(PublicResolver).build())
    }

    /// The same client with other credentials in place of the operator's.
    pub(crate) fn with_credentials(&self, credentials: Option<Credentials>) -> Self {
        Self { credentials, ..self.clone() }
    }

    /// Whether a request to `url` would show a token.
    pub(crate) fn has_token_for(&self, url: &Url, auth: Auth) -> bool {
        self.credentials_for(url, auth).is_some()
    }

    /// How long a host may send nothing.
    pub(crate) fn stall_timeout(&self) -> Duration {
        self.stall_timeout
    }

    /// Sends `request`, follows redirects of a GET and returns any answer, whatever
    /// its status. The token is added on each hop that leads to its host, only.
    pub(crate) async fn send(&self, mut request: Outgoing) -> Result<Reply, HttpFailure> {
        for _ in 0..=MOST_REDIRECTS {
            let response = self.send_once(&request).await?;
            if !is_redirect(&response) {
                return Ok(Reply { url: request.url, response });
            }
            let next = next_hop(&request.url, &response).filter(|_| request.method == Method::GET);
            request.url = next.ok_or_else(|| HttpFailure::Redirect { host: authority(&request.url) })?;
        }
        Err(HttpFailure::Redirect { host: authority(&request.url) })
    }

    /// Sends `request` to its address and no further: a redirect is an answer, too.
    pub(crate) async fn send_once(&self, request: &Outgoing) -> Result<Response, HttpFailure> {
        let Outgoing { method, url, headers, body, auth } = request;
        let host = authority(url);
        let mut builder = self.client_for(url)?.request(method.clone(), url.clone()).headers(headers.clone());
        if let Some(credentials) = self.credentials_for(url, *auth) {
            builder = builder.header(AUTHORIZATION, credentials);
        }
        if *method == Method::POST {
            builder = builder.body(body.clone());
        }
        let wait = self.connect_timeout + self.stall_timeout;
        match timeout(wait, builder.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(failure_of(&host, &error)),
            Err(_) => Err(HttpFailure::Stalled { host, after: self.stall_timeout }),
        }
    }

    /// The client that may connect to `url`. Addresses written as numbers are never
    /// looked up, so they are checked here.
    fn client_for(&self, url: &Url) -> Result<Client, HttpFailure> {
        let host = authority(url);
        if !matches!(url.scheme(), "http" | "https") {
            return Err(HttpFailure::Redirect { host });
        }
        let without_tls = |error| HttpFailure::Unreachable { host: authority(url), cause: root_of(&error) };
        if self.may_be_private(url) {
            return self.trusting().map_err(without_tls);
        }
        let number = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            Some(Host::Domain(_)) | None => None,
        };
        if number.is_some_and(|address| !is_public(address)) {
            return Err(HttpFailure::AddressRefused { host });
        }
        self.guarded().map_err(without_tls)
    }

    fn may_be_private(&self, url: &Url) -> bool {
        let same_place = |known: &Url| {
            known.host_str() == url.host_str() && known.port_or_known_default() == url.port_or_known_default()
        };
        let named = |entry: &String| {
            let host = url.host_str().unwrap_or_default();
            entry.eq_ignore_ascii_case(host) || entry.eq_ignore_ascii_case(&authority(url))
        };
        same_place(&self.github) || self.private_hosts.iter().any(named)
    }

    /// The token as it is shown to `url`, if it is; in plain text only to hosts that
    /// the operator named.
    fn credentials_for(&self, url: &Url, auth: Auth) -> Option<HeaderValue> {
        let safe = url.scheme() == "https" || self.may_be_private(url);
        self.credentials.as_ref().filter(|_| safe)?.header(url, auth)
    }
}

/// `host` or `host:port`.
pub(crate) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Whether the answer is to be had elsewhere.
pub(crate) fn is_redirect(response: &Response) -> bool {
    response.status().is_redirection() && response.status() != StatusCode::NOT_MODIFIED
}

/// Where a redirect leads; nowhere when it would give up encryption or carries
/// credentials of its own.
pub(crate) fn next_hop(from: &Url, response: &Response) -> Option<Url> {
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    let next = from.join(location).ok()?;
    let downgrade = from.scheme() == "https" && next.scheme() != "https";
    let credentials = !next.username().is_empty() || next.password().is_some();
    (!downgrade && !credentials).then_some(next)
}

/// Names the failure behind an error of the client. Only causes are told on: the
/// error's own text repeats the address.
pub(crate) fn failure_of(host: &str, error: &reqwest::Error) -> HttpFailure {
    let host = host.to_owned();
    if causes(error).any(|cause| cause.downcast_ref::<PrivateAddress>().is_some()) {
        return HttpFailure::AddressRefused { host };
    }
    let cause = root_of(error);
    if error.is_connect() || error.is_timeout() {
        return HttpFailure::Unreachable { host, cause };
    }
    HttpFailure::Broken { host, cause }
}

fn root_of(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| "no cause given".to_owned(), ToString::to_string)
}

/// Everything behind `error`, the root last.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause| (*cause).source())
}

#[cfg(test)]
mod tests {
    use super::*;
    use relieur_domain::GitHubHost;
    use relieur_domain::wiki::AccessToken;

    fn client(github: &str) -> HttpClient {
        let config = WikiReaderConfig {
            github: GitHubHost::parse(github).expect("a host"),
            github_token: AccessToken::new("ghp_secret"),
            private_hosts: vec!["git.lan".into(), "10.0.0.5:3000".into()],
            ..WikiReaderConfig::default()
        };
        HttpClient::new(&config)
    }

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
    }

    #[test]
    fn a_client_is_made_once_and_tried_again_where_that_failed() {
        let made = Made::default();
        assert!(made.or(|| Client::builder().user_agent("no\nname").build()).is_err());
        assert!(made.or(|| Client::builder().build()).is_ok());
        assert!(made.or(|| unreachable!("it was made")).is_ok());
    }

    #[test]
    fn the_token_is_shown_to_its_github_and_to_nobody_else() {
        let client = client("https://github.com");
        let shown = |text: &str| client.credentials_for(&url(text), Auth::Git).is_some();
        assert!(shown("https://github.com/o/r.wiki.git/info/refs"));
        assert!(shown("https://api.github.com/repos/o/r"));
        assert!(!shown("http://github.com/o/r.wiki.git"));
        assert!(!shown("https://github.com.evil.example/o/r"));
        assert!(!shown("https://github.com:8443/o/r"));
        assert!(!shown("https://raw.githubusercontent.com/wiki/o/r/a.png"));
    }

    #[test]
    fn a_token_travels_unencrypted_only_to_hosts_the_operator_named() {
        let shown = |address: &str| {
            let wiki = relieur_domain::WikiRef::Git { url: address.into() };
            let request = relieur_application::ports::FetchRequest {
                token: AccessToken::new("glpat"),
                ..relieur_application::ports::FetchRequest::new(wiki)
            };
            let credentials = Credentials::of(&request, &WikiReaderConfig::default());
            client("https://github.com").with_credentials(credentials).has_token_for(&url(address), Auth::Git)
        };
        assert!(shown("https://git.example/a.git"));
        assert!(!shown("http://git.example/a.git"));
        assert!(shown("http://git.lan/a.git"));
    }

    #[test]
    fn addresses_written_as_numbers_are_checked_in_every_spelling() {
        let client = client("https://github.com");
        for text in [
            "http://127.0.0.1/x",
            "http://2130706433/x",
            "http://0x7f.1/x",
            "http://[::1]/x",
            "http://[::ffff:10.0.0.1]/x",
        ] {
            let refused = client.client_for(&url(text)).err();
            assert!(matches!(refused, Some(HttpFailure::AddressRefused { .. })), "{text}");
        }
        assert!(client.client_for(&url("http://140.82.121.4/x")).is_ok());
        assert!(client.client_for(&url("file:///etc/passwd")).is_err());
    }

    #[test]
    fn only_the_places_an_operator_named_may_be_private() {
        let client = client("http://10.1.1.1:8080");
        assert!(client.may_be_private(&url("http://10.1.1.1:8080/o/r.wiki.git")));
        assert!(!client.may_be_private(&url("http://10.1.1.1:6379/")));
        assert!(client.may_be_private(&url("https://git.lan/x.git")));
        assert!(client.may_be_private(&url("http://10.0.0.5:3000/x.git")));
        assert!(!client.may_be_private(&url("http://10.0.0.5/x.git")));
    }
}
