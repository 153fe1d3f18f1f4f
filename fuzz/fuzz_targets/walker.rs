//! Any page in any markup becomes a chapter that keeps the model's promises.
#![no_main]

use libfuzzer_sys::fuzz_target;
use relieur_book::model::{Block, Book, Inline, Table, Target};
use relieur_book::read::sample::Sample;

const PATHS: [&str; 9] = [
    "Page.md",
    "Page.asciidoc",
    "Page.rst",
    "Page.mediawiki",
    "Page.textile",
    "Page.org",
    "Page.creole",
    "Page.rdoc",
    "Page.pod",
];

fuzz_target!(|input: &[u8]| {
    let Some((which, page)) = input.split_first() else { return };
    let path = PATHS[usize::from(*which) % PATHS.len()];
    let reading = Sample::of_bytes(&[("Home.md", b"## First\n[[Page]]"), (path, page)]).read();
    assert_eq!(reading.book.chapters.len(), 2);
    for chapter in &reading.book.chapters {
        let checked = Checked { book: &reading.book, footnotes: chapter.footnotes.len() };
        checked.blocks(&chapter.blocks, 0);
        chapter.footnotes.iter().for_each(|note| checked.blocks(note, 0));
    }
});

struct Checked<'b> {
    book: &'b Book,
    footnotes: usize,
}

impl Checked<'_> {
    fn blocks(&self, blocks: &[Block], depth: usize) {
        assert!(depth <= 64, "nested too deep");
        for block in blocks {
            match block {
                Block::Heading { level, content, .. } => {
                    assert!((2..=6).contains(level) && !content.is_empty());
                    self.inlines(content, false);
                }
                Block::Paragraph(content) => {
                    assert!(!content.is_empty());
                    self.inlines(content, false);
                }
                Block::List(list) => {
                    assert!(!list.items.is_empty());
                    list.items.iter().for_each(|item| self.blocks(&item.blocks, depth + 1));
                }
                Block::Table(table) => self.table(table, depth),
                Block::Quote(blocks) | Block::Alert { blocks, .. } | Block::Aligned { blocks, .. } => {
                    self.blocks(blocks, depth + 1);
                }
                // Only marked, not nested.
                Block::Foreign { blocks, .. } => self.blocks(blocks, depth),
                Block::Details { summary, blocks } => {
                    self.inlines(summary, false);
                    self.blocks(blocks, depth + 1);
                }
                Block::Definitions(definitions) => {
                    for definition in definitions {
                        self.inlines(&definition.term, false);
                        self.blocks(&definition.meaning, depth + 1);
                    }
                }
                Block::Code { .. } | Block::Math(_) | Block::Diagram { .. } | Block::Rule | Block::Anchor(_) => {}
            }
        }
    }

    /// Rectangular: spans and those that reach down fill every row.
    fn table(&self, table: &Table, depth: usize) {
        assert!(table.columns >= 1 && table.alignments.len() == table.columns);
        for section in [&table.header, &table.rows] {
            let mut below = vec![0_usize; table.columns];
            for row in section {
                let mut column = 0;
                for cell in row {
                    while below.get(column).is_some_and(|rows| *rows > 0) {
                        column += 1;
                    }
                    assert!(cell.columns >= 1 && cell.rows >= 1 && column + cell.columns <= table.columns);
                    below[column..column + cell.columns].fill(cell.rows);
                    column += cell.columns;
                    self.blocks(&cell.blocks, depth + 1);
                }
                assert!(below.iter().all(|rows| *rows > 0), "a gap in a row");
                below.iter_mut().for_each(|rows| *rows -= 1);
            }
            assert!(below.iter().all(|rows| *rows == 0), "a cell reaches beyond its section");
        }
    }

    fn inlines(&self, content: &[Inline], in_link: bool) {
        for inline in content {
            match inline {
                Inline::Text(text) => assert!(!text.chars().any(char::is_control), "{text:?}"),
                Inline::Link { target, content } => {
                    assert!(!in_link && !content.is_empty());
                    match target {
                        Target::Place { chapter, .. } => assert!(*chapter < self.book.chapters.len()),
                        Target::Url(url) => {
                            let known = ["http://", "https://", "mailto:"];
                            assert!(known.iter().any(|scheme| url.starts_with(scheme)), "{url}");
                        }
                    }
                    self.inlines(content, true);
                }
                Inline::Image(image) => assert!(image.image < self.book.images.len() && !image.alt.is_empty()),
                Inline::FootnoteReference(number) => assert!(*number < self.footnotes),
                Inline::Strong(inner)
                | Inline::Emphasis(inner)
                | Inline::Strike(inner)
                | Inline::Underline(inner)
                | Inline::Mark(inner)
                | Inline::Subscript(inner)
                | Inline::Superscript(inner)
                | Inline::Key(inner)
                | Inline::Foreign { content: inner, .. } => self.inlines(inner, in_link),
                Inline::Code(_) | Inline::Math(_) | Inline::LineBreak | Inline::Anchor(_) => {}
            }
        }
    }
}
