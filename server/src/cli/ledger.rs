//! The ledger of the command line: what was exported where, so that the same export
//! of an unchanged wiki is not made a second time.
//!
//! It is kept in the user's cache folder and may be deleted at any time. It is only
//! believed when the files are still there, unchanged.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use relieur_application::exports::checksum;
use relieur_domain::report::ReportFile;
use relieur_domain::{ExportOptions, ExportReport, WikiRef};
use sha2::{Digest, Sha256};

/// What is noted about one wiki, exported with the same options into one folder.
pub struct Ledger {
    /// None where there is no cache folder.
    path: Option<PathBuf>,
    output: PathBuf,
}

impl Ledger {
    /// The note about exports of `wiki` with `options` into `output`.
    pub fn of(wiki: &WikiRef, options: &ExportOptions, output: &Path) -> Self {
        let folder = fs::canonicalize(output).unwrap_or_else(|_| output.to_owned());
        let options = serde_json::to_string(options).unwrap_or_default();
        let key = format!("{wiki}\n{options}\n{}", folder.display());
        let name: String = Sha256::digest(key).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let path = cache_folder().map(|cache| cache.join("exports").join(format!("{name}.json")));
        Self { path, output: output.to_owned() }
    }

    /// The report of the last export, when it was of a commit, by the same binder, and
    /// its files are still what they were.
    pub fn last(&self, binder: &str) -> Option<ExportReport> {
        let report = self.noted()?;
        let same = report.commit.is_some() && report.binder == binder && !report.files.is_empty();
        (same && report.files.iter().all(is_as_noted)).then_some(report)
    }

    /// The last export, its files by the way to the folder that was named this time.
    fn noted(&self) -> Option<ExportReport> {
        let text = fs::read(self.path.as_ref()?).ok()?;
        let mut report: ExportReport = serde_json::from_slice(&text).ok()?;
        for file in &mut report.files {
            let name = Path::new(&file.path).file_name()?;
            file.path = self.output.join(name).display().to_string();
        }
        Some(report)
    }

    /// Notes an export. Not being able to costs only time the next time.
    ///
    /// Files of the export before that this one has not, the further volumes of a book
    /// that has become smaller, are removed when they are still what was written.
    pub fn note(&self, report: &ExportReport) {
        let Some(path) = &self.path else { return };
        let before = self.noted().map(|before| before.files).unwrap_or_default();
        for file in before {
            if !report.files.iter().any(|new| new.path == file.path) && is_as_noted(&file) {
                let _ = fs::remove_file(&file.path);
            }
        }
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

fn is_as_noted(file: &ReportFile) -> bool {
    checksum(Path::new(&file.path)).is_ok_and(|(bytes, sum)| bytes == file.bytes && sum == file.sha256)
}

/// Where programs may keep what they can make anew (XDG Base Directory Specification).
pub fn cache_folder() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute("XDG_CACHE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".cache")))?;
    Some(base.join("relieur"))
}

#[cfg(test)]
mod tests {
    use relieur_domain::ExportFormat;

    use super::*;

    fn report(folder: &Path, names: &[&str]) -> ExportReport {
        let files = names.iter().map(|name| {
            let path = folder.join(name);
            fs::write(&path, name).expect("a file");
            let (bytes, sha256) = checksum(&path).expect("a sum");
            ReportFile { format: ExportFormat::Pdf, path: path.display().to_string(), bytes, sha256 }
        });
        ExportReport { commit: Some("c".into()), binder: "b".into(), files: files.collect(), ..ExportReport::default() }
    }

    #[test]
    fn volumes_a_smaller_book_has_no_more_are_removed_unless_somebody_changed_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = Ledger { path: Some(folder.path().join("noted.json")), output: folder.path().to_owned() };
        ledger.note(&report(folder.path(), &["w-1.pdf", "w-2.pdf", "w-3.pdf"]));
        assert!(ledger.last("b").is_some() && ledger.last("another").is_none());
        fs::write(folder.path().join("w-2.pdf"), "mine").expect("changed");
        assert!(ledger.last("b").is_none());
        ledger.note(&report(folder.path(), &["w.pdf"]));
        let left = ["w.pdf", "w-1.pdf", "w-2.pdf", "w-3.pdf"].map(|name| folder.path().join(name).exists());
        assert_eq!(left, [true, false, true, false]);
    }
}
