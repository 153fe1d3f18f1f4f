//! `GET /api/v1/files/{id}/download`: a finished file's bytes.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use relieur_application::Jobs;

use crate::api::error::ApiError;
use crate::etag;

pub async fn download(
    State(jobs): State<Jobs>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let no_such_file = || ApiError::not_found("no_such_file", format!("There is no file {id}."));
    let file = jobs.file(id.parse().map_err(|_| no_such_file())?).await?.ok_or_else(no_such_file)?;

    let etag = format!("\"{}\"", file.sha256);
    if etag::is_known(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }

    let object = jobs.open(&file).await?;
    let headers = [
        (header::CONTENT_TYPE, file.format.media_type().to_owned()),
        (header::CONTENT_LENGTH, object.bytes.to_string()),
        (header::CONTENT_DISPOSITION, content_disposition(&file.name)),
        (header::ETAG, etag),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        // What a wiki's authors wrote must not run in the name of this site.
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
    ];
    Ok((headers, Body::from_stream(object.content)).into_response())
}

/// What RFC 8187 lets stand, of what file names hold.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A download under `name` (RFC 6266, with RFC 8187 for what is not ASCII).
fn content_disposition(name: &str) -> String {
    let ascii: String =
        name.chars().map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\') { c } else { '_' }).collect();
    if ascii == name {
        return format!("attachment; filename=\"{name}\"");
    }
    let encoded = utf8_percent_encode(name, KEPT);
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::content_disposition;

    #[test]
    fn a_download_keeps_its_name_in_any_script() {
        assert_eq!(content_disposition("a-b.pdf"), "attachment; filename=\"a-b.pdf\"");
        assert_eq!(
            content_disposition("手\".pdf"),
            "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E6%89%8B%22.pdf"
        );
    }
}
