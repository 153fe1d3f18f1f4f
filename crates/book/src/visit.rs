//! Walks through everything in a book, to look at it or to change it.

use crate::model::{Block, Book, Chapter, Inline};

/// Shows every block of `book` to `each`, in the book's order, outer ones first.
pub fn blocks<'b>(book: &'b Book, each: &mut dyn FnMut(&'b Block)) {
    book.chapters.iter().for_each(|chapter| blocks_of(chapter, each));
}

/// Shows every block of `chapter` to `each`, its footnotes last, outer ones first.
pub fn blocks_of<'b>(chapter: &'b Chapter, each: &mut dyn FnMut(&'b Block)) {
    within(&chapter.blocks, each);
    chapter.footnotes.iter().for_each(|note| within(note, each));
}

/// Shows every piece of inline content of `book` to `each`, outer ones first.
pub fn inlines<'b>(book: &'b Book, each: &mut dyn FnMut(&'b Inline)) {
    book.chapters.iter().for_each(|chapter| inlines_of(chapter, each));
}

/// Shows every piece of inline content of `chapter` to `each`, that of its footnotes last,
/// outer ones first.
pub fn inlines_of<'b>(chapter: &'b Chapter, each: &mut dyn FnMut(&'b Inline)) {
    blocks_of(chapter, &mut |block| match block {
        Block::Heading { content, .. } | Block::Paragraph(content) | Block::Details { summary: content, .. } => {
            nested(content, each);
        }
        Block::Table(table) => table.caption.iter().for_each(|caption| nested(caption, each)),
        Block::Definitions(definitions) => definitions.iter().for_each(|definition| nested(&definition.term, each)),
        _ => {}
    });
}

/// Shows every block of `blocks` to `each`, outer ones first.
pub(crate) fn within<'b>(blocks: &'b [Block], each: &mut dyn FnMut(&'b Block)) {
    for block in blocks {
        each(block);
        match block {
            Block::Quote(inner)
            | Block::Alert { blocks: inner, .. }
            | Block::Details { blocks: inner, .. }
            | Block::Aligned { blocks: inner, .. }
            | Block::Foreign { blocks: inner, .. } => within(inner, each),
            Block::List(list) => list.items.iter().for_each(|item| within(&item.blocks, each)),
            Block::Definitions(definitions) => {
                for definition in definitions {
                    within(&definition.meaning, each);
                }
            }
            Block::Table(table) => {
                for cell in table.header.iter().chain(&table.rows).flatten() {
                    within(&cell.blocks, each);
                }
            }
            Block::Heading { .. }
            | Block::Paragraph(_)
            | Block::Code { .. }
            | Block::Math(_)
            | Block::Diagram { .. }
            | Block::Rule
            | Block::Anchor(_) => {}
        }
    }
}

fn nested<'b>(content: &'b [Inline], each: &mut dyn FnMut(&'b Inline)) {
    for inline in content {
        each(inline);
        nested(inline.content(), each);
    }
}

/// Shows every block to `each`, outer ones first.
pub fn blocks_mut(blocks: &mut [Block], each: &mut dyn FnMut(&mut Block)) {
    for block in blocks {
        each(block);
        match block {
            Block::Quote(inner)
            | Block::Alert { blocks: inner, .. }
            | Block::Details { blocks: inner, .. }
            | Block::Aligned { blocks: inner, .. }
            | Block::Foreign { blocks: inner, .. } => blocks_mut(inner, each),
            Block::List(list) => list.items.iter_mut().for_each(|item| blocks_mut(&mut item.blocks, each)),
            Block::Definitions(definitions) => {
                for definition in definitions {
                    blocks_mut(&mut definition.meaning, each);
                }
            }
            Block::Table(table) => {
                let rows = table.header.iter_mut().chain(&mut table.rows);
                rows.flatten().for_each(|cell| blocks_mut(&mut cell.blocks, each));
            }
            Block::Heading { .. }
            | Block::Paragraph(_)
            | Block::Code { .. }
            | Block::Math(_)
            | Block::Diagram { .. }
            | Block::Rule
            | Block::Anchor(_) => {}
        }
    }
}

/// Shows every line of inline content to `each`: paragraphs, headings, captions.
pub fn lines_mut(blocks: &mut [Block], each: &mut dyn FnMut(&mut Vec<Inline>)) {
    blocks_mut(blocks, &mut |block| match block {
        Block::Heading { content, .. } | Block::Paragraph(content) | Block::Details { summary: content, .. } => {
            each(content);
        }
        Block::Table(table) => table.caption.iter_mut().for_each(&mut *each),
        Block::Definitions(definitions) => {
            for definition in definitions {
                each(&mut definition.term);
            }
        }
        _ => {}
    });
}

/// Shows every piece of inline content to `each`, outer ones first.
pub fn inlines_mut(blocks: &mut [Block], each: &mut dyn FnMut(&mut Inline)) {
    lines_mut(blocks, &mut |line| nested_mut(line, each));
}

fn nested_mut(content: &mut [Inline], each: &mut dyn FnMut(&mut Inline)) {
    for inline in content {
        each(inline);
        if let Some(inner) = inline.content_mut() {
            nested_mut(inner, each);
        }
    }
}
