//! From a commit's tree into a snapshot.

use std::sync::atomic::{AtomicBool, Ordering};

use gix::objs::tree::EntryKind;

use super::tree::{self, TreeFailure};
use crate::config::Limits;
use crate::snapshot_writer::{SnapshotFailure, SnapshotWriter};

/// Why a commit could not be stored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreFailure {
    #[error(transparent)]
    Tree(#[from] TreeFailure),
    #[error(transparent)]
    Snapshot(#[from] SnapshotFailure),
    #[error("it was cancelled")]
    Cancelled,
}

/// Hands every regular file of `commit` to `writer`; links and submodules are
/// refused with a warning.
pub(crate) fn store(
    repository: &gix::Repository,
    commit: gix::ObjectId,
    writer: &mut SnapshotWriter,
    limits: &Limits,
    interrupt: &AtomicBool,
) -> Result<(), StoreFailure> {
    // Twice, so that folders and what is left out do not count against the files.
    for entry in tree::entries(repository, commit, limits.files.saturating_mul(2))? {
        if interrupt.load(Ordering::Relaxed) {
            return Err(StoreFailure::Cancelled);
        }
        match entry.kind {
            EntryKind::Link if writer.admits(&entry.path) => writer.warn_of_link(&entry.path),
            EntryKind::Commit if writer.admits(&entry.path) => {
                let message = format!("“{}” is a git submodule and was left out.", entry.path);
                writer.warn(&entry.path, "submodule_refused", message);
            }
            EntryKind::Blob | EntryKind::BlobExecutable => {
                let size = repository.find_header(entry.id).map_err(TreeFailure::Damaged)?.size();
                if !writer.wants(&entry.path, size) {
                    continue;
                }
                if !entry.path_is_text {
                    writer.warn_of_name(&entry.path);
                }
                let object = repository.find_object(entry.id).map_err(TreeFailure::Damaged)?;
                writer.add(&entry.path, &object.data)?;
            }
            EntryKind::Link | EntryKind::Commit | EntryKind::Tree => {}
        }
    }
    Ok(())
}
