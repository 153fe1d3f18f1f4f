//! How wide content is: at least, broken wherever it may be, and at most, on one line.

use relieur_book::model::{Block, Cell, Inline, Target};

use super::chapter::{Room, Setter};
use super::fonts::{Face, Fonts};
use super::formula::rough_width;
use super::images::printed_size;
use super::inlines::{segments, words};

/// Words are broken after punctuation; parts wider than this many em are broken, too.
const LONGEST_WORD: f64 = 16.0;
/// Words longer than this, in em, are broken however much room there is.
const LONGEST_UNBROKEN: f64 = 22.0;
/// The most of a word, in em, that is kept together when columns are scarce.
const CUT_WORD: f64 = 7.0;
/// On one line, more than this many em are as good as endless.
const ENDLESS: f64 = 90.0;
/// Bold letters against upright ones.
const BOLD: f64 = 1.07;
/// Inline code against the text around it.
const CODE: f64 = 0.82;
/// What follows a link when pages are named.
const LONGEST_PAGE: &str = " (p.\u{A0}9999)";
/// Letters are measured without kerning; a column that is exactly as wide as its word
/// breaks it.
const EASE: f64 = 1.02;

/// The widths content can have: one part grows with the size of the text, the other,
/// of images, does not.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Extent {
    least_em: f64,
    unbroken_em: f64,
    most_em: f64,
    least_points: f64,
    most_points: f64,
}

impl Extent {
    /// The extent of text, in em.
    #[cfg(test)]
    pub(super) fn of_text(least: f64, most: f64) -> Self {
        Self { least_em: least, unbroken_em: least, most_em: most, ..Self::default() }
    }

    /// The narrowest it can be at `size`, in points.
    pub(super) fn least(&self, size: f64) -> f64 {
        (self.least_em * size * EASE).max(self.least_points) + 0.5
    }

    /// The narrowest it can be at `size` when no word is broken, in points.
    pub(super) fn unbroken(&self, size: f64) -> f64 {
        (self.unbroken_em * size * EASE + 0.5).max(self.least(size))
    }

    /// The narrowest it can be at `size` when words may be cut, in points.
    pub(super) fn cut(&self, size: f64) -> f64 {
        (self.least_em.min(CUT_WORD) * size * EASE).max(self.least_points.min(40.0)) + 0.5
    }

    /// The widest it wants to be at `size`, in points.
    pub(super) fn most(&self, size: f64) -> f64 {
        (self.most_em * size * EASE).max(self.most_points).max(self.unbroken(size)) + 0.5
    }

    /// Makes room for `other` in the same column.
    pub(super) fn include(&mut self, other: Self) {
        self.least_em = self.least_em.max(other.least_em);
        self.unbroken_em = self.unbroken_em.max(other.unbroken_em);
        self.most_em = self.most_em.max(other.most_em);
        self.least_points = self.least_points.max(other.least_points);
        self.most_points = self.most_points.max(other.most_points);
    }

    /// What each of `columns` lacks so that together they hold this.
    pub(super) fn shared(&self, columns: &[Self]) -> Self {
        let count = columns.len().max(1) as f64;
        let lack =
            |whole: f64, part: fn(&Self) -> f64| (whole - columns.iter().map(part).sum::<f64>()).max(0.0) / count;
        Self {
            least_em: lack(self.least_em, |column| column.least_em),
            unbroken_em: lack(self.unbroken_em, |column| column.unbroken_em),
            most_em: lack(self.most_em, |column| column.most_em),
            least_points: lack(self.least_points, |column| column.least_points),
            most_points: lack(self.most_points, |column| column.most_points),
        }
    }

    /// Adds `more`.
    pub(super) fn grow(&mut self, more: Self) {
        self.least_em += more.least_em;
        self.unbroken_em += more.unbroken_em;
        self.most_em += more.most_em;
        self.least_points += more.least_points;
        self.most_points += more.most_points;
    }

    fn widened(mut self, em: f64) -> Self {
        self.least_em += em;
        self.unbroken_em += em;
        self.most_em += em;
        self
    }
}

