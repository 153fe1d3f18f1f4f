//! Patterns for pages.
//!
//! `*` stands for any part of a name, `?` for one character, `**` for any part of a path.
//! As in `.gitignore`, a pattern without `/` is about names, in whatever folder; one with
//! `/` is about whole paths; one that ends in `/` is about everything in a folder. Case
//! does not count, the ending of a page's file may be left out, and a space equals a
//! hyphen, as it does on GitHub.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{OptionError, OptionField};
use crate::wiki::pages::Markup;

/// Characters a pattern may have.
const MOST_CHARACTERS: usize = 200;

/// A pattern for pages. Whether one fits is found out in time that grows with the product
/// of the two lengths, whatever is in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Glob {
    text: String,
    /// It is about names, not about paths.
    of_names: bool,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// This character.
    Character(char),
    /// Any character but `/`.
    One,
    /// Any number of characters but `/`.
    Some,
    /// Any number of characters.
    All,
    /// Whole folders or none: what comes next, or what comes after that.
    MaybeFolders,
    /// Within folders, until after a `/`.
    Folders,
}

impl Glob {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the page whose file is at `path` is meant.
    pub fn is_match(&self, path: &str) -> bool {
        let file = path.rsplit('/').next().unwrap_or(path);
        let name = Markup::split(file).map_or(file, |(name, _)| name);
        if self.of_names {
            return self.fits(name) || self.fits(file);
        }
        self.fits(path) || self.fits(&path[..path.len() - file.len() + name.len()])
    }

    /// Walks through all ways to read the pattern at once.
    fn fits(&self, text: &str) -> bool {
        let end = self.steps.len();
        let mut at = vec![false; end + 1];
        at[0] = true;
        self.skip_what_may_be_nothing(&mut at);
        for letter in folded(text) {
            let mut next = vec![false; end + 1];
            let mut is_lost = true;
            for (place, step) in self.steps.iter().enumerate().filter(|(place, _)| at[*place]) {
                let (stays, goes_on) = match step {
                    Step::Character(wanted) => (false, *wanted == letter),
                    Step::One => (false, letter != '/'),
                    Step::Some => (letter != '/', false),
                    Step::All => (true, false),
                    Step::MaybeFolders => (false, false),
                    Step::Folders => (true, letter == '/'),
                };
                next[place] |= stays;
                next[place + 1] |= goes_on;
                is_lost &= !(stays || goes_on);
            }
            if is_lost {
                return false;
            }
            self.skip_what_may_be_nothing(&mut next);
            at = next;
        }
        at[end]
    }

    fn skip_what_may_be_nothing(&self, at: &mut [bool]) {
        for (place, step) in self.steps.iter().enumerate() {
            if !at[place] {
                continue;
            }
            match step {
                Step::Some | Step::All => at[place + 1] = true,
                Step::MaybeFolders => {
                    at[place + 1] = true;
                    at[place + 2] = true;
                }
                Step::Character(_) | Step::One | Step::Folders => {}
            }
        }
    }
}

impl FromStr for Glob {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let written = text.trim();
        let pattern = written.strip_prefix('/').unwrap_or(written);
        let length = written.chars().count();
        if pattern.is_empty() || length > MOST_CHARACTERS || written.chars().any(char::is_control) {
            return Err(OptionError::new(OptionField::Pages, text));
        }
        let of_names = !written.contains('/');
        let mut steps = Vec::new();
        let mut rest = pattern;
        while let Some(letter) = rest.chars().next() {
            if let Some(after) = rest.strip_prefix("**/").filter(|_| ends_folder(&steps)) {
                steps.extend([Step::MaybeFolders, Step::Folders]);
                rest = after;
            } else if let Some(after) = rest.strip_prefix("**") {
                steps.push(Step::All);
                rest = after;
            } else {
                match letter {
                    '*' => steps.push(Step::Some),
                    '?' => steps.push(Step::One),
                    other => steps.extend(folded(other.encode_utf8(&mut [0; 4])).map(Step::Character)),
                }
                rest = &rest[letter.len_utf8()..];
            }
        }
        if written.ends_with('/') {
            steps.push(Step::All);
        }
        Ok(Self { text: written.to_owned(), of_names, steps })
    }
}

/// Whether a new part of the path begins after these.
fn ends_folder(steps: &[Step]) -> bool {
    steps.last().is_none_or(|last| matches!(last, Step::Character('/') | Step::Folders))
}

/// The form in which characters are compared: see [`page_key`](crate::wiki::pages::page_key).
fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    let plain = |letter| if matches!(letter, ' ' | '\u{2010}' | '\u{2011}') { '-' } else { letter };
    text.chars().map(plain).flat_map(char::to_lowercase)
}

impl TryFrom<String> for Glob {
    type Error = OptionError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Glob> for String {
    fn from(glob: Glob) -> Self {
        glob.text
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, path: &str) -> bool {
        pattern.parse::<Glob>().expect("a pattern").is_match(path)
    }

    #[test]
    fn a_pattern_without_a_slash_is_about_names_in_any_folder() {
        assert!(fits("Install*", "guide/Installation.md"));
        assert!(fits("installation", "Installation.md"));
        assert!(fits("*.rst", "deep/down/Notes.rst"));
        assert!(fits("Getting Started", "Getting-Started.md"));
        assert!(fits("v1.?", "v1.2.md"));
        assert!(fits("*", "guide/Installation.md"));
        assert!(!fits("guide", "guide/Installation.md"));
        assert!(!fits("Install", "guide/Installation.md"));
        assert!(fits("ÜBER*", "über-uns.md"));
    }

    #[test]
    fn a_pattern_with_a_slash_is_about_paths() {
        assert!(fits("guide/*", "guide/Install.md"));
        assert!(!fits("guide/*", "guide/deep/Install.md"));
        assert!(fits("guide/**", "guide/deep/Install.md"));
        assert!(fits("guide/", "Guide/deep/Install.md"));
        assert!(!fits("guide/", "guidebook/Install.md"));
        assert!(fits("guide/Install", "guide/Install.md"));
        assert!(fits("/Home", "Home.md"));
        assert!(!fits("/Home", "guide/Home.md"));
    }

    #[test]
    fn folders_between_may_be_none_or_many() {
        for path in ["draft-1.md", "a/draft-1.md", "a/b/draft-1.md"] {
            assert!(fits("**/draft-*", path), "{path}");
        }
        assert!(!fits("**/draft-*", "a/my-draft-1.md"));
        assert!(fits("guide/**/x", "guide/x.md"));
        assert!(fits("guide/**/x", "guide/a/b/x.md"));
        assert!(!fits("guide/**/x", "guide/ax.md"));
    }

    #[test]
    fn a_hostile_pattern_takes_no_time() {
        let pattern = "*a".repeat(90);
        let path = "a".repeat(4_000) + "/b";
        let began = std::time::Instant::now();
        assert!(!fits(&(pattern.clone() + "/c"), &path));
        assert!(!fits(&("**".to_owned() + &pattern), &path));
        assert!(began.elapsed() < std::time::Duration::from_secs(2));
    }

    #[test]
    fn a_pattern_of_nothing_or_too_much_is_refused() {
        for wrong in ["", " ", "/", "a\nb", &"x".repeat(201)] {
            let error = wrong.parse::<Glob>().expect_err("refused");
            assert_eq!(error.field, OptionField::Pages);
        }
    }
}
