//! The ledger of the command line: what was exported where, so that the same export
//! of an unchanged wiki is not made a second time.
//!
//! It is kept in the user's cache folder and may be deleted at any time. It is only
//! believed when the files are still there, unchanged.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use relieur_application::exports::checksum;
use relieur_domain::{ExportOptions, ExportReport, WikiRef};
use sha2::{Digest, Sha256};

/// What is noted about one wiki, exported with the same options into one folder.
pub struct Ledger {
    /// None where there is no cache folder.
    path: Option<PathBuf>,
}

impl Ledger {
    /// The note about exports of `wiki` with `options` into `output`.
    pub fn of(wiki: &WikiRef, options: &ExportOptions, output: &Path) -> Self {
        let folder = fs::canonicalize(output).unwrap_or_else(|_| output.to_owned());
        let options = serde_json::to_string(options).unwrap_or_default();
        let key = format!("{wiki}\n{options}\n{}", folder.display());
        let name: String = Sha256::digest(key).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Self { path: cache_folder().map(|cache| cache.join("exports").join(format!("{name}.json"))) }
    }

    /// The report of the last export, when it was of a commit, by the same binder, and
    /// its files are still what they were.
    pub fn last(&self, binder: &str) -> Option<ExportReport> {
        let text = fs::read(self.path.as_ref()?).ok()?;
        let report: ExportReport = serde_json::from_slice(&text).ok()?;
        let same = report.commit.is_some() && report.binder == binder && !report.files.is_empty();
        let is_whole = || {
            report.files.iter().all(|file| {
                let found = checksum(Path::new(&file.path));
                found.is_ok_and(|(bytes, sum)| bytes == file.bytes && sum == file.sha256)
            })
        };
        (same && is_whole()).then_some(report)
    }

    /// Notes an export. Not being able to costs only time the next time.
    pub fn note(&self, report: &ExportReport) {
        let Some(path) = &self.path else { return };
        let noted = serde_json::to_vec(report).map_err(io::Error::from).and_then(|text| {
            fs::create_dir_all(path.parent().unwrap_or(path))?;
            let partial = path.with_extension("part");
            fs::write(&partial, text)?;
            fs::rename(partial, path)
        });
        if let Err(error) = noted {
            tracing::debug!(%error, "the export could not be noted");
        }
    }
}

/// Where programs may keep what they can make anew (XDG Base Directory Specification).
fn cache_folder() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute("XDG_CACHE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".cache")))?;
    Some(base.join("relieur"))
}
