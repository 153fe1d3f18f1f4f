//! The static part of the web application: script, styles, icons. In a release it
//! is inside the binary; in a debug build it is read from where it was built.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{Embed, EmbeddedFile};

use crate::etag;

#[derive(Embed)]
#[folder = "../target/site/"]
struct Site;

/// The file at the request's path; none when there is no such file.
pub fn serve(request: &Request) -> Option<Response> {
    let path = request.uri().path().trim_start_matches('/');
    if matches!(extension(path), "" | "br" | "gz") {
        return None;
    }
    let plain = Site::get(path)?;
    let etag = format!("\"{}\"", hexadecimal(&plain.metadata.sha256_hash()[..12]));
    if etag::is_known(request.headers(), &etag) {
        return Some((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }

    let (encoding, file) = best(path, request.headers()).map_or((None, plain), |(name, file)| (Some(name), file));
    let mut headers: Vec<(HeaderName, String)> = vec![
        (header::CONTENT_TYPE, media_type(path).to_owned()),
        // Asked for anew each time, answered with 304 while it is the same build.
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::ETAG, etag),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    if let Some(encoding) = encoding {
        headers.push((header::CONTENT_ENCODING, encoding.to_owned()));
    }
    let mut answer = file.data.into_owned().into_response();
    for (name, value) in headers {
        if let Ok(value) = value.parse() {
            answer.headers_mut().insert(name, value);
        }
    }
    Some(answer)
}

/// The smallest form the browser accepts and the build has made.
fn best(path: &str, headers: &HeaderMap) -> Option<(&'static str, EmbeddedFile)> {
    let accepted = headers.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    let accepts = |name: &str| {
        accepted.split(',').any(|part| {
            let (coding, quality) = part.split_once(';').unwrap_or((part, ""));
            coding.trim() == name && !matches!(quality.trim().replace(' ', "").as_str(), "q=0" | "q=0.0")
        })
    };
    [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(name, _)| accepts(name))
        .find_map(|(name, ending)| Some((name, Site::get(&format!("{path}.{ending}"))?)))
}

fn media_type(path: &str) -> &'static str {
    match extension(path) {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" | "webmanifest" => "application/json",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Of a path in the site, which the build names; in lower case always.
fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
