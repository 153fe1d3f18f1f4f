//! The walker: a page's HTML tree becomes blocks of the document model.
//!
//! It knows what it lets through; of any other element only the content remains.
//! That makes it the sanitiser: nothing an author wrote reaches a book but as text,
//! settled links and sound images.

mod blocks;
mod inlines;
mod lists;
mod tables;

use std::collections::HashMap;

use ego_tree::{NodeId, NodeRef};
use relieur_domain::report::Warning;
use scraper::{ElementRef, Html, Node};
use serde::{Deserialize, Serialize};

use super::anchors::{Numbers, may_be_place};
use super::dom::{has_blocks, is_block, is_dropped};
use super::tidy::{is_visible, tidy};
use crate::model::{Block, Inline, PlaceId};

/// What the walker needs to know about a page.
pub(crate) struct PageContext<'a> {
    /// Its file.
    pub path: &'a str,
    /// The heading that repeats the title, left out.
    pub title: Option<NodeId>,
    /// The elements links lead to.
    pub numbers: &'a Numbers,
}

/// A page after the walk. What it says is whole; where its links lead and what its
/// images show is known when all pages are (`settle`). Until then a link's target is a
/// place in the "chapter" of its number in `links`, an image's number is that in
/// `images`, and the ids of places lack their chapter's.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Walked {
    /// What it says.
    pub blocks: Vec<Block>,
    /// Its footnotes.
    pub footnotes: Vec<Vec<Block>>,
    /// Where its links lead, as written.
    pub links: Vec<Reference>,
    /// The addresses of its images, as written.
    pub images: Vec<String>,
    /// What a reader may want to know.
    pub warnings: Vec<Warning>,
}

/// Where a link leads, as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Reference {
    /// To an address.
    Address(String),
    /// It is a wiki link, of this number on its page.
    Wiki(usize),
}

/// Walks through a page.
pub(crate) fn walk(tree: &Html, page: &PageContext<'_>) -> Walked {
    let mut walker = Walker {
        page,
        found: Walked::default(),
        footnotes: HashMap::new(),
        depth: Depth::default(),
        in_link: false,
        in_code: false,
        in_note: false,
    };
    let notes = footnote_items(tree);
    for (number, note) in notes.iter().enumerate() {
        if let Some(id) = note.value().attr("id") {
            walker.footnotes.entry(id.to_owned()).or_insert(number);
        }
    }
    let blocks = walker.flow(*tree.root_element());
    walker.in_note = true;
    let footnotes = notes.iter().map(|note| walker.flow(**note)).collect();
    let mut walked = walker.found;
    walked.blocks = blocks;
    walked.footnotes = footnotes;
    walked
}

fn footnote_items(tree: &Html) -> Vec<ElementRef<'_>> {
    let sections = tree.tree.root().descendants().filter_map(ElementRef::wrap).filter(|e| is_footnotes(*e));
    let Some(section) = sections.last() else { return Vec::new() };
    let lists = section.child_elements().filter(|child| child.value().name() == "ol");
    lists.flat_map(|list| list.child_elements()).filter(|item| item.value().name() == "li").collect()
}

fn is_footnotes(element: ElementRef<'_>) -> bool {
    element.value().name() == "section" && element.value().attr("data-footnotes").is_some()
}

/// How deep the walk is; back ends refuse what is nested deeper than this.
#[derive(Debug, Clone, Copy, Default)]
struct Depth {
    quotes: usize,
    lists: usize,
    tables: usize,
    inlines: usize,
    warned: bool,
}

const MAX_QUOTES: usize = 8;
const MAX_LISTS: usize = 12;
const MAX_TABLES: usize = 3;
const MAX_TOGETHER: usize = 14;
const MAX_INLINES: usize = 32;

struct Walker<'a> {
    page: &'a PageContext<'a>,
    found: Walked,
    footnotes: HashMap<String, usize>,
    depth: Depth,
    in_link: bool,
    in_code: bool,
    in_note: bool,
}

/// Blocks in the making, and the line of text that is not yet one.
#[derive(Debug)]
struct Flow {
    blocks: Vec<Block>,
    run: Vec<Inline>,
}

