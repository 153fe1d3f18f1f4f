//! What a wiki's history tells of its files: who wrote them and when.
//!
//! The history is walked once, from HEAD to its beginning, by the time of the
//! commits and over all parents: a side branch that was merged holds somebody's work.
//! Merges themselves are passed over, since what they bring was written in other
//! commits. Files are followed through renames in the order of time, as `git log
//! --follow` does.

mod changes;
mod people;
mod renames;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use gix::ObjectId;
use gix::objs::tree::EntryKind;
use gix::odb::pack::cache::lru::MemoryCappedHashmap;
use gix::revision::walk::Sorting;
use gix::traverse::commit::simple::CommitTimeOrder;
use relieur_domain::Timestamp;
use relieur_domain::wiki::{Contributor, FileHistory};

use crate::git::tree;
use changes::{Changes, ChangesFailure};
use people::{People, PersonId};
use renames::Renames;

/// More commits than any wiki has; older ones are not looked at.
const MOST_COMMITS: usize = 200_000;
/// Keeps the trees of neighbouring commits, which are compared one after the other.
const CACHED_BYTES: usize = 64 * 1024 * 1024;
/// A larger `.mailmap` is not read.
const LARGEST_MAILMAP: u64 = 1_000_000;

/// What the history tells.
#[derive(Debug, Default)]
pub(crate) struct WikiHistory {
    /// By path; a file that no commit is known to have written is missing.
    pub files: HashMap<String, FileHistory>,
    /// The one with most commits first.
    pub contributors: Vec<Contributor>,
    /// Why it does not reach back to the beginning, as a sentence.
    pub cut: Option<String>,
}

/// Reads the history of `head`, of at most `most_files` files. What is damaged or
/// missing ends it early; it never fails.
pub(crate) fn read(
    repository: &gix::Repository,
    head: ObjectId,
    most_files: usize,
    interrupt: &AtomicBool,
) -> WikiHistory {
    let mut repository = repository.clone();
    repository.object_cache_size_if_unset(CACHED_BYTES);
    // Trees are long chains of differences; without this each is unpacked from its
    // first link.
    repository.objects.set_pack_cache(|| Box::new(MemoryCappedHashmap::new(CACHED_BYTES)));
    let entries = tree::entries(&repository, head, most_files).unwrap_or_default();
    let paths = entries
        .iter()
        .filter(|entry| matches!(entry.kind, EntryKind::Blob | EntryKind::BlobExecutable))
        .map(|entry| entry.path.clone());
    let mailmap = entries.iter().find(|entry| entry.path == ".mailmap").and_then(|entry| small(&repository, entry.id));
    let mut walk = Walk::new(paths, &mailmap.unwrap_or_default());
    let cut = walk.run(&repository, head, interrupt).err();
    walk.finish(cut.map(|cut| format!("The dates and contributors may be incomplete: {cut}.")))
}

fn small(repository: &gix::Repository, id: ObjectId) -> Option<Vec<u8>> {
    repository.find_header(id).ok().filter(|header| header.size() <= LARGEST_MAILMAP)?;
    Some(repository.find_object(id).ok()?.detach().data)
}

/// Why the walk ended before the beginning of the history.
#[derive(Debug, thiserror::Error)]
enum Cut {
    #[error("the history has more than {MOST_COMMITS} commits")]
    TooLong,
    #[error("the repository holds only the newest part of the history")]
    Shallow,
    #[error("it was cancelled")]
    Cancelled,
    #[error(transparent)]
    Changes(#[from] ChangesFailure),
    #[error("the history is damaged: {0:#}")]
    Damaged(#[from] gix::Error),
}

/// A file of the snapshot, on its way back in time.
#[derive(Default)]
struct Trail {
    path: String,
    modified_at: Option<Timestamp>,
    authors: Tally,
}

/// How often each person did something.
#[derive(Default)]
struct Tally {
    places: HashMap<PersonId, usize>,
    /// In the order they were met.
    counts: Vec<(PersonId, u64)>,
}

impl Tally {
    fn add(&mut self, person: PersonId) {
        let place = *self.places.entry(person).or_insert(self.counts.len());
        match self.counts.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => self.counts.push((person, 1)),
        }
    }

    /// The most first; of equals, who was met first, which is who wrote last.
    fn ranked(mut self) -> impl Iterator<Item = (PersonId, u64)> {
        self.counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        self.counts.into_iter()
    }
}

struct Walk {
    trails: Vec<Trail>,
    /// The number of the trail that has a path at this point of the history.
    here: HashMap<String, usize>,
    people: People,
    commits: Tally,
    renames: Renames,
}

impl Walk {
    fn new(paths: impl Iterator<Item = String>, mailmap: &[u8]) -> Self {
        let trails: Vec<Trail> = paths.map(|path| Trail { path, ..Trail::default() }).collect();
        let here = trails.iter().enumerate().map(|(number, trail)| (trail.path.clone(), number)).collect();
        Self { trails, here, people: People::new(mailmap), commits: Tally::default(), renames: Renames::new() }
    }

