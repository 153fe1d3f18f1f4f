//! Anchors: the places in a page that links can lead to.
//!
//! Headings have GitHub's fragments; any element may have an id, and old pages use
//! `<a name>`. Each place gets a number in the order of the page.

use std::collections::HashMap;

use ego_tree::NodeId;
use percent_encoding::percent_decode_str;
use scraper::node::Element;
use scraper::{ElementRef, Html};
use serde::{Deserialize, Serialize};

use super::dom::{heading_level, text_of};
use super::slug::{Slugger, slug_of};

/// A place in a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Spot {
    /// Its beginning.
    Start,
    /// A numbered place.
    Anchor(usize),
}

/// The places of a page, by the fragments that lead to them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Anchors {
    by_fragment: HashMap<String, Spot>,
    /// Those with capitals, unless one without came before.
    by_lower_case: HashMap<String, Spot>,
    fragments: Vec<String>,
}

/// The numbers of a tree's elements that are places.
pub(crate) type Numbers = HashMap<NodeId, usize>;

/// Finds the places of a page. `title` is the heading that only repeats the page's
/// title: it leads to the page's beginning.
pub(crate) fn scan(tree: &Html, title: Option<NodeId>) -> (Anchors, Numbers) {
    let mut anchors = Anchors::default();
    let mut numbers = Numbers::new();
    let mut slugger = Slugger::default();
    let mut ids = Vec::new();
    for element in tree.tree.root().descendants().filter_map(ElementRef::wrap) {
        let value = element.value();
        if !may_be_place(value) {
            continue;
        }
        let id = value.attr("id").filter(|_| value.attr("data-footnote-ref").is_none());
        let name = value.attr("name").filter(|_| value.name() == "a");
        let spot = if heading_level(value.name()).is_some() {
            let slug = slugger.next(&text_of(element));
            let spot = if title == Some(element.id()) {
                Spot::Start
            } else {
                numbers.insert(element.id(), anchors.fragments.len());
                Spot::Anchor(anchors.new_place(slug.clone()))
            };
            anchors.insert(slug, spot);
            spot
        } else {
            let Some(fragment) = id.or(name).filter(|fragment| !fragment.trim().is_empty()) else { continue };
            if is_footnote(element) {
                continue;
            }
            numbers.insert(element.id(), anchors.fragments.len());
            Spot::Anchor(anchors.new_place(fragment.trim().to_owned()))
        };
        ids.extend([id, name].into_iter().flatten().map(|fragment| (fragment.trim().to_owned(), spot)));
    }
    // A heading's fragment wins over an id of the same name, as in a browser, where
    // ids written by authors carry a prefix.
    for (fragment, spot) in ids {
        anchors.insert(fragment, spot);
    }
    (anchors, numbers)
}

/// Whether links can lead to an element at all: most have neither a fragment nor an id.
pub(crate) fn may_be_place(element: &Element) -> bool {
    !element.attrs.is_empty() || heading_level(element.name()).is_some()
}

fn is_footnote(element: ElementRef<'_>) -> bool {
    element.value().name() == "li"
        && element.value().attr("id").is_some_and(|id| id.starts_with("fn-"))
        && element.ancestors().filter_map(ElementRef::wrap).any(|a| a.value().attr("data-footnotes").is_some())
}

impl Anchors {
    fn new_place(&mut self, fragment: String) -> usize {
        self.fragments.push(fragment);
        self.fragments.len() - 1
    }

    fn insert(&mut self, fragment: String, spot: Spot) {
        if fragment.is_empty() {
            return;
        }
        let lower_case = fragment.to_lowercase();
        if lower_case != fragment && !self.by_fragment.contains_key(&lower_case) {
            self.by_lower_case.entry(lower_case).or_insert(spot);
        }
        self.by_fragment.entry(fragment).or_insert(spot);
    }

    /// The place `fragment` leads to: as written, decoded, without GitHub's and old
    /// gollum's prefixes, in any case, and as the heading it may be the text of.
    pub fn find(&self, fragment: &str) -> Option<Spot> {
        let decoded = percent_decode_str(fragment).decode_utf8_lossy();
        let bare = decoded.trim();
        if bare.is_empty() || bare.eq_ignore_ascii_case("top") && self.exact(bare).is_none() {
            return Some(Spot::Start);
        }
        let without_prefix = ["user-content-", "wiki-"].iter().find_map(|prefix| bare.strip_prefix(prefix));
        [Some(bare), without_prefix].into_iter().flatten().find_map(|bare| {
            self.exact(bare).or_else(|| {
                let slug = slug_of(bare);
                self.exact(&slug).or_else(|| self.exact(slug.trim_matches('-')))
            })
        })
    }

    fn exact(&self, fragment: &str) -> Option<Spot> {
        let in_any_case = || {
            let lower_case = fragment.to_lowercase();
            self.by_lower_case.get(&lower_case).or_else(|| self.by_fragment.get(&lower_case))
        };
        self.by_fragment.get(fragment).or_else(in_any_case).copied()
    }

    /// The fragments of all numbered places, in order.
    pub fn fragments(&self) -> &[String] {
        &self.fragments
    }

    /// The fragment of a place, as a browser wants it.
    pub fn fragment(&self, spot: Spot) -> Option<&str> {
        match spot {
            Spot::Start => None,
            Spot::Anchor(number) => self.fragments.get(number).map(String::as_str),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_ids_and_names_are_places() {
        let tree = Html::parse_fragment(
            "<h1>Title</h1><p><a name=\"Old\"></a>x</p><h2>A &amp; b</h2><h2 id=own>A &amp; b</h2><div id=box></div>",
        );
        let title =
            tree.tree.nodes().find(|n| n.value().as_element().is_some_and(|e| e.name() == "h1")).map(|n| n.id());
        let (anchors, numbers) = scan(&tree, title);
        assert_eq!(anchors.find("title"), Some(Spot::Start));
        assert_eq!(anchors.find("old"), Some(Spot::Anchor(0)));
        assert_eq!(anchors.find("a--b"), Some(Spot::Anchor(1)));
        assert_eq!(anchors.find("user-content-a--b-1"), Some(Spot::Anchor(2)));
        assert_eq!(anchors.find("wiki-A--b"), Some(Spot::Anchor(1)));
        assert_eq!(anchors.find("A & b"), Some(Spot::Anchor(1)));
        assert_eq!(anchors.find("own"), Some(Spot::Anchor(2)));
        assert_eq!(anchors.find("box"), Some(Spot::Anchor(3)));
        assert_eq!(anchors.find("gone"), None);
        assert_eq!(numbers.len(), 4);
    }
}
