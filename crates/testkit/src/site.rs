//! Some site of the web that does as a test tells it: gives files, refuses, redirects,
//! dawdles, breaks off. It counts how many requests it answers at a time.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::github::RecordedRequest;

/// How a path is answered.
#[derive(Debug, Clone)]
enum Answer {
    File { kind: String, bytes: Vec<u8> },
    Status { status: u16, headers: Vec<(String, String)> },
    Redirect(String),
    Slow { pause: Duration, next: Box<Answer> },
    Failing { times: u32, status: u16, next: Box<Answer> },
    Endless { beginning: Vec<u8> },
    BreaksOff { beginning: Vec<u8> },
}

#[derive(Debug, Default)]
struct Known {
    answers: HashMap<String, Answer>,
    requests: Vec<RecordedRequest>,
    now: usize,
    peak: usize,
}

#[derive(Debug, Clone, Default)]
struct Shared(Arc<Mutex<Known>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The running site; it ends when this is dropped.
#[derive(Debug)]
pub struct Site {
    address: SocketAddr,
    shared: Shared,
    server: JoinHandle<()>,
}

impl Site {
    /// Starts on a free port of this machine.
    pub async fn start() -> Result<Self> {
        let (listener, address) = listen().await?;
        let shared = Shared::default();
        let router = Router::new().fallback(answer).with_state(shared.clone());
        let server = tokio::spawn(async move {
            // Serving ends only with the task.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, shared, server })
    }

    /// Starts a site that answers everything with `head`, as it is, and then sends
    /// pieces of HTTP's chunked coding without end.
    pub async fn start_raw(head: &str) -> Result<Self> {
        let (listener, address) = listen().await?;
        let head = head.to_owned();
        let server = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let head = head.clone();
                tokio::spawn(async move {
                    let mut request = [0; 4_096];
                    let _ = stream.read(&mut request).await;
                    let mut piece = b"2000\r\n".to_vec();
                    piece.resize(piece.len() + 0x2000, 0);
                    piece.extend_from_slice(b"\r\n");
                    let _ = stream.write_all(head.as_bytes()).await;
                    while stream.write_all(&piece).await.is_ok() {}
                });
            }
        });
        Ok(Self { address, shared: Shared::default(), server })
    }

    /// `host:port`.
    pub fn authority(&self) -> String {
        self.address.to_string()
    }

    /// The address of `path`, which begins with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Gives `bytes` as `kind`, a media type, at `path`; returns the address.
    pub fn file(&self, path: &str, kind: &str, bytes: impl Into<Vec<u8>>) -> String {
        self.put(path, Answer::File { kind: kind.to_owned(), bytes: bytes.into() })
    }

    /// Answers with `status` and the headers given.
    pub fn status(&self, path: &str, status: u16, headers: &[(&str, &str)]) -> String {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.put(path, Answer::Status { status, headers })
    }

    /// Sends on to `target`.
    pub fn redirect(&self, path: &str, target: &str) -> String {
        self.put(path, Answer::Redirect(target.to_owned()))
    }

    /// Makes what is at `path` come after a pause.
    pub fn slow(&self, path: &str, pause: Duration) -> String {
        let next = Box::new(self.known(path));
        self.put(path, Answer::Slow { pause, next })
    }

    /// Makes what is at `path` come after it was refused `times` times.
    pub fn failing(&self, path: &str, status: u16, times: u32) -> String {
        let next = Box::new(self.known(path));
        self.put(path, Answer::Failing { times, status, next })
    }

    /// Gives `beginning` and then zeros without end, in pieces of unknown number.
    pub fn endless(&self, path: &str, beginning: impl Into<Vec<u8>>) -> String {
        self.put(path, Answer::Endless { beginning: beginning.into() })
    }

    /// Gives `beginning` and breaks the connection off.
    pub fn breaks_off(&self, path: &str, beginning: impl Into<Vec<u8>>) -> String {
        self.put(path, Answer::BreaksOff { beginning: beginning.into() })
    }

    /// Every request so far, in order.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.lock().requests.clone()
    }

    /// The most requests that were answered at the same time.
    pub fn peak(&self) -> usize {
        self.shared.lock().peak
    }

    fn known(&self, path: &str) -> Answer {
        let missing = Answer::Status { status: 404, headers: Vec::new() };
        self.shared.lock().answers.get(path).cloned().unwrap_or(missing)
    }

    fn put(&self, path: &str, answer: Answer) -> String {
        self.shared.lock().answers.insert(path.to_owned(), answer);
        self.url(path)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn listen() -> Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("binding a free port")?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let target = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let authorization =
        request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
    let mut answer = {
        let mut known = shared.lock();
        known.requests.push(RecordedRequest { method: request.method().to_string(), target, authorization });
        known.now += 1;
        known.peak = known.peak.max(known.now);
        match known.answers.get_mut(request.uri().path()) {
            Some(Answer::Failing { times: 0, next, .. }) => next.as_ref().clone(),
            Some(Answer::Failing { times, status, .. }) => {
                *times -= 1;
                Answer::Status { status: *status, headers: Vec::new() }
            }
            Some(answer) => answer.clone(),
            None => Answer::Status { status: 404, headers: Vec::new() },
        }
    };
    let _leaving = Leaving(shared);
    while let Answer::Slow { pause, next } = answer {
        tokio::time::sleep(pause).await;
        answer = *next;
    }
    told(answer)
}

/// Counts a request out, also one that its asker gave up.
struct Leaving(Shared);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.lock().now -= 1;
    }
}

fn told(answer: Answer) -> Response {
    match answer {
        Answer::File { kind, bytes } => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        Answer::Redirect(target) => (StatusCode::FOUND, [(header::LOCATION, target)]).into_response(),
        Answer::Status { status, headers } => {
            let mut response = StatusCode::from_u16(status).unwrap_or(StatusCode::IM_A_TEAPOT).into_response();
            for (name, value) in headers {
                if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                    response.headers_mut().append(name, value);
                }
            }
            response
        }
        Answer::Endless { beginning } => {
            let zeros = futures::stream::repeat_with(|| Ok::<_, io::Error>(Bytes::from(vec![0; 16 * 1024])));
            let first = futures::stream::once(async { Ok(Bytes::from(beginning)) });
            Body::from_stream(futures::StreamExt::chain(first, zeros)).into_response()
        }
        Answer::BreaksOff { beginning } => {
            let first = futures::stream::once(async { Ok(Bytes::from(beginning)) });
            let broken = futures::stream::once(async {
                // The beginning must have left before the connection goes.
                tokio::time::sleep(Duration::from_millis(50)).await;
                Err(io::Error::new(io::ErrorKind::ConnectionReset, "cut on purpose"))
            });
            Body::from_stream(futures::StreamExt::chain(first, broken)).into_response()
        }
        Answer::Slow { next, .. } | Answer::Failing { next, .. } => told(*next),
    }
}
