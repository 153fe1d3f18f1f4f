//! Reuse: where nothing has changed since an earlier export, its files are taken
//! again.

use std::sync::Arc;

use relieur_domain::{ExportFile, ExportOptions, ExportReport};

use super::Exporter;
use crate::ports::{FetchRequest, JobQueries, StoreError};

/// How many earlier exports of a wiki are looked at. They differ in commit and
/// options; what is older is rarely wanted.
const LOOKED_AT: u64 = 20;

/// An earlier export with the same outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Earlier {
    /// What it found and did.
    pub report: ExportReport,
    /// What it made.
    pub files: Vec<ExportFile>,
}

/// Looks for an earlier export of the same commit, with the same options, by the
/// same binder. None also where only an export can tell.
///
/// The host is asked only when there is something to compare its answer with, and with
/// the request's own token: who may not read the wiki gets no
/// files of somebody else's export.
pub async fn find_earlier(
    exporter: &Exporter,
    queries: &Arc<dyn JobQueries>,
    request: &FetchRequest,
    options: &ExportOptions,
) -> Result<Option<Earlier>, StoreError> {
    let mut candidates = queries.completed(&request.wiki.to_string(), LOOKED_AT).await?;
    let binder = exporter.binder();
    candidates
        .retain(|job| job.options == *options && job.report.as_ref().is_some_and(|report| report.binder == binder));
    if candidates.is_empty() {
        return Ok(None);
    }
    let Some(commit) = exporter.head(request).await else { return Ok(None) };
    for job in candidates {
        let Some(report) = job.report.filter(|report| report.commit.as_deref() == Some(&commit)) else { continue };
        let mut files = Vec::new();
        for file in &job.files {
            files.extend(queries.file(file.id).await?);
        }
        // A large book has several files of one format.
        let whole = files.len() == report.files.len()
            && options.formats.iter().all(|format| files.iter().any(|file| file.format == format));
        if whole {
            return Ok(Some(Earlier { report, files }));
        }
    }
    Ok(None)
}
