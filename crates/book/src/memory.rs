//! Memory: what was worked out for a wiki the last time, by the content it was worked
//! out from.
//!
//! A wiki is exported again and again with a page or two changed; its listings and
//! images are the same ones. One file holds what the last export of a wiki used,
//! and nothing else, so it grows with the wiki and no further. It is a cache: a file that
//! is damaged, or written by another program than this very one, is as good as none.
//! So no work needs a version of its own, to be raised whenever its result changes.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

/// Bytes one wiki's memory may have; what comes later is worked out again next time.
const MOST_BYTES: usize = 64 << 20;

/// Bytes the memories of all wikis may have together; the ones longest not used go.
const MOST_BYTES_TOGETHER: u64 = 1 << 30;

/// What was not used for so long is forgotten: a wiki somebody deleted leaves nothing.
const LONGEST: Duration = Duration::from_hours(30 * 24);

/// The form of the file.
const FORM: &[u8; 8] = b"RELMEM3\n";

type Key = [u8; 32];

/// What tells this program from one that may do its work otherwise: where its file is, how
/// large, and how old. None where it has no file.
static PROGRAM: LazyLock<Option<Key>> = LazyLock::new(|| {
    let path = std::env::current_exe().ok()?;
    let file = path.metadata().ok()?;
    let built = file.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let version = env!("CARGO_PKG_VERSION").as_bytes();
    let (size, built) = (file.len().to_le_bytes(), built.as_nanos().to_le_bytes());
    Some(digest(&[version, path.as_os_str().as_encoded_bytes(), &size, &built]))
});

/// What is known already, and what was used.
#[derive(Debug, Default)]
pub struct Memory {
    file: Option<PathBuf>,
    bytes: Vec<u8>,
    known: HashMap<Key, Range<usize>>,
    used: Mutex<Used>,
}

#[derive(Debug, Default)]
struct Used {
    results: BTreeMap<Key, Kept>,
    bytes: usize,
}

/// A result that is kept for the next time.
#[derive(Debug)]
enum Kept {
    /// Where it stands in the file of the last time.
    Known(Range<usize>),
    New(Vec<u8>),
}

