//! Which of the files a commit added were there before under another name. GitHub's
//! web editor renames and edits in one step, so content decides, as in git: at least
//! half of it is the same (git-diff, `--find-renames`).
//!
//! gix has a search of its own, which compares every file with every other; here
//! the work is limited for a commit and for the whole history.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use gix::ObjectId;

use super::changes::FileAt;

/// More files than this, on either side, are matched by content or name only.
const MOST_COMPARED: usize = 48;
/// Larger files are matched only where they are the same.
const LARGEST_COMPARED: u64 = 1_000_000;
/// Steps of comparing, a line each, that a whole history may take: some seconds.
const MOST_STEPS: usize = 100_000_000;

/// Finds renames; remembers how much work is left.
pub(super) struct Renames {
    steps_left: usize,
}

impl Renames {
    /// Begins.
    pub(super) fn new() -> Self {
        Self { steps_left: MOST_STEPS }
    }

    /// The old path of each of `added` that was one of `deleted`, each old path once.
    pub(super) fn find(
        &mut self,
        repository: &gix::Repository,
        added: &[FileAt],
        deleted: &[FileAt],
    ) -> HashMap<String, String> {
        let mut search = Search { repository, found: HashMap::new(), taken: vec![false; deleted.len()], deleted };
        let rest = search.by_content(added);
        let rest = self.by_name(&mut search, rest);
        self.by_likeness(&mut search, &rest);
        search.found
    }

    /// The same file name in another folder, when the content is alike.
    fn by_name<'f>(&mut self, search: &mut Search<'_>, added: Vec<&'f FileAt>) -> Vec<&'f FileAt> {
        let mut by_name: HashMap<&str, usize> = HashMap::new();
        for (at, file) in search.deleted.iter().enumerate().filter(|(at, _)| !search.taken[*at]) {
            by_name.entry(file_name(&file.path)).or_insert(at);
        }
        let mut rest = Vec::new();
        for file in added {
            let candidate = by_name.get(file_name(&file.path)).copied().filter(|at| !search.taken[*at]);
            let alike = candidate.filter(|at| {
                let (Some(new), Some(old)) = (self.lines(search, file.id), self.lines(search, search.deleted[*at].id))
                else {
                    return false;
                };
                self.likeness(&new, &old) >= 0.5
            });
            match alike {
                Some(at) => search.pair(file, at),
                None => rest.push(file),
            }
        }
        rest
    }

    fn by_likeness(&mut self, search: &mut Search<'_>, added: &[&FileAt]) {
        let waiting: Vec<usize> = (0..search.deleted.len()).filter(|at| !search.taken[*at]).collect();
        if added.is_empty() || waiting.is_empty() || added.len() > MOST_COMPARED || waiting.len() > MOST_COMPARED {
            return;
        }
        let old: Vec<_> =
            waiting.iter().filter_map(|at| Some((*at, self.lines(search, search.deleted[*at].id)?))).collect();
        let mut pairs = Vec::new();
        for (number, file) in added.iter().enumerate() {
            let Some(new) = self.lines(search, file.id) else { continue };
            for (at, lines) in &old {
                let likeness = self.likeness(&new, lines);
                if likeness >= 0.5 {
                    pairs.push((likeness, number, *at));
                }
            }
        }
        // The most alike first; a stable order else.
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, number, at) in pairs {
            if !search.taken[at] && !search.found.contains_key(&added[number].path) {
                search.pair(added[number], at);
            }
        }
    }

    /// The lines of a file, when it may be compared.
    fn lines(&mut self, search: &Search<'_>, id: ObjectId) -> Option<Lines> {
        let size = search.repository.find_header(id).ok().filter(|header| header.kind().is_blob())?.size();
        if size == 0 || size > LARGEST_COMPARED || self.steps_left == 0 {
            return None;
        }
        let lines = Lines::of(&search.repository.find_object(id).ok()?.data);
        self.steps_left = self.steps_left.saturating_sub(lines.weights.len() + 1);
        Some(lines)
    }

    /// How much of the larger file is in the other, from 0 to 1.
    fn likeness(&mut self, a: &Lines, b: &Lines) -> f64 {
        let (small, large) = (a.bytes.min(b.bytes), a.bytes.max(b.bytes));
        if small * 2 < large || self.steps_left == 0 {
            return 0.0;
        }
        self.steps_left = self.steps_left.saturating_sub(a.weights.len() + b.weights.len());
        let (mut left, mut right) = (a.weights.iter().peekable(), b.weights.iter().peekable());
        let mut common = 0;
        while let (Some((hash, weight)), Some((other, other_weight))) = (left.peek(), right.peek()) {
            match hash.cmp(other) {
                std::cmp::Ordering::Less => drop(left.next()),
                std::cmp::Ordering::Greater => drop(right.next()),
                std::cmp::Ordering::Equal => {
                    common += weight.min(other_weight);
                    left.next();
                    right.next();
                }
            }
        }
        common as f64 / large as f64
    }
}

