//! Illustrations: which images the pages show, so that somebody with a way to the network
//! can bring those on other servers, and those that take long are not the last to be read.

use std::collections::HashSet;

use scraper::ElementRef;

use super::links::{From, Lead};
use super::names::{Wiki, folder_of};
use super::page::ParsedPage;

/// More in one wiki are no illustrations; each costs a request.
const MOST: usize = 10_000;

/// What an `<img>` shows on light paper; none when it is for dark screens only or
/// shows nothing. In a `<picture>` the source for light screens wins.
pub(crate) fn source_of(image: ElementRef<'_>) -> Option<&str> {
    let picture = image.ancestors().filter_map(ElementRef::wrap).take(3).find(|e| e.value().name() == "picture");
    let light = picture.and_then(|picture| {
        let source = picture.child_elements().find(|child| {
            child.value().name() == "source" && child.value().attr("media").is_some_and(|media| media.contains("light"))
        })?;
        let first = source.value().attr("srcset")?.split_whitespace().next()?;
        Some(first.trim_end_matches(','))
    });
    let source = light.or_else(|| image.value().attr("src")).map(str::trim).filter(|source| !source.is_empty())?;
    (!source.ends_with("#gh-dark-mode-only")).then_some(source)
}

/// The images the pages show, each once, in the order of the pages.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// The files of the wiki, by their numbers.
    pub own: Vec<usize>,
    /// The absolute addresses of those on other servers.
    pub elsewhere: Vec<String>,
}

impl Shown {
    /// What the pages of `wiki` show.
    pub fn of(wiki: &Wiki<'_>, parsed: &[ParsedPage]) -> Self {
        let mut shown = Self::default();
        let (mut files, mut urls) = (HashSet::new(), HashSet::new());
        for (number, (page, parsed)) in wiki.index.pages().iter().zip(parsed).enumerate() {
            let from = From { folder: folder_of(&page.path), page: Some(number) };
            for address in &parsed.walked.images {
                match wiki.settle(from, address) {
                    Lead::File(file) if files.insert(file) => shown.own.push(file),
                    Lead::Url(url) if url.starts_with("http") && urls.len() < MOST && urls.insert(url.clone()) => {
                        shown.elsewhere.push(url);
                    }
                    _ => {}
                }
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::dom;

    #[test]
    fn what_light_paper_shows_is_wanted() {
        let tree = dom::parse(
            "<img src=' a.png '><img src=a.png><img src='d.png#gh-dark-mode-only'><img alt=none>\
             <picture><source media='(prefers-color-scheme: dark)' srcset=dark.png>\
             <source media='(prefers-color-scheme: light)' srcset='light.png 1x, other.png 2x'><img src=plain.png></picture>\
             <picture><source media='(prefers-color-scheme: dark)' srcset=dark.png><img src=second.png></picture>",
        )
        .expect("a tree");
        let images = tree.root_element().descendent_elements().filter(|element| element.value().name() == "img");
        let shown: Vec<_> = images.filter_map(source_of).collect();
        assert_eq!(shown, ["a.png", "a.png", "light.png", "second.png"]);
    }
}