impl Memory {
    /// One that remembers nothing.
    pub fn none() -> &'static Self {
        static NONE: LazyLock<Memory> = LazyLock::new(Memory::default);
        &NONE
    }

    /// The memory of the wiki that `identifier` names, in `folder`. Without a folder
    /// nothing is remembered.
    pub fn of(folder: Option<&Path>, identifier: &str) -> Self {
        folder.map(|folder| Self::at(Self::file(folder, identifier))).unwrap_or_default()
    }

    /// Where in `folder` the memory of the wiki that `identifier` names is kept.
    pub fn file(folder: &Path, identifier: &str) -> PathBuf {
        let name: String = digest(&[identifier.as_bytes()]).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        folder.join(name)
    }

    /// The memory in `file`.
    pub fn at(file: PathBuf) -> Self {
        if PROGRAM.is_none() {
            return Self::default();
        }
        let bytes = fs::read(&file).unwrap_or_default();
        let known = index(&bytes).unwrap_or_default();
        Self { file: Some(file), bytes, known, used: Mutex::default() }
    }

    /// Whether anything is remembered at all.
    pub fn remembers(&self) -> bool {
        self.file.is_some()
    }

    /// What was made of `content` by work of this `kind`, now or an earlier time. None is
    /// not remembered.
    pub fn recall(
        &self,
        kind: &str,
        content: &[&[u8]],
        make: impl FnOnce() -> Option<Vec<u8>>,
    ) -> Option<Cow<'_, [u8]>> {
        if !self.remembers() {
            return make().map(Cow::Owned);
        }
        let parts: Vec<&[u8]> = std::iter::once(kind.as_bytes()).chain(content.iter().copied()).collect();
        let key = digest(&parts);
        if let Some(range) = self.known.get(&key)
            && let Some(result) = self.bytes.get(range.clone())
        {
            self.use_again(key, result.len(), || Kept::Known(range.clone()));
            return Some(Cow::Borrowed(result));
        }
        let result = make()?;
        self.use_again(key, result.len(), || Kept::New(result.clone()));
        Some(Cow::Owned(result))
    }

    /// Keeps a result of so many bytes for the next time, if there is room.
    fn use_again(&self, key: Key, bytes: usize, kept: impl FnOnce() -> Kept) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.bytes + bytes <= MOST_BYTES && !used.results.contains_key(&key) {
            used.bytes += bytes;
            used.results.insert(key, kept());
        }
    }

    /// Writes down what was used, for the next time.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written to.
    pub fn keep(&self) -> io::Result<()> {
        let Some((file, folder)) = self.file.as_deref().and_then(|file| Some((file, file.parent()?))) else {
            return Ok(());
        };
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let now = SystemTime::now();
        if used.results.is_empty() && self.known.is_empty() {
            return Ok(());
        }
        let is_new = |kept: &Kept| matches!(kept, Kept::New(_));
        if used.results.len() == self.known.len() && !used.results.values().any(is_new) {
            // The file says all this already; that it was used is all there is to note.
            fs::File::options().append(true).open(file)?.set_modified(now)?;
            return prune(folder, MOST_BYTES_TOGETHER, now);
        }
        fs::create_dir_all(folder)?;
        // Whole or not at all; of two exports at once, the later one counts.
        let draft = file.with_extension(format!("{}.new", std::process::id()));
        let written = fs::File::create(&draft).and_then(|new| self.write(&used, new));
        let placed = written.and_then(|()| fs::rename(&draft, file));
        if placed.is_err() {
            let _ = fs::remove_file(&draft);
        }
        placed?;
        prune(folder, MOST_BYTES_TOGETHER, now)
    }

    /// Writes the file.
    fn write(&self, used: &Used, to: fs::File) -> io::Result<()> {
        let mut to = BufWriter::with_capacity(256 << 10, to);
        let mut sum = crc32fast::Hasher::new();
        let mut put = |bytes: &[u8]| {
            sum.update(bytes);
            to.write_all(bytes)
        };
        put(FORM)?;
        put(&PROGRAM.unwrap_or_default())?;
        for (key, kept) in &used.results {
            let result = match kept {
                Kept::Known(range) => self.bytes.get(range.clone()).unwrap_or_default(),
                Kept::New(result) => result,
            };
            put(key)?;
            put(&u32::try_from(result.len()).unwrap_or(u32::MAX).to_le_bytes())?;
            put(result)?;
        }
        to.write_all(&sum.finalize().to_le_bytes())?;
        to.flush()
    }
}