struct Search<'a> {
    repository: &'a gix::Repository,
    deleted: &'a [FileAt],
    taken: Vec<bool>,
    found: HashMap<String, String>,
}

impl Search<'_> {
    /// Pairs what is the same; gives back what is not.
    fn by_content<'f>(&mut self, added: &'f [FileAt]) -> Vec<&'f FileAt> {
        let mut by_id: HashMap<ObjectId, Vec<usize>> = HashMap::new();
        for (at, file) in self.deleted.iter().enumerate().rev() {
            if !file.id.is_empty_blob() {
                by_id.entry(file.id).or_default().push(at);
            }
        }
        let mut rest = Vec::new();
        for file in added {
            match by_id.get_mut(&file.id).and_then(Vec::pop) {
                Some(at) => self.pair(file, at),
                None => rest.push(file),
            }
        }
        rest
    }

    fn pair(&mut self, file: &FileAt, at: usize) {
        self.taken[at] = true;
        self.found.insert(file.path.clone(), self.deleted[at].path.clone());
    }
}

/// The lines of a file in no order: hashes, each with the bytes it stands for.
struct Lines {
    bytes: usize,
    weights: Vec<(u64, usize)>,
}

impl Lines {
    fn of(content: &[u8]) -> Self {
        let mut weights: Vec<(u64, usize)> = content
            .split_inclusive(|byte| *byte == b'\n')
            .map(|line| {
                let mut hasher = DefaultHasher::new();
                line.trim_ascii_end().hash(&mut hasher);
                (hasher.finish(), line.len())
            })
            .collect();
        weights.sort_unstable();
        weights.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
        Self { bytes: content.len(), weights }
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(a: &str, b: &str) -> f64 {
        Renames::new().likeness(&Lines::of(a.as_bytes()), &Lines::of(b.as_bytes()))
    }

    #[test]
    fn files_are_alike_by_their_lines() {
        let text = "one\ntwo\nthree\nfour\n";
        assert!((likeness(text, text) - 1.0).abs() < f64::EPSILON);
        assert!(likeness(text, "four\nthree\ntwo\nfive\n") > 0.7);
        assert!(likeness(text, "nothing\nlike\nit\nhere\n") < 0.01);
        // Half of a file that grew fourfold is not half of the file.
        assert!(likeness(text, &text.repeat(4)) < 0.01);
        assert!(likeness(text, "one\r\ntwo\r\nthree\r\nfour\r\n") > 0.7);
    }

    #[test]
    fn comparing_ends_when_the_work_is_used_up() {
        let mut renames = Renames { steps_left: 1 };
        let lines = Lines::of(b"a\nb\n");
        assert!(renames.likeness(&lines, &lines) > 0.9);
        assert!(renames.likeness(&lines, &lines) < 0.1);
    }
}
