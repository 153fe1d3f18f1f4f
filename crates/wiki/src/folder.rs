//! Reads a wiki from a folder or a bare repository on this machine.
//!
//! A folder is read as it lies on disk, also when it is a git work tree, because
//! that is what the person who names it sees. The snapshot names a work tree's commit
//! and date only when its files are those of that commit; otherwise it would
//! promise what it does not hold. A bare repository is read like a clone.

use std::collections::{HashMap, HashSet};
use std::fs::{self, DirEntry, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use gix::objs::tree::EntryKind;
use relieur_domain::wiki::pages::{Role, role_of};
use relieur_domain::wiki::{FetchStrategy, WikiSnapshot};
use relieur_domain::{ExportFormat, WikiRef};

use crate::config::Limits;
use crate::git::store::{StoreFailure, store};
use crate::git::{ReceiveCounts, tree};
use crate::history::{self, WikiHistory};
use crate::snapshot_writer::{Origin, SnapshotFailure, SnapshotWriter};

/// Why a folder gives no snapshot.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FolderFailure {
    #[error("{}: {source}", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the repository cannot be read: {0:#}")]
    Repository(gix::Error),
    #[error("the repository has no commit")]
    NoCommit,
    #[error(transparent)]
    Store(#[from] StoreFailure),
    #[error(transparent)]
    Snapshot(#[from] SnapshotFailure),
}

/// What reading a folder needs.
pub(crate) struct FolderContext<'a> {
    pub limits: Limits,
    /// Whether the history of a repository is wanted.
    pub history: bool,
    pub interrupt: &'a AtomicBool,
    pub counts: &'a ReceiveCounts,
}

/// Reads the wiki at `path` into the folder `into`. Blocks.
pub(crate) fn read(path: &Path, into: &Path, context: &FolderContext<'_>) -> Result<WikiSnapshot, FolderFailure> {
    let listing = fs::read_dir(path).map_err(|source| FolderFailure::Unreadable { path: path.to_owned(), source })?;
    drop(listing);
    let mut writer = SnapshotWriter::new(into, context.limits)?;
    let mut origin = Origin {
        wiki: WikiRef::folder(path.to_string_lossy()),
        strategy: FetchStrategy::Folder,
        commit: None,
        committed_at: None,
    };
    if is_bare(path) {
        let repository = open(path).map_err(FolderFailure::Repository)?;
        let commit = newest_commit(&repository).ok_or(FolderFailure::NoCommit)?;
        store(&repository, commit, &mut writer, &context.limits, context.interrupt)?;
        origin.commit = Some(commit.to_string());
        origin.committed_at = tree::date_of(&repository, commit);
        if context.history {
            writer.set_history(history_of(&repository, commit, context));
        }
        return Ok(writer.finish(origin)?);
    }

    let head = head_of(path, &context.limits);
    let found = walk(path, into, &mut writer, context)?;
    let Comparison { changed, differs } = read_files(&found, Some(&mut writer), head.as_ref(), context)?;
    if let Some(head) = head {
        if context.history {
            let mut history = history_of(&head.repository, head.commit, context);
            // Who changed them last is sitting in front of them.
            history.files.retain(|path, _| !changed.contains(path));
            writer.set_history(history);
        }
        if differs {
            let message = "The folder has changes that are not committed, so the books name no commit.";
            writer.warn("", "uncommitted_changes", message.to_owned());
        } else {
            origin.commit = Some(head.commit.to_string());
            origin.committed_at = head.committed_at;
        }
    }
    Ok(writer.finish(origin)?)
}

/// The commit that [`read`] would name. Blocks.
pub(crate) fn head(path: &Path, context: &FolderContext<'_>) -> Option<String> {
    if is_bare(path) {
        return newest_commit(&open(path).ok()?).map(|commit| commit.to_string());
    }
    let head = head_of(path, &context.limits)?;
    // What would be refused or left out is the same, and so is its reckoning.
    let place = tempfile::tempdir().ok()?;
    let mut writer = SnapshotWriter::new(place.path(), context.limits).ok()?;
    let found = walk(path, place.path(), &mut writer, context).ok()?;
    let comparison = read_files(&found, None, Some(&head), context).ok()?;
    (!comparison.differs).then(|| head.commit.to_string())
}

fn history_of(repository: &gix::Repository, commit: gix::ObjectId, context: &FolderContext<'_>) -> WikiHistory {
    history::read(repository, commit, context.limits.files.saturating_mul(2), context.interrupt)
}

/// A commit to compare a work tree with.
struct Head {
    repository: gix::Repository,
    commit: gix::ObjectId,
    committed_at: Option<relieur_domain::Timestamp>,
    files: HashMap<String, gix::ObjectId>,
}

/// The commit of the work tree at `path`; none when it is no work tree or its
/// repository cannot be read, for then it is a plain folder.
fn head_of(path: &Path, limits: &Limits) -> Option<Head> {
    if !path.join(".git").exists() {
        return None;
    }
    let repository = open(path).ok()?;
    let commit = repository.head_id().ok()?.detach();
    let entries = tree::entries(&repository, commit, limits.files.saturating_mul(2)).ok()?;
    let files = entries
        .into_iter()
        .filter(|entry| matches!(entry.kind, EntryKind::Blob | EntryKind::BlobExecutable))
        .filter(|entry| role_of(&entry.path) != Role::Hidden)
        .map(|entry| (entry.path, entry.id))
        .collect();
    let committed_at = tree::date_of(&repository, commit);
    Some(Head { repository, commit, committed_at, files })
}

/// The books an earlier export may have written into the wiki's own folder. Taken
/// as a part of the wiki, each export would hold the one before.
fn own_books(root: &Path) -> Vec<String> {
    let stem = WikiRef::folder(root.to_string_lossy()).file_stem();
    ExportFormat::ALL.iter().map(|format| format!("{stem}.{}", format.extension())).collect()
}

/// How the files on disk compare with a commit.
#[derive(Default)]
struct Comparison {
    /// The paths of those that are not as in the commit.
    changed: HashSet<String>,
    /// Whether any is, or is missing.
    differs: bool,
}

/// Reads every file of `found`, hands it to `writer`, and compares it with `head`.
fn read_files(
    found: &[(String, PathBuf)],
    mut writer: Option<&mut SnapshotWriter>,
    head: Option<&Head>,
    context: &FolderContext<'_>,
) -> Result<Comparison, FolderFailure> {
    let mut changed = HashSet::new();
    let mut same = 0;
    // One for all: the memory of a new one would be cleared for each file.
    let mut content = Vec::new();
    for (number, (path, file)) in found.iter().enumerate() {
        if context.interrupt.load(Ordering::Relaxed) {
            return Err(StoreFailure::Cancelled.into());
        }
        context.counts.set(number, found.len());
        content.clear();
        if let Err(error) = File::open(file).and_then(|mut file| file.read_to_end(&mut content)) {
            if let Some(writer) = &mut writer {
                writer.warn(path, "unreadable", format!("“{path}” could not be read ({error}) and was left out."));
            }
            changed.insert(path.clone());
            continue;
        }
        if let Some(head) = head {
            let id = gix::objs::compute_hash(head.commit.kind(), gix::objs::Kind::Blob, &content);
            if id.ok().is_some_and(|id| head.files.get(path) == Some(&id)) {
                same += 1;
            } else {
                changed.insert(path.clone());
            }
        }
        if let Some(writer) = &mut writer {
            writer.add(path, &content)?;
        }
    }
    context.counts.set(found.len(), found.len());
    let differs = !changed.is_empty() || head.is_some_and(|head| head.files.len() != same);
    Ok(Comparison { changed, differs })
}

/// The regular files below `root` by their paths in the wiki. Hidden files, books of
/// ours and the folder written into are passed over, links are refused.
fn walk(
    root: &Path,
    into: &Path,
    writer: &mut SnapshotWriter,
    context: &FolderContext<'_>,
) -> Result<Vec<(String, PathBuf)>, FolderFailure> {
    let own = fs::canonicalize(into).ok();
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), root.to_owned())];
    while let Some((prefix, folder)) = waiting.pop() {
        if context.interrupt.load(Ordering::Relaxed) {
            return Err(StoreFailure::Cancelled.into());
        }
        let entries = match children(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                writer.warn(
                    &prefix,
                    "unreadable",
                    format!("The folder “{prefix}” could not be read ({error}) and was left out."),
                );
                continue;
            }
        };
        for entry in entries {
            let name = entry.file_name();
            let text = name.to_string_lossy();
            let path = format!("{prefix}{text}");
            let Ok(metadata) = fs::symlink_metadata(entry.path()) else { continue };
            if metadata.is_dir() {
                let is_own = own.is_some() && fs::canonicalize(entry.path()).ok() == own;
                if !text.starts_with('.') && !is_own {
                    waiting.push((format!("{path}/"), entry.path()));
                }
            } else if metadata.is_file() {
                if !writer.wants(&path, metadata.len()) {
                    continue;
                }
                if name.to_str().is_none() {
                    writer.warn_of_name(&path);
                }
                found.push((path, entry.path()));
                if found.len() > context.limits.files {
                    return Err(SnapshotFailure::TooManyFiles(context.limits.files).into());
                }
            } else if writer.admits(&path) {
                if metadata.is_symlink() {
                    writer.warn_of_link(&path);
                } else {
                    writer.warn(&path, "special_file", format!("“{path}” is no regular file and was left out."));
                }
            }
        }
    }
    let books = own_books(root);
    found.retain(|(path, _)| !books.contains(path));
    found.sort();
    Ok(found)
}