    fn run(&mut self, repository: &gix::Repository, head: ObjectId, interrupt: &AtomicBool) -> Result<(), Cut> {
        let shallow = repository.shallow_commits()?;
        let is_boundary = |id: &ObjectId| shallow.as_ref().is_some_and(|commits| commits.contains(id));
        let sorting = Sorting::ByCommitTime(CommitTimeOrder::NewestFirst);
        let mut state = gix::diff::tree::State::default();
        let mut cut = None;
        for (number, info) in repository.rev_walk([head]).sorting(sorting).all()?.enumerate() {
            if interrupt.load(Ordering::Relaxed) {
                return Err(Cut::Cancelled);
            }
            if number >= MOST_COMMITS {
                return Err(Cut::TooLong);
            }
            let commit = info?.object()?;
            let parents: Vec<ObjectId> = commit.parent_ids().map(gix::Id::detach).collect();
            if parents.len() > 1 {
                continue;
            }
            let person = self.people.meet(commit.author()?);
            self.commits.add(person);
            if is_boundary(&commit.id) {
                // What it changed cannot be told from what was there before.
                cut = Some(Cut::Shallow);
                continue;
            }
            if self.here.is_empty() {
                continue;
            }
            let old = match parents.first() {
                Some(parent) => Some(repository.find_commit(*parent)?.tree_id()?.detach()),
                None => None,
            };
            let changes = changes::between(repository, old, commit.tree_id()?.detach(), &mut state)?;
            let date = Timestamp::from_timestamp(commit.time()?.seconds, 0);
            self.note(repository, changes, person, date);
        }
        cut.map_or(Ok(()), Err)
    }

    /// Notes what `person` changed at `date`, and follows the files to the paths they
    /// had before.
    fn note(&mut self, repository: &gix::Repository, changes: Changes, person: PersonId, date: Option<Timestamp>) {
        for path in &changes.modified {
            if let Some(number) = self.here.get(path) {
                self.trails[*number].note(person, date);
            }
        }
        let mut added = changes.added;
        added.retain(|file| self.here.contains_key(&file.path));
        if added.is_empty() {
            return;
        }
        let old_paths = if changes.deleted.is_empty() {
            HashMap::new()
        } else {
            self.renames.find(repository, &added, &changes.deleted)
        };
        // All are taken out before any is put back, since names can be swapped.
        let mut moved = Vec::new();
        for file in &added {
            let Some(number) = self.here.remove(&file.path) else { continue };
            self.trails[number].note(person, date);
            if let Some(old) = old_paths.get(&file.path) {
                moved.push((old.clone(), number));
            }
        }
        self.here.extend(moved);
    }

    fn finish(self, cut: Option<String>) -> WikiHistory {
        let Self { trails, people, commits, .. } = self;
        let name = |person: PersonId| people.name(person).map(ToOwned::to_owned);
        let files = trails
            .into_iter()
            .filter_map(|trail| {
                let modified_at = trail.modified_at?;
                let authors = trail.authors.ranked().filter_map(|(person, _)| name(person)).collect();
                Some((trail.path, FileHistory { modified_at, authors }))
            })
            .collect();
        let contributors = commits
            .ranked()
            .filter_map(|(person, commits)| Some(Contributor { name: name(person)?, commits }))
            .collect();
        WikiHistory { files, contributors, cut }
    }
}

impl Trail {
    fn note(&mut self, person: PersonId, date: Option<Timestamp>) {
        if self.modified_at.is_none() {
            self.modified_at = date;
        }
        self.authors.add(person);
    }
}
