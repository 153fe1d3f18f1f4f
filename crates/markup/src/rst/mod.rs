//! reStructuredText, as docutils reads it and GitHub shows it.
//!
//! The page is read into a tree ([`tree`]) whose references are settled while it is
//! written ([`write`]). The rules are docutils' own
//! (`docs/ref/rst/restructuredtext.txt` and `docutils/parsers/rst/states.py`), the
//! settings those of GitHub's `rest2html`. One thing is different on purpose: what
//! docutils would report as an error and GitHub then leaves out is kept as text.

mod bibliography;
mod blocks;
mod directives;
mod explicit;
mod figures;
mod ids;
mod inlines;
mod lines;
mod lists;
mod marks;
mod outline;
mod pairs;
mod references;
mod roles;
mod sections;
mod tables;
#[cfg(test)]
mod tests;
mod tree;
mod uris;
mod write;

use std::collections::{HashMap, HashSet};

use roles::Role;
use tree::{Block, Link, Page};

/// Deeper nesting than this is shown as it is written: no reader could follow it.
const MAX_DEPTH: usize = 24;

/// The page `text` as HTML.
pub(crate) fn to_html(text: &str) -> String {
    let text = lines::prepared(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut reader = Reader::default();
    let blocks = reader.blocks(&lines, true);
    let mut page = reader.page;
    page.blocks = blocks;
    outline::settle(&mut page);
    bibliography::settle(&mut page);
    write::html(&page)
}

/// What is known of the page while it is read.
#[derive(Default)]
struct Reader {
    page: Page,
    /// Section titles' adornments in the order of their levels: the character and
    /// whether it stands above the title too.
    styles: Vec<(char, bool)>,
    level: usize,
    /// Targets that stand right before what is read next and lead to it.
    chain: Vec<Chained>,
    anonymous_references: usize,
    auto_footnotes: usize,
    symbol_footnotes: usize,
    auto_references: usize,
    symbol_references: usize,
    roles: HashMap<String, Role>,
    default_role: Option<Role>,
    hides_unknown: bool,
    ids: HashSet<String>,
    next_id: usize,
    depth: usize,
}

/// A target without an address of its own.
enum Chained {
    Named(String),
    Anonymous(usize),
}

impl Reader {
    /// Runs `work` one level deeper; nothing when that is too deep.
    fn deeper<R>(&mut self, work: impl FnOnce(&mut Self) -> R) -> Option<R> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        Some(result)
    }

    /// Makes `name` lead to `link`, unless it leads somewhere already.
    fn name(&mut self, name: &str, link: Link) {
        let name = lines::normalised(name);
        if !name.is_empty() {
            self.page.names.entry(name).or_insert(link);
        }
    }

    /// Makes a title's `name` lead to `id`.
    fn implicit_name(&mut self, name: &str, id: &str) {
        self.page.implicit.entry(lines::normalised(name)).or_insert_with(|| Link::Id(id.to_owned()));
    }

    /// `lines` as they are, for what cannot be read.
    fn verbatim(lines: &[&str]) -> Block {
        let text = lines::trimmed(lines).join("\n");
        Block::Literal { language: None, content: vec![tree::Inline::Text(text)] }
    }
}
