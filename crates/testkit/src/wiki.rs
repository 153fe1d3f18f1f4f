//! `WikiBuilder`: a wiki written down in a test, as a folder or as a git repository.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// Seconds since 1970 of a builder's first commit; every further one is an hour
/// later, so the same builder always makes the same commits.
const FIRST_COMMIT: u64 = 1_717_236_000;

/// One entry of a commit.
#[derive(Debug, Clone)]
enum Entry {
    File(Vec<u8>),
    Link(String),
    Submodule,
    Removed,
    /// Was at the path given before.
    Renamed(String),
}

#[derive(Debug, Clone)]
struct Commit {
    message: String,
    author: String,
    changes: Vec<(String, Entry)>,
}

/// Puts a wiki together, page by page and commit by commit.
#[derive(Debug, Clone)]
pub struct WikiBuilder {
    commits: Vec<Commit>,
    pending: Vec<(String, Entry)>,
    author: String,
    branch: String,
    head: Option<String>,
}

impl Default for WikiBuilder {
    fn default() -> Self {
        let author = "Wiki Author <author@example.org>".to_owned();
        Self { commits: Vec::new(), pending: Vec::new(), author, branch: "master".into(), head: None }
    }
}

impl WikiBuilder {
    /// An empty wiki on the branch `master`, as GitHub makes it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a page.
    #[must_use]
    pub fn page(self, path: &str, text: impl Into<String>) -> Self {
        self.file(path, text.into().into_bytes())
    }

    /// Adds or replaces a file of any kind.
    #[must_use]
    pub fn file(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.pending.push((path.to_owned(), Entry::File(bytes.into())));
        self
    }

    /// Adds every visible regular file below `folder`.
    pub fn folder(mut self, folder: &Path) -> Result<Self> {
        let mut waiting = vec![(String::new(), folder.to_owned())];
        let mut found = BTreeMap::new();
        while let Some((prefix, folder)) = waiting.pop() {
            for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.starts_with('.') {
                    continue;
                }
                let path = format!("{prefix}{name}");
                if entry.file_type()?.is_dir() {
                    waiting.push((format!("{path}/"), entry.path()));
                } else if entry.file_type()?.is_file() {
                    found.insert(path, Entry::File(fs::read(entry.path())?));
                }
            }
        }
        self.pending.extend(found);
        Ok(self)
    }

    /// Adds a symbolic link to `target`.
    #[must_use]
    pub fn symlink(mut self, path: &str, target: &str) -> Self {
        self.pending.push((path.to_owned(), Entry::Link(target.to_owned())));
        self
    }

    /// Adds a submodule; what it points to does not exist.
    #[must_use]
    pub fn submodule(mut self, path: &str) -> Self {
        self.pending.push((path.to_owned(), Entry::Submodule));
        self
    }

    /// Takes a file away.
    #[must_use]
    pub fn remove(mut self, path: &str) -> Self {
        self.pending.push((path.to_owned(), Entry::Removed));
        self
    }

    /// Gives a file another path.
    #[must_use]
    pub fn rename(mut self, from: &str, to: &str) -> Self {
        self.pending.push((to.to_owned(), Entry::Renamed(from.to_owned())));
        self
    }

    /// Makes `author`, written as `NAME <ADDRESS>`, the one of all commits from here on.
    #[must_use]
    pub fn author(mut self, author: &str) -> Self {
        author.clone_into(&mut self.author);
        self
    }

    /// Commits what was added since the last commit. A last one is made by itself.
    #[must_use]
    pub fn commit(mut self, message: &str) -> Self {
        let changes = std::mem::take(&mut self.pending);
        self.commits.push(Commit { message: message.to_owned(), author: self.author.clone(), changes });
        self
    }

    /// Calls the branch something else than `master`.
    #[must_use]
    pub fn branch(mut self, name: &str) -> Self {
        name.clone_into(&mut self.branch);
        self
    }

    /// Makes `HEAD` name another branch than the one with the commits.
    #[must_use]
    pub fn head(mut self, branch: &str) -> Self {
        self.head = Some(branch.to_owned());
        self
    }

    /// The regular files as they are after the last commit.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let changes = self.commits.iter().flat_map(|commit| &commit.changes).chain(&self.pending);
        let mut files = BTreeMap::new();
        for (path, entry) in changes {
            match entry {
                Entry::File(bytes) => drop(files.insert(path.clone(), bytes.clone())),
                Entry::Renamed(from) => {
                    if let Some(bytes) = files.remove(from) {
                        files.insert(path.clone(), bytes);
                    }
                }
                Entry::Removed => drop(files.remove(path)),
                Entry::Link(_) | Entry::Submodule => {}
            }
        }
        files
    }

    /// Writes the regular files into `folder`, which is made when it is not there.
    pub fn write_folder(&self, folder: &Path) -> Result<()> {
        for (path, bytes) in self.files() {
            let target = folder.join(path);
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&target, bytes).with_context(|| format!("writing {}", target.display()))?;
        }
        Ok(())
    }

    /// Makes a bare git repository at `path`; a builder without files makes one
    /// without commits. Needs the `git` program.
    pub fn write_bare(&self, path: &Path) -> Result<()> {
        let head = self.head.as_deref().unwrap_or(&self.branch);
        run(git(path.parent().unwrap_or(path))
            .args(["init", "--quiet", "--bare", "--initial-branch", head])
            .arg(path))?;
        let mut stream = Vec::new();
        let last =
            Commit { message: "Update the wiki".into(), author: self.author.clone(), changes: self.pending.clone() };
        let commits = self.commits.iter().chain((!last.changes.is_empty()).then_some(&last));
        for (number, commit) in commits.enumerate() {
            self.write_commit(&mut stream, number as u64, commit)?;
        }
        if stream.is_empty() {
            return Ok(());
        }
        let mut import = git(path)
            .args(["fast-import", "--quiet", "--done"])
            .stdin(Stdio::piped())
            .spawn()
            .context("starting git fast-import")?;
        stream.extend_from_slice(b"done\n");
        import.stdin.take().context("git fast-import takes no input")?.write_all(&stream)?;
        let status = import.wait()?;
        if !status.success() {
            bail!("git fast-import ended with {status}");
        }
        Ok(())
    }

    fn write_commit(&self, stream: &mut Vec<u8>, number: u64, commit: &Commit) -> Result<()> {
        let time = FIRST_COMMIT + number * 3_600;
        writeln!(stream, "commit refs/heads/{}", self.branch)?;
        writeln!(stream, "author {} {time} +0000", commit.author)?;
        writeln!(stream, "committer Wiki Author <author@example.org> {time} +0000")?;
        write_data(stream, commit.message.as_bytes())?;
        for (path, entry) in &commit.changes {
            let path = quoted(path);
            match entry {
                Entry::File(bytes) => {
                    writeln!(stream, "M 100644 inline {path}")?;
                    write_data(stream, bytes)?;
                }
                Entry::Link(target) => {
                    writeln!(stream, "M 120000 inline {path}")?;
                    write_data(stream, target.as_bytes())?;
                }
                Entry::Submodule => writeln!(stream, "M 160000 {} {path}", "1".repeat(40))?,
                Entry::Removed => writeln!(stream, "D {path}")?,
                Entry::Renamed(from) => writeln!(stream, "R {} {path}", quoted(from))?,
            }
        }
        Ok(())
    }
}

