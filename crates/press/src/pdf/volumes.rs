//! Large books in volumes.
//!
//! What the engine holds of a book grows with its pages, about two megabytes each, so
//! one book of ten thousand pages fits into few machines. Volumes are set one after the
//! other, each a book of its own with cover and contents; a link into another volume
//! becomes text that names the volume.

use std::borrow::Cow;
use std::ops::Range;

use relieur_book::model::{Block, Book, Cell, Chapter, ContentsEntry, Inline, Row, Target, plain_text};
use relieur_book::visit;

use super::images::has_words;

/// Pages a volume should not have more of, by [`pages`].
pub(super) const MOST_PAGES: f64 = 1_200.0;

/// Bytes of text in a line.
const LINE_BYTES: f64 = 88.0;

/// The chapters of each volume of `book`, volumes of about the same size. One for most
/// books; a chapter is never divided.
pub(super) fn volumes(book: &Book, most_pages: f64) -> Vec<Range<usize>> {
    let sizes: Vec<f64> = book.chapters.iter().map(pages).collect();
    let total: f64 = sizes.iter().sum();
    let wanted = (total / most_pages).ceil().max(1.0);
    let mut volumes = Vec::new();
    let (mut start, mut so_far) = (0, 0.0);
    for (index, size) in sizes.iter().enumerate() {
        // The boundary may be before or after this chapter, whichever is nearer.
        let boundary = total / wanted * (volumes.len() + 1) as f64;
        if index > start && so_far + size / 2.0 > boundary {
            volumes.push(start..index);
            start = index;
        }
        so_far += size;
    }
    volumes.push(start..book.chapters.len());
    volumes
}

/// Volume `number` (from 1) of those `chapters` make of `book`; the book itself when it
/// is the only one.
pub(super) fn volume<'b>(book: &'b Book, volumes: &[Range<usize>], number: usize) -> Cow<'b, Book> {
    let [first, .., _] = volumes else { return Cow::Borrowed(book) };
    let here = volumes.get(number - 1).unwrap_or(first).clone();
    let volume_of = |chapter: usize| volumes.iter().position(|volume| volume.contains(&chapter)).unwrap_or(0) + 1;
    let mut part = book.clone();
    part.chapters.truncate(here.end);
    part.chapters.drain(..here.start);
    for chapter in &mut part.chapters {
        for blocks in std::iter::once(&mut chapter.blocks).chain(&mut chapter.footnotes) {
            visit::lines_mut(blocks, &mut |line| point_elsewhere(line, &here, &volume_of));
        }
    }
    part.contents = within(&part.contents, &here);
    // The word is the same in every language the book speaks.
    part.title = format!("{}, volume {number}", book.title);
    part.identifier = format!("{}#{number}", book.identifier);
    Cow::Owned(part)
}

/// Links in a line lead to chapters by their number in this volume; those to other
/// volumes are text that says which.
fn point_elsewhere(line: &mut Vec<Inline>, here: &Range<usize>, volume_of: &dyn Fn(usize) -> usize) {
    let mut settled = Vec::with_capacity(line.len());
    for mut inline in line.drain(..) {
        match inline {
            Inline::Link { target: Target::Place { chapter, .. }, content } if !here.contains(&chapter) => {
                settled.extend(content);
                settled.push(Inline::Text(format!(" (vol. {})", volume_of(chapter))));
                continue;
            }
            Inline::Link { target: Target::Place { ref mut chapter, .. }, .. } => *chapter -= here.start,
            ref mut other => {
                if let Some(inner) = other.content_mut() {
                    point_elsewhere(inner, here, volume_of);
                }
            }
        }
        settled.push(inline);
    }
    *line = settled;
}

/// The contents of a volume. What stands above its chapters stays, as a mere grouping
/// where it is in another volume itself.
fn within(contents: &[ContentsEntry], here: &Range<usize>) -> Vec<ContentsEntry> {
    let entries = contents.iter().filter_map(|entry| {
        let chapter = entry.chapter.filter(|chapter| here.contains(chapter)).map(|chapter| chapter - here.start);
        let children = within(&entry.children, here);
        let stays = chapter.is_some() || !children.is_empty();
        stays.then(|| ContentsEntry { label: entry.label.clone(), chapter, children })
    });
    entries.collect()
}