/// A digest of `parts` that no other parts have, however they are cut.
fn digest(parts: &[&[u8]]) -> Key {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

/// Where each result stands; none for a file that is not whole.
fn index(bytes: &[u8]) -> Option<HashMap<Key, Range<usize>>> {
    let (body, sum) = bytes.split_at_checked(bytes.len().checked_sub(4)?)?;
    if crc32fast::hash(body).to_le_bytes() != sum {
        return None;
    }
    let entries = body.strip_prefix(FORM)?.strip_prefix(PROGRAM.as_ref()?)?;
    let mut known = HashMap::new();
    let mut at = body.len() - entries.len();
    while at < body.len() {
        let key: Key = body.get(at..at + 32)?.try_into().ok()?;
        let length = u32::from_le_bytes(body.get(at + 32..at + 36)?.try_into().ok()?) as usize;
        let range = at + 36..at + 36 + length;
        at = range.end;
        known.insert(key, range);
    }
    (at == body.len()).then_some(known)
}

/// Removes what is older than [`LONGEST`], then the files longest not written until the
/// rest has at most `most` bytes.
fn prune(folder: &Path, most: u64, now: SystemTime) -> io::Result<()> {
    let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // Another export may remove it while we look.
        if let Ok(metadata) = entry.metadata()
            && metadata.is_file()
        {
            files.push((metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), metadata.len(), entry.path()));
        }
    }
    files.sort();
    let mut together: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
    for (written, bytes, path) in files {
        let is_old = now.duration_since(written).is_ok_and(|age| age > LONGEST);
        if together <= most && !is_old {
            break;
        }
        let _ = fs::remove_file(path);
        together -= bytes;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recalled(memory: &Memory, content: &str) -> bool {
        let mut made = false;
        let result = memory.recall("echo", &[content.as_bytes()], || {
            made = true;
            Some(content.to_uppercase().into_bytes())
        });
        assert_eq!(result.as_deref(), Some(content.to_uppercase().as_bytes()));
        !made
    }

    #[test]
    fn what_the_last_export_used_is_known_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Memory::of(Some(folder.path()), "wiki");
        assert!(!recalled(&first, "a") && !recalled(&first, "b"));
        first.keep().expect("written");
        let second = Memory::of(Some(folder.path()), "wiki");
        assert!(recalled(&second, "a") && !recalled(&second, "c"));
        second.keep().expect("written");
        let third = Memory::of(Some(folder.path()), "wiki");
        assert!(recalled(&third, "a") && recalled(&third, "c") && !recalled(&third, "b"));
        assert!(!recalled(&Memory::of(Some(folder.path()), "other"), "a"));
        assert!(!recalled(&Memory::of(None, "wiki"), "a"));
    }

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Memory::of(Some(folder.path()), "wiki");
        assert!(!recalled(&first, "a"));
        first.keep().expect("written");
        let file = first.file.clone().expect("a file");
        let whole = fs::read(&file).expect("bytes");
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            assert!(index(&damaged).is_none(), "byte {at}");
            assert!(index(&whole[..at]).is_none(), "{at} bytes");
        }
        fs::write(&file, &whole[..20]).expect("written");
        assert!(!recalled(&Memory::of(Some(folder.path()), "wiki"), "a"));
    }

    #[test]
    fn what_another_program_wrote_is_as_good_as_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Memory::of(Some(folder.path()), "wiki");
        assert!(!recalled(&first, "a"));
        first.keep().expect("written");
        let mut bytes = fs::read(first.file.as_ref().expect("a file")).expect("bytes");
        assert!(index(&bytes).is_some());
        bytes[FORM.len()] ^= 1;
        let end = bytes.len() - 4;
        let sum = crc32fast::hash(&bytes[..end]).to_le_bytes();
        bytes[end..].copy_from_slice(&sum);
        assert!(index(&bytes).is_none());
    }

    #[test]
    fn failures_are_tried_again_and_kinds_kept_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let memory = Memory::of(Some(folder.path()), "wiki");
        let made = |kind: &str, content: &[&[u8]], result: Option<Vec<u8>>| {
            memory.recall(kind, content, || result).map(Cow::into_owned)
        };
        assert_eq!(made("one", &[b"x"], None), None);
        assert_eq!(made("one", &[b"x"], Some(vec![1])), Some(vec![1]));
        assert_eq!(made("two", &[b"x"], Some(vec![2])), Some(vec![2]));
        assert_eq!(made("one", &[b"", b"x"], Some(vec![3])), Some(vec![3]));
    }

    #[test]
    fn a_file_that_says_all_is_not_written_again_but_is_as_good_as_new() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Memory::of(Some(folder.path()), "wiki");
        assert!(!recalled(&first, "a") && !recalled(&first, "b"));
        first.keep().expect("written");
        let file = first.file.clone().expect("a file");
        let written = fs::read(&file).expect("bytes");
        let long_ago = SystemTime::now() - LONGEST / 2;
        fs::File::options().append(true).open(&file).and_then(|file| file.set_modified(long_ago)).expect("a time");
        let second = Memory::of(Some(folder.path()), "wiki");
        assert!(recalled(&second, "b") && recalled(&second, "a"));
        second.keep().expect("noted");
        assert_eq!(fs::read(&file).expect("bytes"), written);
        let age = file.metadata().and_then(|file| file.modified()).expect("a time").elapsed().expect("an age");
        assert!(age < LONGEST / 4, "{age:?}");
    }

    #[test]
    fn the_oldest_memories_go_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let now = SystemTime::UNIX_EPOCH + 2 * LONGEST;
        for (name, days) in [("ancient", 31), ("old", 20), ("middle", 10), ("new", 0)] {
            let file = fs::File::create(folder.path().join(name)).expect("a file");
            (&file).write_all(&[0; 100]).expect("written");
            file.set_modified(now - Duration::from_hours(24 * days)).expect("a time");
        }
        let left = |names: [&str; 4]| names.map(|name| folder.path().join(name).exists());
        prune(folder.path(), 1_000, now).expect("pruned");
        assert_eq!(left(["ancient", "old", "middle", "new"]), [false, true, true, true]);
        prune(folder.path(), 250, now).expect("pruned");
        assert_eq!(left(["ancient", "old", "middle", "new"]), [false, false, true, true]);
    }
}
