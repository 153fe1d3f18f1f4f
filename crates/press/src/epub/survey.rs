//! What is in the book, for what the package says about its accessibility.

use relieur_book::model::{Block, Book, Cell, ImageUse, Inline};

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Survey {
    /// There are images.
    pub(super) images: bool,
    /// Every image has a description that is more than its file's name.
    pub(super) every_image_is_described: bool,
    /// There are formulas.
    pub(super) math: bool,
}

impl Survey {
    /// Looks through `book`.
    pub(super) fn of(book: &Book) -> Self {
        let mut looking = Looking { book, found: Self { every_image_is_described: true, ..Self::default() } };
        for chapter in &book.chapters {
            looking.blocks(&chapter.blocks);
            chapter.footnotes.iter().for_each(|footnote| looking.blocks(footnote));
        }
        looking.found
    }
}

struct Looking<'b> {
    book: &'b Book,
    found: Survey,
}

impl Looking<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading { content, .. } | Block::Paragraph(content) => self.inlines(content),
                Block::List(list) => list.items.iter().for_each(|item| self.blocks(&item.blocks)),
                Block::Table(table) => {
                    table.caption.iter().for_each(|caption| self.inlines(caption));
                    table.header.iter().chain(&table.rows).for_each(|row| self.cells(row));
                }
                Block::Quote(blocks) | Block::Alert { blocks, .. } | Block::Aligned { blocks, .. } => {
                    self.blocks(blocks);
                }
                Block::Details { summary, blocks } => {
                    self.inlines(summary);
                    self.blocks(blocks);
                }
                Block::Definitions(definitions) => {
                    for definition in definitions {
                        self.inlines(&definition.term);
                        self.blocks(&definition.meaning);
                    }
                }
                Block::Math(_) => self.found.math = true,
                Block::Code { .. } | Block::Diagram { .. } | Block::Rule | Block::Anchor(_) => {}
            }
        }
    }

    fn cells(&mut self, cells: &[Cell]) {
        for cell in cells {
            self.blocks(&cell.blocks);
        }
    }

    fn inlines(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Strong(content)
                | Inline::Emphasis(content)
                | Inline::Strike(content)
                | Inline::Underline(content)
                | Inline::Mark(content)
                | Inline::Subscript(content)
                | Inline::Superscript(content)
                | Inline::Key(content)
                | Inline::Link { content, .. } => self.inlines(content),
                Inline::Image(image) => self.image(image),
                Inline::Math(_) => self.found.math = true,
                Inline::Text(_)
                | Inline::Code(_)
                | Inline::FootnoteReference(_)
                | Inline::LineBreak
                | Inline::Anchor(_) => {}
            }
        }
    }

    fn image(&mut self, image: &ImageUse) {
        self.found.images = true;
        let Some(file) = self.book.images.get(image.image) else {
            return;
        };
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let alt = image.alt.trim();
        if alt.is_empty() || alt == name || alt == stem || alt.eq_ignore_ascii_case("image") {
            self.found.every_image_is_described = false;
        }
    }
}