/// About how many pages a chapter fills, at least one.
fn pages(chapter: &Chapter) -> f64 {
    const LINES: f64 = 44.0;
    let mut lines = 3.0;
    let text = |content: &[Inline]| (plain_text(content).len() as f64 / LINE_BYTES).ceil();
    visit::blocks_of(chapter, &mut |block| {
        lines += match block {
            // A picture by itself, of middling size.
            Block::Paragraph(content) if !has_words(content) => 12.0,
            Block::Paragraph(content) => text(content) + 0.4,
            Block::Heading { content, .. } => text(content) + 2.0,
            Block::Code { text, .. } | Block::Diagram { source: text, .. } => text.lines().count() as f64 * 0.75 + 2.0,
            Block::Math(_) => 3.0,
            Block::Table(table) => {
                let rows = table.header.iter().chain(&table.rows);
                rows.map(|row| row_lines(row, table.columns)).sum()
            }
            _ => 0.3,
        };
    });
    (lines / LINES).max(1.0)
}

/// About how many lines a row has: those of its longest cell in a column of its own,
/// without those that are counted as paragraphs anyway.
fn row_lines(row: &Row, columns: usize) -> f64 {
    let paragraphs = |cell: &Cell| -> Vec<f64> {
        let texts = cell.blocks.iter().filter_map(|block| match block {
            Block::Paragraph(content) => Some(plain_text(content).len() as f64),
            _ => None,
        });
        texts.collect()
    };
    let (mut highest, mut counted) = (1.0_f64, 0.0);
    for cell in row {
        let texts = paragraphs(cell);
        let width = LINE_BYTES * cell.columns as f64 / columns.max(1) as f64;
        highest = highest.max(texts.iter().map(|bytes| (bytes / width).ceil()).sum());
        counted += texts.iter().map(|bytes| (bytes / LINE_BYTES).ceil() + 0.4).sum::<f64>();
    }
    highest * 0.9 + 0.3 - counted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::sample;

    fn place(chapter: usize) -> Target {
        Target::Place { chapter, place: None }
    }

    fn link(chapter: usize) -> Inline {
        Inline::Link { target: place(chapter), content: vec![Inline::Text("there".into())] }
    }

    #[test]
    fn a_small_book_is_one_volume_and_itself() {
        let book = sample::book(&["Home", "Other"]);
        let volumes = volumes(&book, MOST_PAGES);
        assert_eq!(volumes, vec![0..2; 1]);
        assert!(matches!(volume(&book, &volumes, 1), Cow::Borrowed(_)));
    }

    #[test]
    fn volumes_hold_every_chapter_once_and_are_alike_in_size() {
        let names: Vec<String> = (0..103).map(|number| format!("Page {number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let book = sample::book(&names);
        let volumes = volumes(&book, 10.0);
        assert_eq!(volumes.len(), 11);
        assert!(volumes.iter().all(|volume| (9..=10).contains(&volume.len())), "{volumes:?}");
        assert!(volumes.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert_eq!((volumes[0].start, volumes[10].end), (0, 103));
    }

    #[test]
    fn an_empty_book_is_one_volume() {
        assert_eq!(volumes(&sample::book(&[]), MOST_PAGES), vec![0..0; 1]);
    }

    #[test]
    fn links_into_another_volume_are_text_that_names_it() {
        let mut book = sample::book(&["One", "Two", "Three"]);
        book.chapters[2].blocks = vec![Block::Paragraph(vec![Inline::Strong(vec![link(0)]), link(1), link(2)])];
        let second = volume(&book, &[0..1, 1..3], 2);
        assert_eq!(second.title, format!("{}, volume 2", book.title));
        assert_eq!(second.chapters.len(), 2);
        let there = Inline::Text("there".into());
        let Block::Paragraph(line) = &second.chapters[1].blocks[0] else { panic!("a paragraph") };
        assert_eq!(line[..], [Inline::Strong(vec![there, Inline::Text(" (vol. 1)".into())]), link(0), link(1)]);
    }

    #[test]
    fn contents_keep_what_stands_above_a_chapter() {
        let mut book = sample::book(&["One", "Two", "Three"]);
        let entry = |chapter, children| ContentsEntry { label: "x".into(), chapter, children };
        book.contents = vec![entry(Some(0), vec![entry(Some(1), vec![])]), entry(None, vec![entry(Some(2), vec![])])];
        let volumes = [0..1, 1..3];
        let first = volume(&book, &volumes, 1);
        assert_eq!(first.contents, [entry(Some(0), vec![])]);
        let second = volume(&book, &volumes, 2);
        assert_eq!(
            second.contents,
            [entry(None, vec![entry(Some(0), vec![])]), entry(None, vec![entry(Some(1), vec![])])]
        );
    }
}
