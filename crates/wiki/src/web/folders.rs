//! In which folder a page may be. Web addresses do not tell, links sometimes do, and
//! pages of one kind lie together.

use std::collections::HashMap;

use super::targets::folded_key;

/// So many folders of those that links tell of a page are remembered.
const MOST_TOLD: usize = 4;
/// And so many of those that pages were found in.
const MOST_USED: usize = 8;

/// What is known of the wiki's folders.
#[derive(Debug, Default)]
pub(super) struct Folders {
    /// By [`folded_key`] of a page's name.
    told: HashMap<String, Vec<String>>,
    used: Vec<String>,
}

impl Folders {
    /// A link says that the page called `name` may be in `folders`.
    pub(super) fn note(&mut self, name: &str, folders: Vec<String>) {
        if folders.is_empty() {
            return;
        }
        let told = self.told.entry(folded_key(name)).or_default();
        for folder in folders {
            if told.len() < MOST_TOLD && !told.contains(&folder) {
                told.push(folder);
            }
        }
    }

    /// A page was found in `folder`; empty for the top of the wiki.
    pub(super) fn note_used(&mut self, folder: &str) {
        let is_known = folder.is_empty() || self.used.iter().any(|used| used == folder);
        if !is_known && self.used.len() < MOST_USED {
            self.used.push(folder.to_owned());
        }
    }

    /// Where the page called `name` may be besides the top, the likeliest first.
    pub(super) fn of(&self, name: &str) -> Vec<String> {
        let key = folded_key(name);
        let mut folders = self.told.get(&key).cloned().unwrap_or_default();
        // These are in many folders, and only one of them is the page that was meant.
        if !matches!(key.as_str(), "home" | "index" | "readme") {
            let guessed: Vec<String> = self.used.iter().filter(|used| !folders.contains(used)).cloned().collect();
            folders.extend(guessed);
        }
        folders
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_links_tell_comes_before_what_other_pages_suggest() {
        let mut folders = Folders::default();
        folders.note("Setup-Guide", vec!["guide".into(), "guide".into()]);
        for folder in ["", "reference", "guide", "reference"] {
            folders.note_used(folder);
        }
        assert_eq!(folders.of("setup guide"), ["guide", "reference"]);
        assert_eq!(folders.of("Other"), ["reference", "guide"]);
        assert_eq!(folders.of("README"), Vec::<String>::new());
    }
}
