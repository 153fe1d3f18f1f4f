//! Where every chapter stands in the tree of contents, and so at which level its
//! headings are.
//!
//! The PDF's bookmarks and the printed contents are both made from headings. A
//! chapter three deep in the contents therefore has a title of level 3; how large it
//! looks is another matter, and the same for all. A group without a page becomes a
//! small heading over the title of its first chapter.

use relieur_book::model::{Block, Book, ContentsEntry, plain_text};

/// Deeper than this, everything is on one level.
const DEEPEST: usize = 6;
/// Books of at most so many chapters …
const FEW_CHAPTERS: usize = 12;
/// … and so many sections list the sections in their contents too.
const FEW_SECTIONS: usize = 60;

/// The tree of contents, chapter by chapter.
pub(super) struct Outline {
    /// One for each chapter of the book, in order.
    pub(super) chapters: Vec<Standing>,
    /// The printed contents list the chapters' headings down to this level; their own
    /// titles are 1. None where there are no printed contents.
    pub(super) depth: Option<u8>,
}

/// Where a chapter stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    /// The level of its title, from 1.
    pub(super) level: usize,
    /// What the contents call it.
    pub(super) label: String,
    /// The groups without a page it is in, outermost first.
    pub(super) groups: Vec<Group>,
}

/// A heading of the contents without a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// Its id.
    pub(super) id: String,
    /// Its level, from 1.
    pub(super) level: usize,
    /// What it says.
    pub(super) label: String,
    /// This chapter is the first in it.
    pub(super) begins: bool,
}

impl Outline {
    /// The outline of `book`. The contents are as deep as `asked`, 0 for none, or else as
    /// suits a book of its size.
    pub(super) fn of(book: &Book, asked: Option<u8>) -> Self {
        let mut walk = Walk { order: Vec::new(), groups: Vec::new(), count: 0 };
        walk.entries(&book.contents, 1);
        let in_order = walk.order.iter().map(|(chapter, _)| *chapter).eq(0..book.chapters.len());
        let chapters = if in_order {
            walk.order.into_iter().map(|(_, standing)| standing).collect()
        } else {
            flat(book, &walk.order)
        };
        let depth = asked.unwrap_or_else(|| if has_few_sections(book) { 2 } else { 1 });
        Self { chapters, depth: Some(depth).filter(|depth| *depth > 0 && !book.chapters.is_empty()) }
    }
}

struct Walk {
    order: Vec<(usize, Standing)>,
    groups: Vec<Group>,
    count: usize,
}

impl Walk {
    fn entries(&mut self, entries: &[ContentsEntry], level: usize) {
        let below = (level + 1).min(DEEPEST);
        for entry in entries {
            if let Some(chapter) = entry.chapter {
                let standing = Standing { level, label: entry.label.clone(), groups: self.groups.clone() };
                self.order.push((chapter, standing));
                for group in &mut self.groups {
                    group.begins = false;
                }
                self.entries(&entry.children, below);
            } else if level < DEEPEST && !entry.label.trim().is_empty() {
                self.count += 1;
                let id = format!("-g{}", self.count);
                self.groups.push(Group { id, level, label: entry.label.clone(), begins: true });
                self.entries(&entry.children, below);
                self.groups.pop();
            } else {
                self.entries(&entry.children, level);
            }
        }
    }
}

/// For contents in another order than the chapters: a list without levels.
fn flat(book: &Book, order: &[(usize, Standing)]) -> Vec<Standing> {
    book.chapters
        .iter()
        .enumerate()
        .map(|(index, chapter)| {
            let named = order.iter().find(|(chapter, _)| *chapter == index);
            let label = named.map_or_else(|| chapter.title.clone(), |(_, standing)| standing.label.clone());
            Standing { level: 1, label, groups: Vec::new() }
        })
        .collect()
}

fn has_few_sections(book: &Book) -> bool {
    let sections = book
        .chapters
        .iter()
        .flat_map(|chapter| &chapter.blocks)
        .filter(|block| matches!(block, Block::Heading { level: 2, content, .. } if !plain_text(content).is_empty()))
        .count();
    book.chapters.len() <= FEW_CHAPTERS && sections <= FEW_SECTIONS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::sample;

    fn entry(label: &str, chapter: Option<usize>, children: Vec<ContentsEntry>) -> ContentsEntry {
        ContentsEntry { label: label.into(), chapter, children }
    }

    #[test]
    fn a_group_begins_with_its_first_chapter() {
        let mut book = sample::book(&["Home", "Install", "Use"]);
        book.contents = vec![
            entry("Home", Some(0), vec![]),
            entry("Guides", None, vec![entry("Install it", Some(1), vec![]), entry("Use", Some(2), vec![])]),
        ];
        let outline = Outline::of(&book, None);
        let levels: Vec<usize> = outline.chapters.iter().map(|standing| standing.level).collect();
        assert_eq!(levels, [1, 2, 2]);
        assert_eq!(outline.chapters[1].label, "Install it");
        assert!(outline.chapters[1].groups[0].begins);
        assert!(!outline.chapters[2].groups[0].begins);
    }

    #[test]
    fn contents_are_as_deep_as_asked_or_as_suits_the_book() {
        let small = sample::book(&["Home"]);
        assert_eq!([None, Some(0), Some(5)].map(|asked| Outline::of(&small, asked).depth), [Some(2), None, Some(5)]);
        let large = sample::book(&["Home"; 13]);
        assert_eq!(Outline::of(&large, None).depth, Some(1));
    }

    #[test]
    fn contents_in_another_order_lose_their_levels_but_no_chapter() {
        let mut book = sample::book(&["Home", "Install"]);
        book.contents = vec![entry("Group", None, vec![entry("I", Some(1), vec![])]), entry("H", Some(0), vec![])];
        let outline = Outline::of(&book, None);
        assert_eq!(outline.chapters.len(), 2);
        assert_eq!((outline.chapters[0].level, outline.chapters[0].label.as_str()), (1, "H"));
        assert_eq!((outline.chapters[1].level, outline.chapters[1].label.as_str()), (1, "I"));
    }
}
