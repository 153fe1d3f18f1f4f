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
/// The host is asked with the request's own token: who may not read the wiki gets no
/// files of somebody else's export.
pub async fn find_earlier(
    exporter: &Exporter,
    queries: &Arc<dyn JobQueries>,
    request: &FetchRequest,
    options: &ExportOptions,
) -> Result<Option<Earlier>, StoreError> {
    let Some((commit, binder)) = exporter.head(request).await else { return Ok(None) };
    for job in queries.completed(&request.wiki.to_string(), LOOKED_AT).await? {
        let Some(report) = job.report else { continue };
        let same = report.commit.as_deref() == Some(&commit) && report.binder == binder && job.options == *options;
        if !same {
            continue;
        }
        let mut files = Vec::new();
        for file in &job.files {
            files.extend(queries.file(file.id).await?);
        }
        let whole = options.formats.iter().all(|format| files.iter().any(|file| file.format == format));
        if whole {
            return Ok(Some(Earlier { report, files }));
        }
    }
    Ok(None)
}