fn children(folder: &Path) -> io::Result<Vec<DirEntry>> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(DirEntry::file_name);
    Ok(entries)
}

fn is_bare(path: &Path) -> bool {
    path.join("HEAD").is_file() && path.join("objects").is_dir() && path.join("refs").is_dir()
}

/// Opens without the user's and the machine's git configuration.
fn open(path: &Path) -> gix::Result<gix::Repository> {
    gix::open_opts(path, gix::open::Options::isolated())
}

/// HEAD's commit. Where HEAD names a missing branch: that of `master`, of `main`,
/// or of the only branch there is.
fn newest_commit(repository: &gix::Repository) -> Option<gix::ObjectId> {
    if let Ok(id) = repository.head_id() {
        return Some(id.detach());
    }
    let tip = |name: &str| repository.find_reference(name).ok()?.into_fully_peeled_id().ok().map(gix::Id::detach);
    if let Some(id) = tip("refs/heads/master").or_else(|| tip("refs/heads/main")) {
        return Some(id);
    }
    let references = repository.references().ok()?;
    let mut branches = references.local_branches().ok()?.filter_map(Result::ok);
    let (only, second) = (branches.next()?, branches.next());
    if second.is_some() {
        return None;
    }
    only.into_fully_peeled_id().ok().map(gix::Id::detach)
}
