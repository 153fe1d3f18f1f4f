//! What gix writes and reads during one request: its body, the answer's head as
//! lines, and the answer's body as it comes in, watched for stalls and for size.

use std::io::{self, BufRead, Cursor, Read, Write};
use std::sync::{Arc, Mutex};

use reqwest::Response;
use reqwest::header::HeaderMap;
use tokio::time::timeout;

use super::transport::{Session, lock};
use crate::http::{HttpFailure, Outgoing, Reply, authority, failure_of};

/// A POST: gix writes its body, then reads the answer's headers, then its body. The
/// request leaves when the first byte of the answer is wanted; bodies are small,
/// because a fresh clone has nothing to negotiate.
pub(super) struct Exchange {
    session: Arc<Session>,
    state: State,
}

enum State {
    Writing(Outgoing),
    Answered(Option<Reply>),
    Failed,
}

impl Exchange {
    /// What gix gets for a POST: where to write, and what to read afterwards.
    pub(super) fn begin(session: &Arc<Session>, request: Outgoing) -> (PostBody, Headers, Body) {
        let exchange = Arc::new(Mutex::new(Self { session: Arc::clone(session), state: State::Writing(request) }));
        let headers = Headers { exchange: Some(Arc::clone(&exchange)), text: Cursor::default() };
        let body = Body {
            session: Arc::clone(session),
            source: Source::Exchange(Arc::clone(&exchange)),
            piece: Cursor::default(),
            received: 0,
        };
        (PostBody(exchange), headers, body)
    }

    /// What gix gets for a GET that was answered.
    pub(super) fn answered(session: &Arc<Session>, reply: Reply) -> (Headers, Body) {
        let headers = Headers { exchange: None, text: Cursor::new(header_lines(reply.response.headers())) };
        (headers, Body::answered(session, reply))
    }

    fn answer(&mut self) -> io::Result<&mut Option<Reply>> {
        if let State::Writing(_) = self.state {
            let State::Writing(request) = std::mem::replace(&mut self.state, State::Failed) else { unreachable!() };
            self.state = State::Answered(Some(self.session.exchange(request, "result")?));
        }
        match &mut self.state {
            State::Answered(reply) => Ok(reply),
            State::Writing(_) | State::Failed => Err(io::Error::other("the request had failed before")),
        }
    }
}

/// What gix writes a request's body into.
pub(super) struct PostBody(Arc<Mutex<Exchange>>);

impl Write for PostBody {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut lock(&self.0).state {
            State::Writing(request) => request.body.extend_from_slice(bytes),
            State::Answered(_) | State::Failed => return Err(io::ErrorKind::BrokenPipe.into()),
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The head of an answer as lines.
pub(super) struct Headers {
    exchange: Option<Arc<Mutex<Exchange>>>,
    text: Cursor<Vec<u8>>,
}

impl Read for Headers {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read_from(self, buffer)
    }
}

impl BufRead for Headers {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if let Some(exchange) = self.exchange.take() {
            let mut exchange = lock(&exchange);
            let lines = exchange.answer()?.as_ref().map(|reply| header_lines(reply.response.headers()));
            self.text = Cursor::new(lines.unwrap_or_default());
        }
        self.text.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.text.consume(count);
    }
}

enum Source {
    Exchange(Arc<Mutex<Exchange>>),
    Reply { host: String, response: Response },
    Ended,
}

/// The body of an answer, as it comes in.
pub(super) struct Body {
    session: Arc<Session>,
    source: Source,
    piece: Cursor<Vec<u8>>,
    received: u64,
}

impl Body {
    fn answered(session: &Arc<Session>, reply: Reply) -> Self {
        let source = Source::Reply { host: authority(&reply.url), response: reply.response };
        Self { session: Arc::clone(session), source, piece: Cursor::default(), received: 0 }
    }

    /// The next piece; empty at the end.
    fn next_piece(&mut self) -> io::Result<Vec<u8>> {
        if let Source::Exchange(exchange) = &self.source {
            let reply = lock(exchange).answer()?.take();
            self.source = reply
                .map_or(Source::Ended, |reply| Source::Reply { host: authority(&reply.url), response: reply.response });
        }
        let Source::Reply { host, response } = &mut self.source else { return Ok(Vec::new()) };
        let patience = self.session.client.stall_timeout();
        let cancelled = &self.session.cancelled;
        let outcome = self.session.runtime.block_on(async {
            tokio::select! {
                () = cancelled.cancelled() => Err(HttpFailure::Cancelled),
                piece = timeout(patience, response.chunk()) => match piece {
                    Ok(Ok(piece)) => Ok(piece),
                    Ok(Err(error)) => Err(failure_of(host, &error)),
                    Err(_) => Err(HttpFailure::Stalled { host: host.clone(), after: patience }),
                },
            }
        });
        let piece = match outcome {
            Ok(Some(piece)) => piece,
            Ok(None) => {
                self.source = Source::Ended;
                return Ok(Vec::new());
            }
            Err(failure) => return Err(self.session.failed(failure)),
        };
        self.received += piece.len() as u64;
        if self.received > self.session.most_bytes {
            let failure = HttpFailure::TooLarge { host: host.clone(), limit: self.session.most_bytes };
            return Err(self.session.failed(failure));
        }
        Ok(piece.into())
    }
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read_from(self, buffer)
    }
}

impl BufRead for Body {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.piece.fill_buf()?.is_empty() {
            self.piece = Cursor::new(self.next_piece()?);
        }
        self.piece.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.piece.consume(count);
    }
}

fn read_from(reader: &mut impl BufRead, buffer: &mut [u8]) -> io::Result<usize> {
    let available = reader.fill_buf()?;
    let count = available.len().min(buffer.len());
    buffer[..count].copy_from_slice(&available[..count]);
    reader.consume(count);
    Ok(count)
}

fn header_lines(headers: &HeaderMap) -> Vec<u8> {
    let mut text = Vec::new();
    for (name, value) in headers {
        text.extend_from_slice(name.as_str().as_bytes());
        text.extend_from_slice(b": ");
        text.extend_from_slice(value.as_bytes());
        text.push(b'\n');
    }
    text
}
