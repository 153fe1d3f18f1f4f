//! A chapter as Typst source: function calls and string literals, nothing else.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;

use relieur_book::model::{Block, Book, Chapter};

use super::design::Design;
use super::fonts::Fonts;
use super::formula::Formulas;
use super::glyphs::Glyphs;
use super::literal::literal;
use crate::Manuscript;
use crate::words::Words;

/// Size of notes where that of running text is 11, in points.
const NOTE_SIZE: f64 = 9.0;

/// The place text is set in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// In points.
    pub(super) width: f64,
    /// Of the text, in points.
    pub(super) size: f64,
    /// The height an image may have, in points.
    pub(super) tallest: f64,
    /// How many blocks this is in. The engine gives up at about 30 of some kinds.
    pub(super) depth: usize,
    /// How many tables this is in.
    pub(super) tables: usize,
    /// In an item of a list.
    pub(super) item: bool,
    /// In a footnote.
    pub(super) note: bool,
}

impl Room {
    /// The room in a block that takes `taken` points of the width.
    pub(super) fn within(self, taken: f64) -> Self {
        Self { width: (self.width - taken).max(24.0), depth: self.depth + 1, item: false, ..self }
    }

    /// Nothing more fits into this: what is in here is set one after the other.
    pub(super) fn is_cramped(self) -> bool {
        self.depth >= 12 || self.width < 60.0
    }
}

/// What every chapter's file begins with.
const LEAF_IMPORTS: &str = "#import \"/template.typ\": *\n";

/// A chapter's source, and what it needs of others.
pub(super) struct Leaf {
    /// The blocks; [`Leaf::file`] makes a file of it.
    body: String,
    /// Where in `body` each block of the chapter begins, about: headings may be moved
    /// into the block that follows.
    starts: Vec<usize>,
    /// The places it holds.
    pub(super) defines: HashSet<String>,
    /// The places it leads to, and the chapter each should be in.
    pub(super) refers: HashSet<(usize, String)>,
    /// The formulas in it, by their sources, and the calls that set them.
    pub(super) formulas: HashMap<String, String>,
}

impl Leaf {
    /// The source of a whole file. `orphans` are places of this chapter that others
    /// lead to and that are not in its text: they become its beginning, for a link to
    /// nowhere would stop the whole book.
    pub(super) fn file<'a>(&self, orphans: impl Iterator<Item = &'a str>) -> String {
        let mut file = String::with_capacity(self.body.len() + 64);
        file.push_str(LEAF_IMPORTS);
        for orphan in orphans {
            let _ = writeln!(file, "#anchor({});", literal(orphan));
        }
        file.push_str(&self.body);
        file
    }

    /// Which block of the chapter holds a byte of the file, about: orphans, which are
    /// few and short, are not counted.
    pub(super) fn block_at(&self, byte: usize) -> usize {
        let byte = byte.saturating_sub(LEAF_IMPORTS.len());
        self.starts.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// A page with nothing on it, to find out which other page the engine chokes on.
    pub(super) fn blank() -> Self {
        Self {
            body: String::new(),
            starts: Vec::new(),
            defines: HashSet::new(),
            refers: HashSet::new(),
            formulas: HashMap::new(),
        }
    }
}

/// What all chapters of a book share while they are set.
pub(super) struct Bench {
    pub(super) design: Design,
    pub(super) glyphs: Glyphs,
    pub(super) formulas: Formulas,
    /// Places that are somewhere in the book already. A link to a place that is there
    /// twice would stop the whole book.
    pub(super) taken: HashSet<String>,
}

impl Bench {
    /// For `book`, whose chapters' beginnings are places. Formulas in `refused` are
    /// shown as their source.
    pub(super) fn new(book: &Book, design: Design, fonts: &'static Fonts, refused: &BTreeSet<String>) -> Self {
        let taken = book.chapters.iter().map(|chapter| chapter.id.0.clone()).collect();
        Self { design, glyphs: Glyphs::new(fonts), formulas: Formulas::new(refused), taken }
    }
}

/// Sets a chapter in type.
pub(super) struct Setter<'a> {
    pub(super) book: &'a Book,
    pub(super) chapter: &'a Chapter,
    pub(super) words: &'static Words,
    /// What is worked out already of listings and formulas; a cover has neither.
    pub(super) manuscript: Option<&'a Manuscript<'a>>,
    pub(super) bench: &'a mut Bench,
    /// How much deeper than in the model headings are.
    pub(super) level_offset: usize,
    pub(super) last_level: usize,
    pub(super) out: String,
    /// Where the chapter's blocks begin in `out`.
    starts: Vec<usize>,
    pub(super) leaf_defines: HashSet<String>,
    pub(super) leaf_refers: HashSet<(usize, String)>,
    pub(super) leaf_formulas: HashMap<String, String>,
    pub(super) noted: Vec<bool>,
    /// The text where we are runs from right to left.
    pub(super) right_to_left: bool,
    /// The part of `out` that belongs to the block that comes next: headings, a caption.
    lead: Range<usize>,
}

impl<'a> Setter<'a> {
    /// Sets chapter `index` of `book`, whose title is a heading of `level`.
    pub(super) fn new(book: &'a Book, index: usize, level: usize, bench: &'a mut Bench) -> Self {
        let chapter = &book.chapters[index];
        bench.glyphs.turn_to(&chapter.path);
        Self {
            book,
            chapter,
            words: Words::of(chapter.language.as_deref().unwrap_or(&book.language)),
            manuscript: None,
            bench,
            level_offset: level - 1,
            last_level: 1,
            out: String::new(),
            starts: Vec::new(),
            leaf_defines: HashSet::new(),
            leaf_refers: HashSet::new(),
            leaf_formulas: HashMap::new(),
            noted: vec![false; chapter.footnotes.len()],
            right_to_left: chapter.right_to_left,
            lead: 0..0,
        }
    }