impl Flow {
    fn new() -> Self {
        // Most cells and items are one paragraph, and there are very many of them.
        Self { blocks: Vec::with_capacity(1), run: Vec::new() }
    }

    fn flush(&mut self) {
        let run = tidy(std::mem::take(&mut self.run));
        if is_visible(&run) {
            self.blocks.push(Block::Paragraph(run));
        } else {
            self.blocks.extend(run.into_iter().filter_map(|inline| match inline {
                Inline::Anchor(id) => Some(Block::Anchor(id)),
                _ => None,
            }));
        }
    }

    fn push(&mut self, block: Block) {
        self.flush();
        self.blocks.push(block);
    }
}

impl Walker<'_> {
    /// Everything in `parent`, as blocks.
    fn flow(&mut self, parent: NodeRef<'_, Node>) -> Vec<Block> {
        self.flow_of(parent.children())
    }

    fn flow_of<'t>(&mut self, nodes: impl Iterator<Item = NodeRef<'t, Node>>) -> Vec<Block> {
        let mut flow = Flow::new();
        for node in nodes {
            self.flow_node(node, &mut flow);
        }
        flow.flush();
        flow.blocks
    }

    fn flow_node(&mut self, node: NodeRef<'_, Node>, flow: &mut Flow) {
        let Some(element) = ElementRef::wrap(node) else {
            if let Node::Text(text) = node.value() {
                flow.run.push(self.text(text));
            }
            return;
        };
        let name = element.value().name();
        if is_dropped(name) || is_footnotes(element) {
            return;
        }
        if is_block(name) {
            flow.flush();
            self.block(element, flow);
            flow.flush();
        } else if let Some(formula) = displayed_formula(element) {
            flow.push(Block::Math(formula));
        } else if has_blocks(element) && !can_be_one_line(element) {
            flow.run.extend(self.anchor(element));
            for child in element.children() {
                self.flow_node(child, flow);
            }
        } else {
            self.inline(element, &mut flow.run);
        }
    }

    /// The place `element` is, when links lead to it.
    fn place(&self, element: ElementRef<'_>) -> Option<PlaceId> {
        if !may_be_place(element.value()) {
            return None;
        }
        let number = *self.page.numbers.get(&element.id())?;
        Some(PlaceId(place_name(number)))
    }

    fn anchor(&self, element: ElementRef<'_>) -> Option<Inline> {
        self.place(element).map(Inline::Anchor)
    }

    /// Runs `work` inside something quote-like, unless that would be too deep.
    fn within_quote<R>(&mut self, work: impl FnOnce(&mut Self) -> R) -> (R, bool) {
        let fits = self.depth.quotes < MAX_QUOTES && self.depth.together() < MAX_TOGETHER;
        let before = self.depth;
        self.depth.quotes += usize::from(fits);
        let result = work(self);
        self.depth = Depth { warned: self.depth.warned, ..before };
        self.note_nesting(fits);
        (result, fits)
    }

    fn note_nesting(&mut self, fits: bool) {
        if fits || self.depth.warned {
            return;
        }
        self.depth.warned = true;
        self.warn("nesting", "Parts of this page are nested deeper than a book can show and were brought up.");
    }

    fn warn(&mut self, kind: &str, message: impl Into<String>) {
        self.found.warnings.push(Warning::new(self.page.path, kind, message));
    }
}

/// A link around a heading or a paragraph stays a link.
fn can_be_one_line(element: ElementRef<'_>) -> bool {
    element.value().name() == "a"
        && !element.descendent_elements().any(|inner| {
            matches!(inner.value().name(), "table" | "ul" | "ol" | "pre" | "blockquote" | "details" | "dl")
        })
}

impl Depth {
    fn together(self) -> usize {
        self.quotes + self.lists + 2 * self.tables
    }
}

/// The name of a place in its chapter.
pub(crate) fn place_name(number: usize) -> String {
    format!("s{}", number + 1)
}

/// `$$…$$`, on its own.
fn displayed_formula(element: ElementRef<'_>) -> Option<String> {
    (matches!(element.value().name(), "span" | "code") && element.value().attr("data-math-style") == Some("display"))
        .then(|| element.text().collect::<String>().trim().to_owned())
        .filter(|formula| !formula.is_empty())
}
