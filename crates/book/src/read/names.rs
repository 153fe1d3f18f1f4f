//! Names: what in the wiki a path or a name means.

use std::collections::{HashMap, HashSet};

use relieur_domain::wiki::pages::{Markup, PageIndex, Role, page_key, role_of};
use relieur_domain::wiki::{GitHubRepository, SnapshotFile, WikiRef, WikiSnapshot};

use super::anchors::Anchors;

/// The wiki as links see it.
#[derive(Debug)]
pub(crate) struct Wiki<'s> {
    /// The snapshot it is.
    pub snapshot: &'s WikiSnapshot,
    /// Its pages.
    pub index: PageIndex,
    /// The places in each page; empty until the pages are parsed.
    pub anchors: Vec<Anchors>,
    /// The repository it belongs to, when it is one of GitHub's.
    pub repository: Option<&'s GitHubRepository>,
    /// The pages that are not bound.
    pub left_out: HashSet<usize>,
    all_markdown: bool,
    by_stem: HashMap<String, usize>,
    files: HashMap<&'s str, &'s SnapshotFile>,
    attachments: HashMap<&'s str, usize>,
    attachments_lower_case: HashMap<String, usize>,
}

/// What a path means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// A page, by its number.
    Page(usize),
    /// An attachment: index into the snapshot's files.
    File(usize),
}

impl<'s> Wiki<'s> {
    /// Looks through a snapshot's paths.
    pub fn new(snapshot: &'s WikiSnapshot) -> Self {
        let index = index_of(snapshot);
        let mut by_stem = HashMap::new();
        for (number, page) in index.pages().iter().enumerate() {
            by_stem.entry(path_key(stem(&page.path))).or_insert(number);
        }
        let files = snapshot.files.iter().map(|file| (file.path.as_str(), file)).collect();
        let mut attachments = HashMap::new();
        let mut attachments_lower_case = HashMap::new();
        for (number, file) in snapshot.files.iter().enumerate() {
            if role_of(&file.path) == Role::Attachment && index.by_path(&file.path).is_none() {
                attachments.insert(file.path.as_str(), number);
                attachments_lower_case.entry(file.path.to_lowercase()).or_insert(number);
            }
        }
        let repository = match &snapshot.wiki {
            WikiRef::GitHub(repository) => Some(repository),
            WikiRef::Git { .. } | WikiRef::Folder { .. } => None,
        };
        let anchors = vec![Anchors::default(); index.pages().len()];
        let all_markdown = index.pages().iter().all(|page| page.markup == Markup::Markdown);
        Self {
            snapshot,
            index,
            anchors,
            repository,
            left_out: HashSet::new(),
            all_markdown,
            by_stem,
            files,
            attachments,
            attachments_lower_case,
        }
    }

    /// Whether every page is in Markdown.
    pub fn is_all_markdown(&self) -> bool {
        self.all_markdown
    }

    /// The file with exactly this path.
    pub fn file(&self, path: &str) -> Option<&'s SnapshotFile> {
        self.files.get(path).copied()
    }

    /// What is at `path`, which has no `.` and `..` parts: a file, a page without
    /// its ending, a folder with a page for itself.
    pub fn at_path(&self, path: &str) -> Option<Entry> {
        let path = path.trim_matches('/');
        if path.is_empty() {
            return None;
        }
        let key = path_key(path);
        let page = self.index.by_path(path).or_else(|| self.by_stem.get(&key).copied());
        let file = || {
            let exact = self.attachments.get(path);
            exact.or_else(|| self.attachments_lower_case.get(&path.to_lowercase())).copied().map(Entry::File)
        };
        let of_folder =
            || ["readme", "index"].iter().find_map(|name| self.by_stem.get(&format!("{key}/{name}")).copied());
        page.map(Entry::Page).or_else(file).or_else(|| of_folder().map(Entry::Page))
    }

    /// The page of this name.
    pub fn by_name(&self, name: &str) -> Option<usize> {
        self.index.by_name(name)
    }
}

/// The pages of a snapshot.
pub(crate) fn index_of(snapshot: &WikiSnapshot) -> PageIndex {
    let paths = snapshot.files.iter().map(|file| file.path.as_str());
    match &snapshot.wiki {
        WikiRef::GitHub(_) => PageIndex::new(paths),
        WikiRef::Git { .. } | WikiRef::Folder { .. } => PageIndex::with_plain_text(paths),
    }
}

/// A page's path without its markup's ending.
fn stem(path: &str) -> &str {
    let name_at = path.rfind('/').map_or(0, |slash| slash + 1);
    Markup::split(&path[name_at..]).map_or(path, |(name, _)| &path[..name_at + name.len()])
}

fn path_key(path: &str) -> String {
    path.split('/').map(page_key).collect::<Vec<_>>().join("/")
}

/// The folder of a file, without a final slash; empty at the top.
pub(crate) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `relative` as seen from `folder`; none where it leaves the wiki.
pub(crate) fn joined(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::sample::snapshot_of;

    #[test]
    fn paths_mean_files_pages_and_folders() {
        let snapshot =
            snapshot_of(&["Home.md", "guide/Set-Up.md", "guide/README.md", "img/A b.PNG", ".git/x.md", "_Sidebar.md"]);
        let wiki = Wiki::new(&snapshot);
        assert_eq!(wiki.at_path("guide/Set-Up.md"), Some(Entry::Page(1)));
        assert_eq!(wiki.at_path("Guide/set up"), Some(Entry::Page(1)));
        assert_eq!(wiki.at_path("guide/"), Some(Entry::Page(2)));
        assert_eq!(wiki.at_path("img/a B.png"), Some(Entry::File(3)));
        assert_eq!(wiki.at_path(".git/x.md"), None);
        assert_eq!(wiki.at_path(""), None);
    }

    #[test]
    fn no_path_leaves_the_wiki() {
        assert_eq!(joined("a/b", "../c.md").as_deref(), Some("a/c.md"));
        assert_eq!(joined("", "./x//y").as_deref(), Some("x/y"));
        assert_eq!(joined("a", "../../etc"), None);
    }
}
