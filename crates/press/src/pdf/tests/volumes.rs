//! Large books in volumes, and where pages begin.

use super::*;
use crate::page_list;

fn page_texts(path: &Path) -> String {
    let text = Command::new("pdftotext").arg(path).arg("-").output().expect("the program runs").stdout;
    // Pages stay apart; where lines are broken does not matter.
    let pages = String::from_utf8_lossy(&text);
    let pages = pages.split('\u{c}').map(|page| page.split_whitespace().collect::<Vec<_>>().join(" "));
    pages.collect::<Vec<_>>().join("\u{c}")
}

#[test]
fn a_large_book_is_bound_in_volumes_that_are_whole_books() {
    let mut book = sample::book(&["One", "Two", "Three", "Four"]);
    let to_last = relieur_book::model::Target::Place { chapter: 3, place: None };
    let link = Inline::Link { target: to_last, content: vec![text("the last page")] };
    book.chapters[0].blocks.push(Block::Paragraph(vec![link]));
    let folder = tempfile::tempdir().expect("a folder");
    let options = ExportOptions::default();
    let manuscript = Manuscript::new(&book, &options, Memory::none());
    let heard = Mutex::new(Vec::new());
    let progress = |done, total| heard.lock().expect("not poisoned").push((done, total));
    let (tell, hear) = page_list();
    let written = write_volumes(&manuscript, &folder.path().join("a.wiki.pdf"), &progress, Some(tell), 2.0);
    let written = written.expect("two volumes");

    let names: Vec<_> = written.files.iter().filter_map(|path| path.file_name()?.to_str()).collect();
    assert_eq!(names, ["a.wiki-1.pdf", "a.wiki-2.pdf"]);
    assert_eq!(written.warnings.iter().map(|warning| warning.kind.as_str()).collect::<Vec<_>>(), ["volumes"]);
    let heard = heard.into_inner().expect("not poisoned");
    assert!(heard.is_sorted() && heard.last() == Some(&(4, 4)), "{heard:?}");
    let labels: Vec<(String, usize)> =
        hear.wait().unwrap_or_default().into_iter().map(|page| (page.label, page.chapter)).collect();
    let expected = [("1.1", 0), ("1.2", 1), ("2.1", 2), ("2.2", 3)];
    assert_eq!(labels, expected.map(|(label, chapter)| (label.to_owned(), chapter)));
    if !has("pdftotext") {
        return;
    }
    let volumes = [page_texts(&written.files[0]), page_texts(&written.files[1])];
    assert!(volumes[0].contains("This is the page Two.") && !volumes[0].contains("This is the page Three."));
    assert!(volumes[1].contains("This is the page Three.") && !volumes[1].contains("This is the page Two."));
    assert!(volumes[0].contains("the last page (vol. 2)"), "{}", volumes[0]);
    assert!(volumes[1].contains("Sample, volume 2"), "{}", volumes[1]);
}

#[test]
fn headings_in_the_contents_are_no_pages_of_their_chapters() {
    let mut book = sample::book(&["One", "Two"]);
    let inner = vec![sample::heading(2, "c2-inner", "Folded away"), paragraph("Words.")];
    book.chapters[1].blocks.push(Block::Details { summary: vec![text("More")], blocks: inner });
    let told = Mutex::new(Vec::new());
    bound_by(&book, &ExportOptions::default(), Fonts::embedded(), &|pages| {
        told.lock().expect("not poisoned").extend(pages);
    });
    let pages = told.into_inner().expect("not poisoned");
    let told: Vec<_> = pages.iter().map(|page| (page.label.as_str(), page.chapter, page.block)).collect();
    assert_eq!(told, [("1", 0, None), ("2", 1, None)]);
}

#[test]
fn the_pages_are_told_by_the_blocks_they_begin_with() {
    let mut book = sample::book(&["One", "Two"]);
    // About two pages of paragraphs, then one that fills more than a page by itself.
    let mut blocks: Vec<Block> = (0..60).map(|number| paragraph(&format!("Paragraph {number} of many."))).collect();
    blocks.push(paragraph(&"A long story without an end. ".repeat(300)));
    blocks.push(paragraph("The end."));
    book.chapters[0].blocks = blocks;
    let told = Mutex::new(Vec::new());
    let (pdf, _) = bound_by(&book, &ExportOptions::default(), Fonts::embedded(), &|pages| {
        told.lock().expect("not poisoned").extend(pages);
    });
    let pages = told.into_inner().expect("not poisoned");
    let labels: Vec<&str> = pages.iter().map(|page| page.label.as_str()).collect();
    assert_eq!(labels, (1..=pages.len()).map(|number| number.to_string()).collect::<Vec<_>>());
    assert_eq!((pages[0].chapter, pages[0].block), (0, None));
    let last = pages.last().expect("pages");
    assert_eq!((last.chapter, last.block), (1, None));
    // The page on which the long story goes on begins, in the EPUB, after it.
    assert!(pages.iter().any(|page| page.block == Some(61)), "{pages:?}");
    if !has("pdftotext") {
        return;
    }
    let (_folder, path) = file(&pdf);
    let all = page_texts(&path);
    // Cover, contents, and then the book's pages.
    let printed: Vec<&str> = all.split('\u{c}').skip(2).collect();
    for (page, printed) in pages.iter().zip(&printed) {
        if let Some(block @ ..60) = page.block {
            assert!(printed.contains(&format!("Paragraph {block} of")), "{page:?}: {printed}");
            assert!(!printed.contains(&format!("Paragraph {} of", block - 1)), "{page:?}: {printed}");
        }
    }
    assert!(pages.iter().any(|page| page.block.is_some_and(|block| block < 60)), "{pages:?}");
}
