//! Git's smart HTTP protocol, by handing requests to `git http-backend` (a CGI
//! program that comes with git).

use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures::StreamExt as _;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio_util::io::ReaderStream;

use super::routes::header_text;
use super::{Manner, Repository, Shared, troubles};
use crate::wiki::git_environment;

/// More than any negotiation in a test; a limit all the same.
const LARGEST_REQUEST: usize = 16 * 1024 * 1024;
const SLOW_PIECES: usize = 20;

/// GitHub's answer to anonymous git requests for what is not there or private.
pub(super) fn asks_for_credentials() -> Response {
    let challenge = [(header::WWW_AUTHENTICATE, "Basic realm=\"GitHub\"")];
    (StatusCode::UNAUTHORIZED, challenge, "Repository not found.").into_response()
}

pub(super) async fn answer(shared: &Shared, repository: Repository, operation: &str, request: Request) -> Response {
    if let Some(refused) = troubles::refusal(troubles::of(shared, &repository.slug).git_status) {
        return refused;
    }
    if let Some(limited) = troubles::limit_now(shared, &repository.slug) {
        return limited;
    }
    let manner = manner_now(shared, &repository);
    match &manner {
        Manner::Hanging => return std::future::pending().await,
        Manner::Failing { status, .. } => {
            return StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        }
        Manner::Redirected(base) => {
            let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
            return (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, format!("{base}{target}"))]).into_response();
        }
        Manner::Normal | Manner::Truncated | Manner::Slow(_) => {}
    }
    let Some(wiki) = &repository.wiki else {
        // What GitHub answers to a clone of a wiki that was never begun.
        return asks_for_credentials();
    };
    match backend(wiki, operation, request, &manner).await {
        Ok(response) => response,
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")).into_response(),
    }
}

/// The manner of this one request; counts a failing one down.
fn manner_now(shared: &Shared, repository: &Repository) -> Manner {
    let mut state = shared.lock();
    let Some(stored) = state.repositories.get_mut(&repository.slug.to_lowercase()) else {
        return Manner::Normal;
    };
    match &mut stored.manner {
        Manner::Failing { times: 0, .. } => Manner::Normal,
        Manner::Failing { status, times } => {
            *times -= 1;
            Manner::Failing { status: *status, times: *times }
        }
        other => other.clone(),
    }
}

async fn backend(wiki: &Path, operation: &str, request: Request, manner: &Manner) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let input = to_bytes(body, LARGEST_REQUEST).await.context("reading the request")?;
    let is_fetch = input.windows(13).any(|window| window == b"command=fetch");
    let mut command = Command::new("git");
    command.arg("http-backend").env_clear().envs(git_environment()).envs([
        ("GIT_PROJECT_ROOT", wiki.parent().unwrap_or(wiki).display().to_string()),
        ("GIT_HTTP_EXPORT_ALL", "1".to_owned()),
        ("PATH_INFO", format!("/{}/{operation}", wiki.file_name().unwrap_or_default().display())),
        ("QUERY_STRING", parts.uri.query().unwrap_or_default().to_owned()),
        ("REQUEST_METHOD", parts.method.to_string()),
        ("REMOTE_ADDR", "127.0.0.1".to_owned()),
        ("CONTENT_LENGTH", input.len().to_string()),
    ]);
    for (header, variable) in [
        ("content-type", "CONTENT_TYPE"),
        ("content-encoding", "HTTP_CONTENT_ENCODING"),
        ("git-protocol", "GIT_PROTOCOL"),
    ] {
        if let Some(value) = header_text(&parts.headers, header) {
            command.env(variable, value);
        }
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .context("starting git http-backend")?;
    let mut stdin = child.stdin.take().context("git http-backend takes no input")?;
    tokio::spawn(async move {
        // It may end before it has read everything; its answer says why.
        let _ = stdin.write_all(&input).await;
    });
    let mut output = BufReader::new(child.stdout.take().context("git http-backend gives no output")?);
    let (status, headers) = read_cgi_headers(&mut output).await?;
    let body = match manner {
        Manner::Truncated if is_fetch => cut_in_half(output).await?,
        Manner::Slow(delay) if is_fetch => in_slow_pieces(output, *delay).await?,
        _ => whole(output, child),
    };
    Ok((status, headers, body).into_response())
}

async fn read_cgi_headers(output: &mut BufReader<ChildStdout>) -> Result<(StatusCode, HeaderMap)> {
    let mut status = StatusCode::OK;
    let mut headers = HeaderMap::new();
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).await? == 0 || line.trim().is_empty() {
            return Ok((status, headers));
        }
        let (name, value) = line.split_once(':').context("git http-backend wrote a strange header")?;
        if name.eq_ignore_ascii_case("status") {
            status = value.trim().split(' ').next().unwrap_or_default().parse()?;
        } else {
            headers.append(header::HeaderName::try_from(name)?, value.trim().try_into()?);
        }
    }
}

fn whole(output: BufReader<ChildStdout>, child: Child) -> Body {
    // The child lives as long as its output is read, and dies when nobody reads on.
    let stream = ReaderStream::with_capacity(output, 64 * 1024).map(move |piece| {
        let _ = &child;
        piece
    });
    Body::from_stream(stream)
}

async fn everything(mut output: BufReader<ChildStdout>) -> Result<Bytes> {
    let mut bytes = Vec::new();
    output.read_to_end(&mut bytes).await?;
    Ok(bytes.into())
}

async fn cut_in_half(output: BufReader<ChildStdout>) -> Result<Body> {
    let bytes = everything(output).await?;
    let half = bytes.slice(..bytes.len() / 2);
    let broken = async {
        // The half must have left before the connection goes.
        tokio::time::sleep(Duration::from_millis(50)).await;
        Err(io::Error::new(io::ErrorKind::ConnectionReset, "cut on purpose"))
    };
    let stream = futures::stream::once(async { Ok(half) }).chain(futures::stream::once(broken));
    Ok(Body::from_stream(stream))
}

async fn in_slow_pieces(output: BufReader<ChildStdout>, delay: Duration) -> Result<Body> {
    let bytes = everything(output).await?;
    let piece = (bytes.len() / SLOW_PIECES).max(1);
    let pause = delay / u32::try_from(SLOW_PIECES)?;
    let pieces: Vec<Bytes> = bytes.chunks(piece).map(Bytes::copy_from_slice).collect();
    let stream = futures::stream::iter(pieces).then(move |piece| async move {
        tokio::time::sleep(pause).await;
        Ok::<_, io::Error>(piece)
    });
    Ok(Body::from_stream(stream))
}