/// The `git` program in `folder`, deaf to the user's and the machine's settings.
pub(crate) fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).env_clear().envs(git_environment());
    command
}

/// The environment in which `git` behaves the same everywhere.
pub(crate) fn git_environment() -> Vec<(&'static str, String)> {
    vec![
        ("PATH", std::env::var("PATH").unwrap_or_default()),
        ("HOME", "/nonexistent".to_owned()),
        ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
        ("GIT_CONFIG_GLOBAL", "/dev/null".to_owned()),
        ("GIT_TERMINAL_PROMPT", "0".to_owned()),
        ("LC_ALL", "C".to_owned()),
    ]
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output().context("starting git")?;
    if !output.status.success() {
        bail!("git ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

fn write_data(stream: &mut Vec<u8>, bytes: &[u8]) -> Result<()> {
    writeln!(stream, "data {}", bytes.len())?;
    stream.extend_from_slice(bytes);
    stream.push(b'\n');
    Ok(())
}

/// A path in git's C style, so that any character can be in it.
fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head_of(repository: &Path) -> String {
        let output = git(repository).args(["rev-parse", "HEAD"]).output().expect("git runs");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    #[test]
    fn the_same_wiki_is_always_the_same_commit() {
        let wiki =
            WikiBuilder::new().page("Home.md", "one").commit("Created Home (markdown)").page("Was‐ist?.md", "two");
        let folder = tempfile::tempdir().expect("a folder");
        wiki.write_bare(&folder.path().join("a.git")).expect("a repository");
        wiki.write_bare(&folder.path().join("b.git")).expect("a repository");
        let first = head_of(&folder.path().join("a.git"));
        assert_eq!(first.len(), 40);
        assert_eq!(first, head_of(&folder.path().join("b.git")));
    }

    #[test]
    fn a_folder_holds_the_last_state_of_every_file() {
        let wiki = WikiBuilder::new().page("Home.md", "old").commit("a").page("Home.md", "new").page("a/B.md", "b");
        let folder = tempfile::tempdir().expect("a folder");
        wiki.write_folder(folder.path()).expect("files");
        assert_eq!(fs::read_to_string(folder.path().join("Home.md")).expect("a page"), "new");
        assert_eq!(fs::read_to_string(folder.path().join("a/B.md")).expect("a page"), "b");
    }
}
