//! The client: where a request may go, what it carries, and how a failure is told.

use std::error::Error as StdError;
use std::time::Duration;

use base64::Engine as _;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Client, Method, Response, StatusCode};
use tokio::time::timeout;
use url::{Host, Url};

use super::guard::{PrivateAddress, PublicResolver, is_public};
use crate::config::{GitHubToken, WikiReaderConfig};

/// GitHub forwards renamed repositories once; three hops are generous.
const MOST_REDIRECTS: usize = 3;

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
    #[error("{host} does not speak git's smart HTTP protocol at this address")]
    NotGit { host: String },
    #[error("{host} redirects to where we do not follow")]
    Redirect { host: String },
    #[error("it was cancelled")]
    Cancelled,
}

/// How the token is shown, where it may be shown at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Auth {
    /// As git does: the password of the user `x-access-token`.
    Git,
    /// As the REST API wants it.
    Api,
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

/// Sends requests; see the module's notes.
#[derive(Debug, Clone)]
pub(crate) struct HttpClient {
    /// For hosts the operator named.
    trusting: Client,
    /// For all others: looks names up with [`PublicResolver`].
    guarded: Client,
    github: Url,
    api: Url,
    private_hosts: Vec<String>,
    token: Option<GitHubToken>,
    connect_timeout: Duration,
    stall_timeout: Duration,
}

impl HttpClient {
    /// Makes the clients; fails only when TLS cannot be set up.
    pub(crate) fn new(config: &WikiReaderConfig) -> Result<Self, reqwest::Error> {
        let builder = || {
            Client::builder()
                .user_agent(concat!("relieur/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(config.connect_timeout)
                .redirect(reqwest::redirect::Policy::none())
                // A proxy of the environment would look names up behind our back.
                .no_proxy()
                .no_gzip()
        };
        let parse = |text: &str| Url::parse(text).expect("a GitHub host is made of a URL");
        Ok(Self {
            trusting: builder().build()?,
            guarded: builder().dns_resolver(PublicResolver).build()?,
            github: parse(config.github.as_str()),
            api: parse(&config.github.api_base()),
            private_hosts: config.private_hosts.clone(),
            token: config.github_token.clone(),
            connect_timeout: config.connect_timeout,
            stall_timeout: config.stall_timeout,
        })
    }

    /// How long a host may send nothing.
    pub(crate) fn stall_timeout(&self) -> Duration {
        self.stall_timeout
    }

    /// Sends `request`, follows redirects of a GET and returns any answer, whatever
    /// its status. The token is added on each hop that leads to its GitHub, only.
    pub(crate) async fn send(&self, request: Outgoing) -> Result<Reply, HttpFailure> {
        let Outgoing { method, mut url, headers, body, auth } = request;
        for _ in 0..=MOST_REDIRECTS {
            let host = authority(&url);
            let mut builder = self.client_for(&url)?.request(method.clone(), url.clone()).headers(headers.clone());
            if let Some(credentials) = self.credentials_for(&url, auth) {
                builder = builder.header(AUTHORIZATION, credentials);
            }
            if method == Method::POST {
                builder = builder.body(body.clone());
            }
            let wait = self.connect_timeout + self.stall_timeout;
            let response = match timeout(wait, builder.send()).await {
                Ok(Ok(response)) => response,
                Ok(Err(error)) => return Err(failure_of(&host, &error)),
                Err(_) => return Err(HttpFailure::Stalled { host, after: self.stall_timeout }),
            };
            if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED {
                return Ok(Reply { url, response });
            }
            url = next_hop(&url, &response).filter(|_| method == Method::GET).ok_or(HttpFailure::Redirect { host })?;
        }
        Err(HttpFailure::Redirect { host: authority(&url) })
    }

    /// The client that may connect to `url`. Addresses written as numbers are never
    /// looked up, so they are checked here.
    fn client_for(&self, url: &Url) -> Result<&Client, HttpFailure> {
        let host = authority(url);
        if !matches!(url.scheme(), "http" | "https") {
            return Err(HttpFailure::Redirect { host });
        }
        if self.may_be_private(url) {
            return Ok(&self.trusting);
        }
        let number = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            Some(Host::Domain(_)) | None => None,
        };
        if number.is_some_and(|address| !is_public(address)) {
            return Err(HttpFailure::AddressRefused { host });
        }
        Ok(&self.guarded)
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

    fn credentials_for(&self, url: &Url, auth: Auth) -> Option<HeaderValue> {
        let token = self.token.as_ref()?;
        if url.origin() != self.github.origin() && url.origin() != self.api.origin() {
            return None;
        }
        let text = match auth {
            Auth::None => return None,
            Auth::Api => format!("Bearer {}", token.reveal()),
            Auth::Git => {
                let pair = format!("x-access-token:{}", token.reveal());
                format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
            }
        };
        let mut value = HeaderValue::try_from(text).ok()?;
        value.set_sensitive(true);
        Some(value)
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

/// Where a redirect leads; nowhere when it would give up encryption or carries
/// credentials of its own.
fn next_hop(from: &Url, response: &Response) -> Option<Url> {
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
    let cause = causes(error).last().map_or_else(|| "no cause given".to_owned(), ToString::to_string);
    if error.is_connect() || error.is_timeout() {
        return HttpFailure::Unreachable { host, cause };
    }
    HttpFailure::Broken { host, cause }
}

/// Everything behind `error`, the root last.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause| (*cause).source())
}

#[cfg(test)]
mod tests {
    use super::*;
    use relieur_domain::GitHubHost;

    fn client(github: &str) -> HttpClient {
        let config = WikiReaderConfig {
            github: GitHubHost::parse(github).expect("a host"),
            github_token: GitHubToken::new("ghp_secret"),
            private_hosts: vec!["git.lan".into(), "10.0.0.5:3000".into()],
            ..WikiReaderConfig::default()
        };
        HttpClient::new(&config).expect("a client")
    }

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
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
