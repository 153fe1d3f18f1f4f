//! Wikis read again with the memory of the first time.

use std::fs;

use super::super::page::is_remembered;
use super::*;

/// The reading of `sample` with the memory in `folder`, which is kept.
fn read_again(sample: &Sample, folder: &Path) -> Reading {
    let memory = Memory::of(Some(folder), "o/r");
    let options = ExportOptions::default();
    let reading =
        read(sample.folder.path(), &sample.snapshot, &options, &memory, &unillustrated, &|_, _| {}).expect("a reading");
    memory.keep().expect("kept");
    reading
}

/// Of the pages of `sample`, how many the memory in `folder` knows.
fn known(sample: &Sample, folder: &Path) -> usize {
    let memory = Memory::of(Some(folder), "o/r");
    let wiki = Wiki::new(&sample.snapshot);
    let pages = wiki.index.pages().iter();
    pages
        .filter(|page| is_remembered(&memory, page, &file_of(sample.folder.path(), &wiki, &page.path).expect("a file")))
        .count()
}

const EVERYTHING: &str = "---\ntitle: All\n---\n# First\n\n**b** *i* ~~s~~ <ins>u</ins> <mark>m</mark> a<sub>1</sub><sup>2</sup> \
    <kbd>K</kbd> `c` $x$ [a](Other) [b](#first) [c](https://example.org) ![d](p.png) ![gone](no.png)  \nbreak \
    [[Other]] [[Text|Other#x]] note[^1] <a name=\"here\"></a>\n\n- [x] done\n- [ ] open\n\n3. three\n\n\
    | a | b |\n|:-:|--:|\n| 1 | 2 |\n\n```rust\nfn main() {}\n```\n\n> quote\n\n> [!NOTE]\n> alert\n\n\
    <details><summary>More</summary>\n\nhidden\n\n</details>\n\n<dl><dt>t</dt><dd>d</dd></dl>\n\n$$\ny\n$$\n\n\
    ```mermaid\ngraph TD\n```\n\n<p align=\"center\">middle</p>\n\nهذه صفحة طويلة باللغة العربية\n\n---\n\n\
    <img src=\"p.png\" width=\"50%\">\n\n[^1]: A note.\n";

#[test]
fn a_page_that_is_remembered_says_what_it_said() {
    let sample = Sample::of_bytes(&[
        ("Home.md", EVERYTHING.as_bytes()),
        ("Other.md", b"# x\n\n[gone](Nowhere)\n"),
        ("Latin.md", b"caf\xE9 and more, in an encoding of long ago\n"),
        ("Ad.asciidoc", b"= Title\n\n[[there]]\n== Part\n\n<<there>>\n"),
        ("p.png", PIXEL),
    ]);
    let folder = tempfile::tempdir().expect("a folder");
    let first = read_again(&sample, folder.path());
    assert_eq!(known(&sample, folder.path()), 4);
    let again = read_again(&sample, folder.path());
    assert_eq!(format!("{first:#?}"), format!("{again:#?}"));
    assert_eq!(format!("{first:#?}"), format!("{:#?}", sample.read()));
    assert_eq!(known(&sample, folder.path()), 4);
}

#[test]
fn a_page_that_changed_or_moved_is_read_anew() {
    let sample = Sample::new(&[("Home.md", "One [[Two]]\n"), ("Two.md", "Two\n")]);
    let folder = tempfile::tempdir().expect("a folder");
    read_again(&sample, folder.path());
    fs::write(sample.folder.path().join(&sample.snapshot.files[1].stored), "Deux\n").expect("a file");
    assert_eq!(known(&sample, folder.path()), 1);
    let changed = read_again(&sample, folder.path());
    assert_eq!(changed.book.chapters[1].blocks, [paragraph("Deux")]);
    let moved = Sample::new(&[("Home.md", "One [[Two]]\n"), ("Three.md", "Deux\n")]);
    let reading = read_again(&moved, folder.path());
    assert_eq!(reading.links.broken.len(), 1);
    assert_eq!(reading.book.chapters[1].title, "Three");
}

#[test]
fn what_hangs_on_the_names_of_other_pages_is_not_remembered() {
    let alone = Sample::new(&[("Home.md", "See [[1]](https://example.org).\n")]);
    let folder = tempfile::tempdir().expect("a folder");
    let reading = read_again(&alone, folder.path());
    assert_eq!((reading.links.external, reading.links.internal), (1, 0));
    assert_eq!(known(&alone, folder.path()), 0);
    let beside = Sample::new(&[("1.md", "One\n"), ("Home.md", "See [[1]](https://example.org).\n")]);
    assert_eq!(read_again(&beside, folder.path()).links.internal, 1);
}