    /// The whole chapter.
    pub(super) fn set(mut self, manuscript: &'a Manuscript<'a>) -> Leaf {
        self.manuscript = Some(manuscript);
        let chapter = self.chapter;
        for (index, block) in chapter.blocks.iter().enumerate() {
            self.starts.push(self.out.len());
            self.chapter_block(block, chapter.blocks.get(index + 1));
        }
        self.notes_left_over();
        self.leaf()
    }

    /// The chapter as plain text, for when the engine refuses it.
    pub(super) fn set_plain(mut self) -> Leaf {
        let chapter = self.chapter;
        for block in &chapter.blocks {
            self.starts.push(self.out.len());
            self.plain_block(block);
        }
        for note in &self.chapter.footnotes {
            self.plain_blocks(note);
        }
        self.leaf()
    }

    fn leaf(self) -> Leaf {
        Leaf {
            body: self.out,
            starts: self.starts,
            defines: self.leaf_defines,
            refers: self.leaf_refers,
            formulas: self.leaf_formulas,
        }
    }

    /// Text that can be printed, as a literal.
    pub(super) fn literal(&mut self, text: &str) -> String {
        literal(&self.bench.glyphs.printable(text))
    }

    /// Adds source that is ours.
    pub(super) fn push(&mut self, source: &str) {
        self.out.push_str(source);
    }

    /// What follows belongs to the next block.
    pub(super) fn begin_lead(&mut self) {
        if self.lead.end != self.out.len() {
            self.lead = self.out.len()..self.out.len();
        }
    }

    /// What belongs to the next block is complete.
    pub(super) fn end_lead(&mut self) {
        self.lead.end = self.out.len();
    }

    /// Takes what was set aside for this block out again, to put it elsewhere with it.
    pub(super) fn take_lead(&mut self) -> String {
        if self.lead.end == self.out.len() { self.out.split_off(self.lead.start) } else { String::new() }
    }

    /// A label for a place, unless it already has one.
    pub(super) fn define(&mut self, id: &str) -> Option<String> {
        if !self.bench.taken.insert(id.to_owned()) {
            return None;
        }
        self.leaf_defines.insert(id.to_owned());
        Some(literal(id))
    }

    /// Notes that only other notes refer to stand at the end.
    fn notes_left_over(&mut self) {
        let chapter = self.chapter;
        let left: Vec<usize> = (0..self.noted.len()).filter(|&note| !self.noted[note]).collect();
        if left.is_empty() {
            return;
        }
        let notes = self.words.notes;
        let _ = writeln!(self.out, "#caption-above[#strong[#{};];];", literal(notes));
        let design = self.bench.design;
        let room = Room { size: design.scaled(NOTE_SIZE), note: true, ..design.page() };
        for note in left {
            self.noted[note] = true;
            let _ = write!(self.out, "#enum(start: {}, tight: true, [", note + 1);
            self.item_blocks(&chapter.footnotes[note], true, room.within(20.0));
            self.push("]);\n");
        }
    }

    /// A note at the foot of the page, or another reference to it.
    pub(super) fn footnote(&mut self, note: usize, room: Room) {
        let chapter = self.chapter;
        let Some(blocks) = chapter.footnotes.get(note) else { return };
        if room.note {
            let _ = write!(self.out, "#super[#\"{}\";];", note + 1);
            return;
        }
        let id = literal(&format!("-{}-footnote-{}", chapter.id.0, note + 1));
        if self.noted[note] {
            let _ = write!(self.out, "#again({id});");
            return;
        }
        self.noted[note] = true;
        let _ = write!(self.out, "#note({id})[");
        let design = self.bench.design;
        let size = design.scaled(NOTE_SIZE);
        self.item_blocks(blocks, true, Room { size, note: true, depth: 6, tables: 1, ..design.page() });
        self.push("];");
    }

    /// Blocks as plainly as can be: every word of them, none of their form.
    fn plain_blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.plain_block(block);
        }
    }

    fn plain_block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, id, content } => self.plain_heading(*level, &id.0, content),
            Block::Paragraph(content) => self.plain_paragraph(&relieur_book::model::plain_text(content)),
            Block::List(list) => {
                for item in &list.items {
                    self.plain_blocks(&item.blocks);
                }
            }
            Block::Table(table) => {
                for row in table.header.iter().chain(&table.rows) {
                    for cell in row {
                        self.plain_blocks(&cell.blocks);
                    }
                }
            }
            Block::Code { text, .. } | Block::Diagram { source: text, .. } | Block::Math(text) => {
                let text = self.literal(text);
                let _ = writeln!(self.out, "#raw({text}, block: true);");
            }
            Block::Quote(inner)
            | Block::Alert { blocks: inner, .. }
            | Block::Aligned { blocks: inner, .. }
            | Block::Foreign { blocks: inner, .. } => {
                self.plain_blocks(inner);
            }
            Block::Details { summary, blocks } => {
                self.plain_paragraph(&relieur_book::model::plain_text(summary));
                self.plain_blocks(blocks);
            }
            Block::Definitions(definitions) => {
                for definition in definitions {
                    self.plain_paragraph(&relieur_book::model::plain_text(&definition.term));
                    self.plain_blocks(&definition.meaning);
                }
            }
            Block::Rule => {}
            Block::Anchor(id) => {
                if let Some(label) = self.define(&id.0) {
                    let _ = writeln!(self.out, "#anchor({label});");
                }
            }
        }
    }

    fn plain_paragraph(&mut self, text: &str) {
        if !text.trim().is_empty() {
            let text = self.literal(text);
            let _ = writeln!(self.out, "#par[#{text};];");
        }
    }
}
