//! What one commit changed, compared with its parent, by path.

use std::ops::ControlFlow;

use gix::ObjectId;
use gix::bstr::{BStr, ByteSlice as _};
use gix::diff::tree::visit::{Action, Change as Visited};
use gix::diff::tree::{Recorder, State, Visit, recorder};
use gix::objs::TreeRefIter;

/// More changed entries than any commit a person made has. A few objects can unfold
/// into millions of paths.
const MOST_ENTRIES: usize = 100_000;
/// The longest path that Linux takes (`PATH_MAX`).
const LONGEST_PATH: usize = 4_096;

/// One changed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileAt {
    pub path: String,
    pub id: ObjectId,
}

/// The files one commit changed.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub added: Vec<FileAt>,
    pub deleted: Vec<FileAt>,
    pub modified: Vec<String>,
}

/// Why there are no changes to be had.
#[derive(Debug, thiserror::Error)]
pub(super) enum ChangesFailure {
    #[error("a commit changes more than {MOST_ENTRIES} files")]
    TooMany,
    #[error("the history is damaged: {0:#}")]
    Damaged(#[from] gix::Error),
    #[error("the history is damaged: {0}")]
    Tree(#[from] gix::diff::tree::Error),
}

/// Compares the tree `new` with the tree `old`; with nothing where there is none.
pub(super) fn between(
    repository: &gix::Repository,
    old: Option<ObjectId>,
    new: ObjectId,
    state: &mut State,
) -> Result<Changes, ChangesFailure> {
    let mut changes = Changes::default();
    if old == Some(new) {
        return Ok(changes);
    }
    let old_tree = old.map(|id| repository.find_tree(id)).transpose()?;
    let new_tree = repository.find_tree(new)?;
    let old_data = old_tree.as_ref().map(|tree| tree.data.as_slice()).unwrap_or_default();
    let mut bounded = Bounded { recorder: Recorder::default(), left: MOST_ENTRIES, broken_off: false };
    let outcome = gix::diff::tree(
        TreeRefIter::from_bytes(old_data, new.kind()),
        TreeRefIter::from_bytes(&new_tree.data, new.kind()),
        state,
        &repository.objects,
        &mut bounded,
    );
    if bounded.broken_off {
        return Err(ChangesFailure::TooMany);
    }
    outcome?;
    for record in bounded.recorder.records {
        match record {
            recorder::Change::Addition { entry_mode, oid, path, .. } if !entry_mode.is_tree() => {
                changes.added.push(FileAt { path: text(path.as_bstr()), id: oid });
            }
            recorder::Change::Deletion { entry_mode, oid, path, .. } if !entry_mode.is_tree() => {
                changes.deleted.push(FileAt { path: text(path.as_bstr()), id: oid });
            }
            recorder::Change::Modification { entry_mode, path, .. } if !entry_mode.is_tree() => {
                changes.modified.push(text(path.as_bstr()));
            }
            recorder::Change::Addition { .. }
            | recorder::Change::Deletion { .. }
            | recorder::Change::Modification { .. } => {}
        }
    }
    Ok(changes)
}

/// A path in the form that snapshots have.
fn text(path: &BStr) -> String {
    path.to_str_lossy().into_owned()
}

/// Records changes as long as they are not too many.
struct Bounded {
    recorder: Recorder,
    left: usize,
    broken_off: bool,
}

impl Visit for Bounded {
    fn pop_front_tracked_path_and_set_current(&mut self) {
        self.recorder.pop_front_tracked_path_and_set_current();
    }

    fn push_back_tracked_path_component(&mut self, component: &BStr) {
        self.recorder.push_back_tracked_path_component(component);
    }

    fn push_path_component(&mut self, component: &BStr) {
        self.recorder.push_path_component(component);
    }

    fn pop_path_component(&mut self) {
        self.recorder.pop_path_component();
    }

    fn visit(&mut self, change: Visited) -> Action {
        if self.left == 0 || self.recorder.path().len() > LONGEST_PATH {
            self.broken_off = true;
            return ControlFlow::Break(());
        }
        self.left -= 1;
        self.recorder.visit(change)
    }
}
