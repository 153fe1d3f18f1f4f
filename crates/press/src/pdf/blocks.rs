//! Blocks as Typst source.

use std::fmt::Write as _;

use relieur_book::model::{AlertKind, Alignment, Block, Definition, Inline, List, ListItem, plain_text};

use super::chapter::{Room, Setter};
use super::cover::speaks;
use super::formula;
use super::images::{has_words, image_in, printed_size};
use super::literal::literal;

impl Setter<'_> {
    /// Blocks, one after the other.
    pub(super) fn blocks(&mut self, blocks: &[Block], room: Room) {
        for block in blocks {
            self.block(block, room);
        }
    }

    /// The blocks of the chapter itself. A line that ends in a colon stays with what it
    /// announces.
    pub(super) fn chapter_block(&mut self, block: &Block, next: Option<&Block>) {
        let room = self.bench.design.page();
        let announces = match (block, next) {
            (Block::Paragraph(content), Some(next)) => {
                let is_text = matches!(next, Block::Paragraph(content) if has_words(content));
                let ends = matches!(next, Block::Heading { .. } | Block::Rule);
                !is_text && !ends && plain_text(content).ends_with([':', '\u{ff1a}'])
            }
            _ => false,
        };
        if announces {
            self.push("#leading[");
        }
        self.block(block, room);
        if announces {
            self.push("];\n");
        }
    }

    /// What stands in an item, a cell or a note: its first paragraph is part of the
    /// line its mark is on.
    pub(super) fn item_blocks(&mut self, blocks: &[Block], tight: bool, room: Room) {
        let mut blocks = blocks.iter();
        for block in blocks.by_ref() {
            match block {
                Block::Paragraph(content) if tight => {
                    self.paragraph(content, room, true);
                    break;
                }
                Block::Anchor(_) => self.block(block, room),
                _ => {
                    self.block(block, room);
                    break;
                }
            }
        }
        for block in blocks {
            self.block(block, room);
        }
    }

    fn block(&mut self, block: &Block, room: Room) {
        match block {
            Block::Heading { level, id, content } => self.heading(*level, &id.0, content, room),
            Block::Paragraph(content) => self.paragraph(content, room, false),
            Block::List(list) => self.list(list, room),
            Block::Table(table) => self.table(table, room),
            Block::Code { language, text } => self.listing(language.as_deref(), text, room),
            Block::Quote(blocks) => {
                self.framed(&format!("#quoted(rtl: {})[", self.right_to_left), blocks, 15.0, room);
            }
            Block::Alert { kind, blocks } => self.alert(*kind, blocks, room),
            Block::Details { summary, blocks } => self.details(summary, blocks, room),
            Block::Definitions(definitions) => self.definitions(definitions, room),
            Block::Math(source) => formula::display(self, source, room),
            Block::Diagram { language, source } => self.diagram(language, source, room),
            Block::Aligned { alignment, blocks } => match alignment {
                Alignment::Start => self.blocks(blocks, room),
                Alignment::Center => self.framed("#centred[", blocks, 0.0, room),
                Alignment::End => self.framed("#far[", blocks, 0.0, room),
            },
            Block::Foreign { language, right_to_left, blocks } => {
                self.foreign(language.as_deref(), *right_to_left, blocks, room);
            }
            Block::Rule => self.push("#rule();\n"),
            Block::Anchor(id) => {
                if let Some(label) = self.define(&id.0) {
                    let _ = writeln!(self.out, "#anchor({label});");
                }
            }
        }
    }

    /// Not a block of its own, so that what may only be at one level with the chapter
    /// may be in it.
    fn foreign(&mut self, language: Option<&str>, right_to_left: bool, blocks: &[Block], room: Room) {
        let _ = write!(self.out, "#foreign(rtl: {right_to_left}");
        if let Some(language) = language {
            let spoken = speaks(self.bench.glyphs.fonts(), language, self.bench.design.face);
            self.push(&spoken.unwrap_or_default());
        }
        self.push(")[\n");
        let before = std::mem::replace(&mut self.right_to_left, right_to_left);
        self.blocks(blocks, room);
        self.right_to_left = before;
        self.push("];\n");
    }

    /// The level in the PDF: below the chapter's, and never more than one deeper than
    /// the heading before, which PDF/UA-1 forbids.
    fn next_level(&mut self, level: u8) -> (usize, usize) {
        let rank = usize::from(level.clamp(2, 6)).min(self.last_level + 1);
        self.last_level = rank;
        (rank, rank + self.level_offset)
    }

    fn heading(&mut self, level: u8, id: &str, content: &[Inline], room: Room) {
        let text = plain_text(content);
        if self.bench.glyphs.printable(&text).trim().is_empty() {
            if let Some(label) = self.define(id) {
                let _ = writeln!(self.out, "#anchor({label});");
            }
            return;
        }
        let (rank, level) = self.next_level(level);
        self.begin_lead();
        // One that runs the other way as a whole also stands on the other side.
        let other_way = match content {
            [Inline::Foreign { right_to_left, .. }] => Some(*right_to_left).filter(|way| *way != self.right_to_left),
            _ => None,
        };
        if let Some(right_to_left) = other_way {
            let _ = write!(self.out, "#[#set text(dir: {});", if right_to_left { "rtl" } else { "ltr" });
        }
        let _ = write!(self.out, "#heading(level: {level}, supplement: [{rank}])[");
        let size = self.bench.design.scaled([16.5, 13.5, 11.5, 11.0, 10.5][rank - 2]);
        self.heading_content(content, Room { size, ..room });
        self.push("];");
        if let Some(label) = self.define(id) {
            let _ = write!(self.out, "#label({label});");
        }
        self.push(if other_way.is_some() { "];\n" } else { "\n" });
        self.end_lead();
    }

    /// A heading of a page the engine refused.
    pub(super) fn plain_heading(&mut self, level: u8, id: &str, content: &[Inline]) {
        self.heading(level, id, &[Inline::Text(plain_text(content))], self.bench.design.page());
    }

    /// A paragraph, with the large images in it between its lines instead of in them.
    /// `bare` when it is part of the line a mark is on.
    fn paragraph(&mut self, content: &[Inline], room: Room, bare: bool) {
        let has_words = has_words(content);
        let alone = !has_words && content.iter().filter(|inline| image_in(inline).is_some()).count() == 1;
        let mut from = 0;
        for (index, inline) in content.iter().enumerate() {
            if self.is_figure(inline, alone, has_words, room) {
                self.lines(&content[from..index], has_words, room, bare);
                self.push("#figure-image[");
                self.inlines(std::slice::from_ref(inline), room);
                self.push("];\n");
                from = index + 1;
            }
        }
        self.lines(&content[from..], has_words, room, bare);
    }

    fn lines(&mut self, content: &[Inline], has_words: bool, room: Room, bare: bool) {
        let is_blank = |inline: &Inline| match inline {
            Inline::Text(text) => text.trim().is_empty(),
            Inline::LineBreak => true,
            _ => false,
        };
        let start = content.iter().position(|inline| !is_blank(inline)).unwrap_or(content.len());
        let end = content.iter().rposition(|inline| !is_blank(inline)).map_or(start, |last| last + 1);
        let content = &content[start..end];
        if content.iter().all(|inline| matches!(inline, Inline::Anchor(_))) {
            return self.inlines(content, room);
        }
        if bare {
            return self.paragraph_content(content, room);
        }
        self.push(if has_words { "#par[" } else { "#images[" });
        self.paragraph_content(content, room);
        self.push("];\n");
    }

    /// An image that is a paragraph's all, or would tear a line apart.
    fn is_figure(&self, inline: &Inline, alone: bool, has_words: bool, room: Room) -> bool {
        let Some(used) = image_in(inline) else { return false };
        let Some(image) = self.book.images.get(used.image) else { return false };
        let (width, height) = printed_size(image, used, room);
        let is_large = width > 0.5 * room.width || has_words && height > 4.0 * room.size;
        if room.tables > 0 { is_large && has_words } else { is_large || alone }
    }

    fn list(&mut self, list: &List, room: Room) {
        if room.is_cramped() {
            return self.flat_list(list, Room { depth: room.depth + 1, ..room });
        }
        if !room.item {
            self.push("#listed[");
        }
        let tasks = list.items.iter().any(|item| item.task.is_some());
        let tight = list.tight;
        match list.start {
            Some(start) => {
                // The engine counts in 64 bits, with a sign, and in items of memory.
                let start = start.min(999_999_999);
                let _ = write!(self.out, "#enum(start: {start}, tight: {tight}");
            }
            None if tasks => {
                let _ = write!(self.out, "#tasks(tight: {tight}");
            }
            None => {
                let _ = write!(self.out, "#list(tight: {tight}");
            }
        }
        for item in &list.items {
            self.push(", [");
            self.item(item, list.start.is_some(), tasks, tight, Room { item: true, ..room.within(22.0) });
            self.push("]");
        }
        self.push(if room.item { ");\n" } else { ");];\n" });
    }

    /// A list too deep for the page: its items one after the other, with their marks.
    fn flat_list(&mut self, list: &List, room: Room) {
        for (index, item) in list.items.iter().enumerate() {
            let mark = match list.start {
                Some(start) => format!("{}. ", start.saturating_add(index as u64)),
                None => "\u{2022} ".to_owned(),
            };
            let Some((Block::Paragraph(first), rest)) = item.blocks.split_first() else {
                self.blocks(&item.blocks, room);
                continue;
            };
            let _ = write!(self.out, "#par[#{};", literal(&mark));
            self.paragraph_content(first, room);
            self.push("];\n");
            self.blocks(rest, room);
        }
    }

    fn item(&mut self, item: &ListItem, numbered: bool, tasks: bool, tight: bool, room: Room) {
        match item.task {
            Some(done) if numbered => {
                let _ = write!(self.out, "#checkbox({done});#\" \";");
            }
            Some(done) => {
                let _ = write!(self.out, "#hung(checkbox({done}));");
            }
            None if tasks && !numbered => self.push("#hung[#\"\u{2022}\";];"),
            None => {}
        }
        // The mark of a task must not stand on a line of its own.
        self.item_blocks(&item.blocks, tight || item.task.is_some(), room);
    }

    fn framed(&mut self, opening: &str, blocks: &[Block], taken: f64, room: Room) {
        if room.is_cramped() {
            return self.blocks(blocks, Room { depth: room.depth + 1, ..room });
        }
        self.push(opening);
        self.push("\n");
        self.blocks(blocks, room.within(taken));
        self.push("];\n");
    }

    fn alert(&mut self, kind: AlertKind, blocks: &[Block], room: Room) {
        let name = match kind {
            AlertKind::Note => "note",
            AlertKind::Tip => "tip",
            AlertKind::Important => "important",
            AlertKind::Warning => "warning",
            AlertKind::Caution => "caution",
        };
        let label = literal(self.words.alert(kind));
        let rtl = self.right_to_left;
        self.framed(&format!("#alert(\"{name}\", {label}, rtl: {rtl})["), blocks, 22.0, room);
    }

    fn details(&mut self, summary: &[Inline], blocks: &[Block], room: Room) {
        if room.is_cramped() {
            self.paragraph(summary, room, false);
            return self.blocks(blocks, Room { depth: room.depth + 1, ..room });
        }
        let _ = write!(self.out, "#details(rtl: {}, [", self.right_to_left);
        self.paragraph_content(summary, room.within(12.0));
        self.push("])[\n");
        self.blocks(blocks, room.within(12.0));
        self.push("];\n");
    }

    fn definitions(&mut self, definitions: &[Definition], room: Room) {
        for definition in definitions {
            self.push("#defined[");
            self.paragraph_content(&definition.term, room);
            self.push("][\n");
            self.blocks(&definition.meaning, room.within(16.0));
            self.push("];\n");
        }
    }

    fn diagram(&mut self, language: &str, source: &str, room: Room) {
        let caption = literal(&self.words.diagram(language));
        let _ = writeln!(self.out, "#caption-above[#{caption};];");
        self.listing(Some(relieur_colour::of_diagram(language)), source, room);
    }
}
