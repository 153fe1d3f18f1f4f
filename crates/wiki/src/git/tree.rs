//! The files of a commit, and its date.

use gix::bstr::ByteSlice as _;
use gix::objs::tree::EntryKind;
use relieur_domain::Timestamp;

/// One entry of a tree that is no tree itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TreeEntry {
    /// Its path, parts joined by `/`.
    pub path: String,
    /// Whether the path was valid UTF-8; if not, `path` has replacement characters.
    pub path_is_text: bool,
    /// What it is.
    pub kind: EntryKind,
    /// Its content.
    pub id: gix::ObjectId,
}

/// Why a tree could not be read to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TreeFailure {
    #[error("the tree holds more than {0} entries")]
    TooMany(usize),
    #[error("the tree is nested deeper than {DEEPEST} folders")]
    TooDeep,
    #[error("the repository is damaged: {0:#}")]
    Damaged(#[from] gix::Error),
}

/// Deeper than any wiki, shallower than any stack.
const DEEPEST: usize = 64;

/// Every file, link and submodule of `commit`; at most `most`, folders counted.
pub(crate) fn entries(
    repository: &gix::Repository,
    commit: gix::ObjectId,
    most: usize,
) -> Result<Vec<TreeEntry>, TreeFailure> {
    let tree = repository.find_object(commit)?.peel_to_tree()?;
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), true, 0, tree.id)];
    let mut seen = 0;
    // Trees are shared by content, so a few objects can unfold into millions of
    // paths: what is counted are paths.
    while let Some((folder, folder_is_text, depth, id)) = waiting.pop() {
        let tree = repository.find_tree(id)?;
        for entry in tree.iter() {
            let entry = entry?;
            seen += 1;
            if seen > most {
                return Err(TreeFailure::TooMany(most));
            }
            let name = entry.filename();
            let path = format!("{folder}{}", name.to_str_lossy());
            let path_is_text = folder_is_text && name.to_str().is_ok();
            match entry.mode().kind() {
                EntryKind::Tree if depth + 1 >= DEEPEST => return Err(TreeFailure::TooDeep),
                EntryKind::Tree => waiting.push((format!("{path}/"), path_is_text, depth + 1, entry.object_id())),
                kind => found.push(TreeEntry { path, path_is_text, kind, id: entry.object_id() }),
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// When `commit` was made, by its committer's clock.
pub(crate) fn date_of(repository: &gix::Repository, commit: gix::ObjectId) -> Option<Timestamp> {
    let time = repository.find_object(commit).ok()?.peel_to_commit().ok()?.time().ok()?;
    Timestamp::from_timestamp(time.seconds, 0)
}
