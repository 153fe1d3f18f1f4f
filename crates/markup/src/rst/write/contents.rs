//! Writes tables of contents.

use super::super::references::plain;
use super::super::tree::{Block, Contents, Inline};
use super::Writer;
use crate::html::push_escaped;

impl<'p> Writer<'p> {
    /// The sections as nested lists: all, or those below the current one.
    pub(super) fn contents(&mut self, contents: &'p Contents) {
        let blocks = &self.page.blocks;
        let heading = |at: &usize| match &blocks[*at] {
            Block::Heading { level, id, content } => Some((*level, id, content)),
            _ => None,
        };
        // A page's title and subtitle are no sections of it.
        let titles = self.page.titles;
        let current = self.passed.checked_sub(1).filter(|at| contents.local && *at >= titles);
        let above = current.and_then(|at| heading(&self.headings[at])).map_or(0, |(level, ..)| level);
        let from = current.map_or(titles, |at| at + 1);
        let below = self.headings.iter().skip(from).filter_map(heading).take(self.contents_left);
        let below: Vec<_> = below.take_while(|(level, ..)| current.is_none() || *level > above).collect();
        self.contents_left -= below.len();
        let listed: Vec<_> = below.into_iter().filter(|(level, ..)| level - above <= contents.depth).collect();
        if listed.is_empty() {
            return;
        }
        self.out.push_str("<div>\n");
        if let Some(title) = &contents.title {
            self.push(&["<p id=\"", &contents.id, "\">"]);
            self.inlines(title);
            self.out.push_str("</p>\n");
        }
        let mut open: Vec<usize> = Vec::new();
        for (level, id, content) in listed {
            while open.last().is_some_and(|last| *last > level) {
                self.out.push_str("</li>\n</ul>\n");
                open.pop();
            }
            if open.last() == Some(&level) {
                self.out.push_str("</li>\n");
            } else {
                self.out.push_str("<ul>\n");
                open.push(level);
            }
            self.push(&["<li><a href=\"#", id, "\">"]);
            for inline in content {
                self.entry(inline);
            }
            self.out.push_str("</a>");
        }
        for _ in open {
            self.out.push_str("</li>\n</ul>\n");
        }
        self.out.push_str("</div>\n");
    }

    /// Part of a section's title in the contents: no links in the link.
    fn entry(&mut self, inline: &'p Inline) {
        match inline {
            Inline::Reference { .. } | Inline::Target { .. } => {
                push_escaped(&mut self.out, &plain(std::slice::from_ref(inline)));
            }
            Inline::Footnote { .. } | Inline::Citation { .. } => {}
            other => self.inline(other),
        }
    }
}
