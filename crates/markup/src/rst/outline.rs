//! The page as a whole: its title, and the levels and numbers of its sections.

use super::tree::{Block, Inline, Numbering, Page};

/// Makes titles of the sections that are none but the page itself, and numbers the
/// others. A level of 0 is the page's title.
pub(super) fn settle(page: &mut Page) {
    let promoted = promoted(&page.blocks);
    page.titles = promoted;
    for block in &mut page.blocks {
        if let Block::Heading { level, .. } = block {
            *level = match (promoted, *level) {
                // The subtitle stands as high as the sections below it.
                (2, level @ 1..=2) => level - 1,
                (promoted, level) => level.saturating_sub(promoted),
            };
        }
    }
    if let Some(numbering) = page.numbering.take() {
        number(&mut page.blocks, &numbering, promoted);
    }
}

/// How many of the first headings are the page's title and subtitle: each has to
/// come before all else, and be the only one of its level (docutils,
/// `transforms.frontmatter.DocTitle`).
fn promoted(blocks: &[Block]) -> usize {
    let mut promoted = 0;
    let mut shown = blocks.iter().filter(|block| !matches!(block, Block::Targets(_) | Block::Raw(_)));
    while promoted < 2 {
        let Some(Block::Heading { level, .. }) = shown.next() else { break };
        let of_level = |block: &&Block| matches!(block, Block::Heading { level, .. } if *level == promoted + 1);
        if *level != promoted + 1 || blocks.iter().filter(of_level).count() != 1 {
            break;
        }
        promoted += 1;
    }
    promoted
}

fn number(blocks: &mut [Block], numbering: &Numbering, skipped: usize) {
    let headings = blocks.iter_mut().filter_map(|block| match block {
        Block::Heading { level, content, .. } => Some((*level, content)),
        _ => None,
    });
    let mut counts: Vec<usize> = Vec::new();
    for (level, content) in headings.skip(skipped).filter(|(level, _)| *level > 0 && *level <= numbering.depth) {
        counts.resize(level, 0);
        counts[level - 1] += 1;
        if level == 1 && counts[0] == 1 {
            counts[0] = numbering.start;
        }
        let numbers: Vec<String> = counts.iter().map(ToString::to_string).collect();
        let number = format!("{}{}{}", numbering.prefix, numbers.join("."), numbering.suffix);
        content.insert(0, Inline::Text(format!("{number}\u{A0}\u{A0}\u{A0}")));
    }
}
