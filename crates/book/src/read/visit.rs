//! Walks through the document model.

use super::tidy::children_mut;
use crate::model::{Block, Inline};

/// Shows every block to `each`, outer ones first.
pub(crate) fn blocks_mut(blocks: &mut [Block], each: &mut dyn FnMut(&mut Block)) {
    for block in blocks {
        each(block);
        match block {
            Block::Quote(inner)
            | Block::Alert { blocks: inner, .. }
            | Block::Details { blocks: inner, .. }
            | Block::Aligned { blocks: inner, .. } => blocks_mut(inner, each),
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

/// Shows every piece of inline content to `each`, outer ones first.
pub(crate) fn inlines_mut(blocks: &mut [Block], each: &mut dyn FnMut(&mut Inline)) {
    blocks_mut(blocks, &mut |block| match block {
        Block::Heading { content, .. } | Block::Paragraph(content) | Block::Details { summary: content, .. } => {
            nested_mut(content, each);
        }
        Block::Table(table) => {
            if let Some(caption) = &mut table.caption {
                nested_mut(caption, each);
            }
        }
        Block::Definitions(definitions) => {
            for definition in definitions {
                nested_mut(&mut definition.term, each);
            }
        }
        _ => {}
    });
}

fn nested_mut(content: &mut [Inline], each: &mut dyn FnMut(&mut Inline)) {
    for inline in content {
        each(inline);
        if let Some(inner) = children_mut(inline) {
            nested_mut(inner, each);
        }
    }
}
