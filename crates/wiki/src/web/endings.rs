//! Which ending a page's file has, learned on the way: a wiki is mostly written in
//! one markup.

use std::sync::{Mutex, PoisonError};

/// Every ending of a page. First those GitHub's editor gives, in the order of how
/// often they are met, then those that come with a push.
const ENDINGS: [&str; 19] = [
    "md",
    "mediawiki",
    "asciidoc",
    "rest",
    "textile",
    "org",
    "creole",
    "rdoc",
    "pod",
    "markdown",
    "rst",
    "adoc",
    "asc",
    "wiki",
    "mkd",
    "mkdn",
    "mdown",
    "rst.txt",
    "rest.txt",
];
/// Those that are tried where nothing else says that the page is there.
const LIKELY: usize = 5;

/// After so many pages their endings are known, but for an odd one.
const ENOUGH: usize = 10;

/// The endings that worked so far.
#[derive(Debug, Default)]
pub(super) struct Endings {
    worked: Mutex<Vec<(String, usize)>>,
}

impl Endings {
    /// Notes that a page had `ending`.
    pub(super) fn worked(&self, ending: &str) {
        let mut worked = self.worked.lock().unwrap_or_else(PoisonError::into_inner);
        match worked.iter_mut().find(|(known, _)| known == ending) {
            Some((_, times)) => *times += 1,
            None => worked.push((ending.to_owned(), 1)),
        }
        worked.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    }

    /// The likeliest ending.
    pub(super) fn first(&self) -> String {
        let worked = self.worked.lock().unwrap_or_else(PoisonError::into_inner);
        worked.first().map_or_else(|| ENDINGS[0].to_owned(), |(ending, _)| ending.clone())
    }

    /// All endings, the likeliest first; only a few when the page may not be there, or
    /// when many pages told which are used.
    pub(super) fn all(&self, page_is_there: bool) -> Vec<String> {
        let worked = self.worked.lock().unwrap_or_else(PoisonError::into_inner);
        let mut endings: Vec<String> = worked.iter().map(|(ending, _)| ending.clone()).collect();
        let pages: usize = worked.iter().map(|(_, times)| times).sum();
        let tried = if page_is_there && pages < ENOUGH { &ENDINGS[..] } else { &ENDINGS[..LIKELY] };
        for ending in tried {
            if !endings.iter().any(|known| known == ending) {
                endings.push((*ending).to_owned());
            }
        }
        endings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use relieur_domain::wiki::pages::Markup;

    #[test]
    fn what_worked_is_tried_first() {
        let endings = Endings::default();
        assert_eq!(endings.first(), "md");
        for ending in ["rst", "mediawiki", "mediawiki"] {
            endings.worked(ending);
        }
        assert_eq!(endings.first(), "mediawiki");
        assert_eq!(endings.all(false), ["mediawiki", "rst", "md", "asciidoc", "rest", "textile"]);
        assert_eq!(endings.all(true).len(), ENDINGS.len());
        for _ in 0..ENOUGH {
            endings.worked("mediawiki");
        }
        assert_eq!(endings.all(true), endings.all(false));
    }

    #[test]
    fn every_ending_is_one_of_a_page() {
        for ending in ENDINGS {
            assert!(Markup::split(&format!("Page.{ending}")).is_some_and(|(stem, _)| stem == "Page"), "{ending}");
        }
    }
}