impl Setter<'_> {
    /// How wide a cell is.
    pub(super) fn extent_of_cell(&self, cell: &Cell, room: Room) -> Extent {
        let mut extent = self.extent(&cell.blocks, room);
        if cell.header {
            extent.least_em *= BOLD;
            extent.unbroken_em *= BOLD;
            extent.most_em *= BOLD;
        }
        extent
    }

    fn extent(&self, blocks: &[Block], room: Room) -> Extent {
        let mut extent = Extent::default();
        for block in blocks {
            extent.include(self.extent_of_block(block, room));
        }
        extent
    }

    fn extent_of_block(&self, block: &Block, room: Room) -> Extent {
        match block {
            Block::Paragraph(content) => self.extent_of_line(content, room),
            Block::Heading { content, .. } => {
                let mut extent = self.extent_of_line(content, room);
                // Headings do not shrink with the table.
                extent.least_points = extent.least_em * self.bench.design.text_size();
                extent.most_points = extent.most_em * self.bench.design.text_size() * 1.5;
                extent
            }
            Block::List(list) => {
                let mut extent = Extent::default();
                for item in &list.items {
                    extent.include(self.extent(&item.blocks, room));
                }
                extent.widened(2.0)
            }
            Block::Table(table) => {
                let columns = table.columns.max(1) as f64;
                Extent { least_em: 3.0 * columns, most_em: 12.0 * columns, ..Extent::default() }
            }
            Block::Math(source) => {
                let most = rough_width(source).min(ENDLESS);
                Extent {
                    least_em: most.min(10.0),
                    unbroken_em: most.min(LONGEST_WORD),
                    most_em: most,
                    ..Extent::default()
                }
            }
            Block::Code { text, .. } | Block::Diagram { source: text, .. } => {
                let longest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0) as f64;
                let most = (longest * 0.47).min(ENDLESS) + 2.0;
                Extent { least_em: most.min(10.0), most_em: most, ..Extent::default() }
            }
            Block::Foreign { blocks, .. } => self.extent(blocks, room),
            Block::Quote(blocks) | Block::Aligned { blocks, .. } => self.extent(blocks, room).widened(1.5),
            Block::Alert { blocks, .. } => self.extent(blocks, room).widened(2.5),
            Block::Details { summary, blocks } => {
                let mut extent = self.extent(blocks, room);
                extent.include(self.extent_of_line(summary, room));
                extent.widened(1.5)
            }
            Block::Definitions(definitions) => {
                let mut extent = Extent::default();
                for definition in definitions {
                    extent.include(self.extent_of_line(&definition.term, room));
                    extent.include(self.extent(&definition.meaning, room).widened(1.5));
                }
                extent
            }
            Block::Rule | Block::Anchor(_) => Extent::default(),
        }
    }

    fn extent_of_line(&self, content: &[Inline], room: Room) -> Extent {
        let mut line = Line::default();
        self.measure(content, 1.0, room, &mut line);
        line.end();
        let mut extent = line.extent;
        extent.most_points += extent.most_em.min(ENDLESS) * f64::from(u8::from(line.has_image)) * 9.0;
        extent.most_em = extent.most_em.min(ENDLESS);
        extent
    }

    fn measure(&self, content: &[Inline], scale: f64, room: Room, line: &mut Line) {
        let fonts = self.bench.glyphs.fonts();
        for inline in content {
            match inline {
                Inline::Text(text) => line.text(text, fonts, self.bench.design.face, scale),
                Inline::Code(code) => line.text(code, fonts, Face::Mono, scale * CODE),
                Inline::Math(source) => line.add(rough_width(source) * scale),
                Inline::Strong(inner) => self.measure(inner, scale * BOLD, room, line),
                Inline::Subscript(inner) | Inline::Superscript(inner) => self.measure(inner, scale * 0.7, room, line),
                Inline::Emphasis(inner)
                | Inline::Strike(inner)
                | Inline::Underline(inner)
                | Inline::Mark(inner)
                | Inline::Key(inner)
                | Inline::Foreign { content: inner, .. }
                | Inline::Link { target: Target::Url(_), content: inner } => self.measure(inner, scale, room, line),
                Inline::Link { target: Target::Place { .. }, content: inner } => {
                    self.measure(inner, scale, room, line);
                    if self.bench.design.link_pages {
                        line.text(LONGEST_PAGE, fonts, self.bench.design.face, scale);
                    }
                }
                Inline::Image(used) => {
                    if let Some(image) = self.book.images.get(used.image) {
                        let (width, _) = printed_size(image, used, Room { tables: 1, ..room });
                        line.image(width);
                    }
                }
                Inline::FootnoteReference(_) => line.add(0.8),
                Inline::LineBreak => line.end(),
                Inline::Anchor(_) => {}
            }
        }
    }
}

/// A line being measured.
#[derive(Default)]
struct Line {
    extent: Extent,
    width: f64,
    points: f64,
    /// The part of a word the text so far ends in.
    word: f64,
    /// That whole word.
    whole: f64,
    has_image: bool,
}

impl Line {
    fn text(&mut self, text: &str, fonts: &Fonts, face: Face, scale: f64) {
        let text = text.get(..20_000.min(text.len())).unwrap_or(text);
        self.width += fonts.width(text, face) * scale;
        let mut end = 0;
        for (start, word) in words(text) {
            if start > 0 {
                self.word = 0.0;
                self.whole = 0.0;
            }
            self.whole += fonts.width(word, face) * scale;
            self.extent.unbroken_em = self.extent.unbroken_em.max(self.whole.min(LONGEST_UNBROKEN));
            for (index, segment) in segments(word).enumerate() {
                if index > 0 {
                    self.word = 0.0;
                }
                self.word += fonts.width(segment, face) * scale;
                self.extent.least_em = self.extent.least_em.max(self.word.min(LONGEST_WORD));
            }
            end = start + word.len();
        }
        if end < text.len() {
            self.word = 0.0;
            self.whole = 0.0;
            // Letters of scripts without spaces stand alone, but want company.
            self.extent.least_em = self.extent.least_em.max(if text.trim().is_empty() { 0.0 } else { 2.0 * scale });
        }
    }

    fn add(&mut self, em: f64) {
        self.width += em;
        self.word += em;
        self.extent.least_em = self.extent.least_em.max(self.word.min(LONGEST_WORD));
    }

    fn image(&mut self, width: f64) {
        self.has_image = true;
        self.points += width;
        self.word = 0.0;
        self.extent.least_points = self.extent.least_points.max(width.min(60.0));
    }

    fn end(&mut self) {
        self.extent.most_em = self.extent.most_em.max(self.width);
        self.extent.most_points = self.extent.most_points.max(self.points);
        self.width = 0.0;
        self.points = 0.0;
        self.word = 0.0;
    }
}
